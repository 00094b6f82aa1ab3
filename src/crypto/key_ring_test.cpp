#include "crypto/key_ring.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include "base/failure.h"
#include "crypto/key_file.h"
#include "crypto/pepper.h"
#include "test/scratch.h"

namespace sparekey::crypto {
namespace {

using test::content_of;
using test::put_content;
using test::ScratchFolder;

const Time noon = from_micros(1'700'000'000'000'000);
const std::string key_a(64, 'a');
const std::string key_b(64, 'b');

void put_key_file(const std::filesystem::path& file, std::string_view content) {
    put_content(file, content);
    std::filesystem::permissions(file, std::filesystem::perms{0600});
}

unsigned mode_of(const std::filesystem::path& file) {
    return static_cast<unsigned>(std::filesystem::status(file).permissions());
}

// The text of the refusal; empty when there was none.
template <class F>
std::string refusal_of(F&& run) {
    try {
        run();
    } catch (const Failure& failure) {
        REQUIRE(failure.kind() == Failure::Kind::refused);
        return failure.what();
    }
    return {};
}

std::string ring_refusal(const std::filesystem::path& file) {
    return refusal_of([&] { static_cast<void>(KeyRing::load(file)); });
}

std::string pepper_refusal(const std::filesystem::path& file) {
    return refusal_of([&] { static_cast<void>(Pepper::load(file)); });
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("a ring that was created loads, and only its owner may read it") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    KeyRing::create(file, noon);
    CHECK(mode_of(file) == 0600);
    CHECK(content_of(file).starts_with("sparekey-ring-1\n1 1700000000000000 "));
    const auto ring = KeyRing::load(file);
    CHECK(ring.current() == 1);
    REQUIRE(ring.find(1));
    CHECK(ring.find(1)->size() == 32);
    CHECK(has(content_of(file), to_hex(*ring.find(1))));
    CHECK_FALSE(ring.find(0));
    CHECK_FALSE(ring.find(2));
}

TEST_CASE("creating never replaces a key file") {
    const ScratchFolder folder;
    const auto file = folder / "keys";
    put_key_file(file, "precious");
    CHECK(has(refusal_of([&] { KeyRing::create(file, noon); }), file.string()));
    CHECK(has(refusal_of([&] { Pepper::create(file); }), file.string()));
    CHECK(content_of(file) == "precious");
}

TEST_CASE("a rotation adds a newer key and keeps all others") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    KeyRing::create(file, noon);
    const auto before = KeyRing::load(file);
    CHECK(KeyRing::add_key(file, noon + std::chrono::hours{1}) == 2);
    CHECK(KeyRing::add_key(file, noon + std::chrono::hours{2}) == 3);
    const auto after = KeyRing::load(file);
    CHECK(after.current() == 3);
    REQUIRE(after.find(1));
    CHECK(to_hex(*after.find(1)) == to_hex(*before.find(1)));
    CHECK(to_hex(*after.find(2)) != to_hex(*after.find(3)));
    CHECK(has(content_of(file), "\n3 1700007200000000 "));
    CHECK(mode_of(file) == 0600);
    CHECK_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_CASE("of two who rotate at once one is refused and nothing is lost") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    KeyRing::create(file, noon);
    const auto before = content_of(file);
    {
        const KeyFileReplacement other{file};
        CHECK(has(refusal_of([&] { KeyRing::add_key(file, noon); }), file.string() + ".new"));
    }
    CHECK(content_of(file) == before);
    CHECK(KeyRing::add_key(file, noon) == 2);
}

TEST_CASE("a rotation of what is no ring leaves everything as it was") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    put_key_file(file, "sparekey-pepper-1\n");
    CHECK(has(refusal_of([&] { KeyRing::add_key(file, noon); }), "is no key ring"));
    CHECK(content_of(file) == "sparekey-pepper-1\n");
    CHECK_FALSE(std::filesystem::exists(file.string() + ".new"));
    CHECK(refusal_of([&] { KeyRing::add_key(folder / "missing", noon); }) != "");
}

TEST_CASE("a key file that others may read, or that is missing, is refused by name") {
    const ScratchFolder folder;
    KeyRing::create(folder / "ring", noon);
    Pepper::create(folder / "pepper");
    for (const auto mode : {0640U, 0604U, 0620U, 0601U, 0644U, 0666U}) {
        CAPTURE(mode);
        std::filesystem::permissions(folder / "ring", std::filesystem::perms{mode});
        std::filesystem::permissions(folder / "pepper", std::filesystem::perms{mode});
        CHECK(has(ring_refusal(folder / "ring"), (folder / "ring").string()));
        CHECK(has(ring_refusal(folder / "ring"), "open to its group or the world"));
        CHECK(has(pepper_refusal(folder / "pepper"), "open to its group or the world"));
    }
    std::filesystem::permissions(folder / "ring", std::filesystem::perms{0400});
    CHECK(ring_refusal(folder / "ring") == "");
    CHECK(has(ring_refusal(folder / "missing"), (folder / "missing").string()));
    CHECK(has(pepper_refusal(folder / "missing"), (folder / "missing").string()));
    std::filesystem::create_directory(folder / "folder");
    std::filesystem::permissions(folder / "folder", std::filesystem::perms{0700});
    CHECK(has(ring_refusal(folder / "folder"), "not a regular file"));
}

TEST_CASE("a refusal names the file and never a key") {
    const ScratchFolder folder;
    put_key_file(folder / "ring", "sparekey-ring-1\n1 0 " + key_a);
    CHECK_FALSE(has(ring_refusal(folder / "ring"), "aaaa"));
}

TEST_CASE("a ring is read exactly") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    const std::string first = "sparekey-ring-1\n";
    const auto refused = [&](const std::string& content) {
        CAPTURE(content);
        put_key_file(file, content);
        return has(ring_refusal(file), "is no key ring, or not a whole one");
    };
    put_key_file(file, first + "1 0 " + key_a + "\n7 -5 " + key_b + "\n");
    CHECK(KeyRing::load(file).current() == 7);

    CHECK(refused(""));
    CHECK(refused(first));
    CHECK(refused("sparekey-ring-1"));
    CHECK(refused("sparekey-ring-2\n1 0 " + key_a + "\n"));
    CHECK(refused("sparekey-pepper-1\n1 0 " + key_a + "\n"));
    CHECK(refused(first + "1 0 " + key_a));
    CHECK(refused(first + "1 0 " + key_a.substr(2) + "\n"));
    CHECK(refused(first + "1 0 " + key_a + "aa\n"));
    CHECK(refused(first + "1 0 " + key_a.substr(1) + "g\n"));
    CHECK(refused(first + "0 0 " + key_a + "\n"));
    CHECK(refused(first + "-1 0 " + key_a + "\n"));
    CHECK(refused(first + "4294967296 0 " + key_a + "\n"));
    CHECK(refused(first + "1 x " + key_a + "\n"));
    CHECK(refused(first + "1 " + key_a + "\n"));
    CHECK(refused(first + "1  0 " + key_a + "\n"));
    CHECK(refused(first + "1 0 " + key_a + " \n"));
    CHECK(refused(first + "1 0 " + key_a + "\r\n"));
    CHECK(refused(first + "1 0 " + key_a + "\n\n"));
    CHECK(refused(first + "1 0 " + key_a + "\n1 0 " + key_b + "\n"));
    CHECK(refused(first + "2 0 " + key_a + "\n1 0 " + key_b + "\n"));
}

TEST_CASE("a ring has a greatest size and a greatest id, and stops there") {
    const ScratchFolder folder;
    const auto file = folder / "ring";
    std::string content = "sparekey-ring-1\n";
    for (std::size_t id = 1; id <= KeyRing::keys_max; ++id) {
        content += std::to_string(id) + " 0 " + key_a + "\n";
    }
    put_key_file(file, content);
    CHECK(KeyRing::load(file).current() == KeyRing::keys_max);
    CHECK(has(refusal_of([&] { KeyRing::add_key(file, noon); }), "is full"));
    put_key_file(file, content + "1001 0 " + key_a + "\n");
    CHECK(has(ring_refusal(file), "is no key ring"));
    put_key_file(file, std::string(key_file_octets_max + 1, 'x'));
    CHECK(has(ring_refusal(file), "too long"));
    put_key_file(file, "sparekey-ring-1\n4294967295 0 " + key_a + "\n");
    CHECK(has(refusal_of([&] { KeyRing::add_key(file, noon); }), "is full"));
}

TEST_CASE("the database notices another ring, and is content with a rotated one") {
    const ScratchFolder folder;
    KeyRing::create(folder / "ring", noon);
    const auto remembered = KeyRing::load(folder / "ring").fingerprint();
    CHECK(KeyRing::load(folder / "ring").continues(remembered));
    KeyRing::add_key(folder / "ring", noon);
    const auto rotated = KeyRing::load(folder / "ring");
    CHECK(rotated.continues(remembered));
    CHECK(rotated.fingerprint() != remembered);

    KeyRing::create(folder / "other", noon);
    CHECK_FALSE(KeyRing::load(folder / "other").continues(remembered));
    auto cut_off = content_of(folder / "ring");
    cut_off.erase(cut_off.rfind("\n2 ") + 1);
    put_key_file(folder / "cut_off", cut_off);
    CHECK(KeyRing::load(folder / "cut_off").continues(remembered));
    CHECK_FALSE(KeyRing::load(folder / "cut_off").continues(rotated.fingerprint()));
}

TEST_CASE("what is no fingerprint is continued by no ring") {
    const auto ring = KeyRing::in_memory();
    auto print = ring.fingerprint();
    CHECK(ring.continues(print));
    CHECK_FALSE(ring.continues({}));
    CHECK_FALSE(ring.continues(BytesView{print}.first(print.size() - 1)));
    print.back() ^= std::byte{1};
    CHECK_FALSE(ring.continues(print));
}

TEST_CASE("a fingerprint does not hold the key") {
    const auto ring = KeyRing::in_memory();
    const auto key = to_hex(*ring.find(1));
    CHECK_FALSE(has(to_hex(ring.fingerprint()), key.substr(0, 8)));
    const auto pepper = Pepper::in_memory();
    CHECK_FALSE(has(to_hex(pepper.fingerprint()), to_hex(pepper.view()).substr(0, 8)));
}

TEST_CASE("a pepper that was created loads, and is told from every other") {
    const ScratchFolder folder;
    Pepper::create(folder / "pepper");
    CHECK(mode_of(folder / "pepper") == 0600);
    const auto pepper = Pepper::load(folder / "pepper");
    CHECK(content_of(folder / "pepper") == "sparekey-pepper-1\n" + to_hex(pepper.view()) + "\n");
    CHECK(Pepper::load(folder / "pepper").fingerprint() == pepper.fingerprint());
    CHECK(Pepper::in_memory().fingerprint() != pepper.fingerprint());
}

TEST_CASE("a pepper is read exactly") {
    const ScratchFolder folder;
    const auto file = folder / "pepper";
    const auto refused = [&](const std::string& content) {
        CAPTURE(content);
        put_key_file(file, content);
        return has(pepper_refusal(file), "is no pepper, or not a whole one");
    };
    put_key_file(file, "sparekey-pepper-1\n" + key_a + "\n");
    CHECK(to_hex(Pepper::load(file).view()) == key_a);
    CHECK(refused(""));
    CHECK(refused("sparekey-pepper-1\n"));
    CHECK(refused("sparekey-pepper-1\n" + key_a));
    CHECK(refused("sparekey-pepper-1\n" + key_a.substr(2) + "\n"));
    CHECK(refused("sparekey-pepper-1\n" + key_a + "aa\n"));
    CHECK(refused("sparekey-pepper-1\n" + key_a + "\n\n"));
    CHECK(refused("sparekey-pepper-2\n" + key_a + "\n"));
    CHECK(refused("sparekey-ring-1\n1 0 " + key_a + "\n"));
}

}  // namespace
}  // namespace sparekey::crypto
