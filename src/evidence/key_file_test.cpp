#include "evidence/key_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "base/failure.h"
#include "crypto/start.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

const Time noon = from_micros(1'764'000'000'000'000);
const Subject ada{AccountId{1}, AppealId{10}}, bob{AccountId{2}, AppealId{20}};

struct Fixture {
    test::ScratchFolder folder;
    std::filesystem::path file = folder / "evidence-keys";
    crypto::KeyRing ring = crypto::KeyRing::in_memory();

    Fixture() {
        crypto::start();
        KeyFile::create(file, ring);
    }
};

std::string refusal(const std::filesystem::path& file, const crypto::KeyRing& ring) {
    try {
        const KeyFile keys{file, ring};
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::refused);
        CHECK(std::string{failure.what()}.find(file.string()) != std::string::npos);
        return failure.what();
    }
    return "";
}

bool holds(const std::filesystem::path& file, BytesView octets) {
    return test::content_of(file).find(text_of(octets)) != std::string::npos;
}

}  // namespace

TEST_CASE("an appeal has two keys of its own, and they outlive the daemon") {
    Fixture fixture;
    Bytes evidence, form;
    {
        KeyFile keys{fixture.file, fixture.ring};
        keys.add(ada, noon);
        keys.add(bob, noon);
        evidence = to_bytes(keys.find(ada, Purpose::evidence)->view());
        form = to_bytes(keys.find(ada, Purpose::form)->view());
        CHECK(evidence.size() == 32);
        CHECK(evidence != form);
        CHECK_FALSE(keys.find(bob, Purpose::evidence)->view().empty());
        CHECK(to_bytes(keys.find(bob, Purpose::evidence)->view()) != evidence);
        keys.add(ada, noon);  // Again is harmless.
        CHECK(to_bytes(keys.find(ada, Purpose::evidence)->view()) == evidence);
    }
    const KeyFile again{fixture.file, fixture.ring};
    CHECK(to_bytes(again.find(ada, Purpose::evidence)->view()) == evidence);
    CHECK(to_bytes(again.find(ada, Purpose::form)->view()) == form);
    CHECK_FALSE(holds(fixture.file, evidence));
    CHECK(again.entries().size() == 2);
    // The same appeal said to be another account's has none.
    CHECK_FALSE(again.find({bob.who, ada.appeal}, Purpose::form));
}

TEST_CASE("a destroyed key is gone from the file, and the other one stays") {
    Fixture fixture;
    KeyFile keys{fixture.file, fixture.ring};
    keys.add(ada, noon);
    const auto before = test::content_of(fixture.file);
    CHECK(keys.destroy(ada, Purpose::evidence));
    CHECK_FALSE(keys.destroy(ada, Purpose::evidence));
    CHECK_FALSE(keys.find(ada, Purpose::evidence));
    CHECK(keys.find(ada, Purpose::form));
    CHECK(keys.entries() == std::vector{KeyFile::Entry{ada, noon, false, true}});

    // Not an octet of the sealed key is left: the slot's second part of five is zeros.
    const auto sealed = before.substr(KeyFile::slot_octets + 25, 77);
    CHECK_FALSE(holds(fixture.file, bytes_of(sealed.substr(30, 20))));
    const KeyFile again{fixture.file, fixture.ring};
    CHECK_FALSE(again.find(ada, Purpose::evidence));

    CHECK(keys.destroy(ada, Purpose::form));
    CHECK(keys.entries().empty());
    CHECK(test::content_of(fixture.file).find_first_not_of('\0', KeyFile::slot_octets) ==
          std::string::npos);
    // The slot is used again.
    const auto octets = std::filesystem::file_size(fixture.file);
    for (int n = 0; n < 200; ++n) {
        const Subject another{AccountId{n + 100}, AppealId{n + 100}};
        keys.add(another, noon);
        keys.destroy(another, Purpose::evidence);
        keys.destroy(another, Purpose::form);
    }
    CHECK(std::filesystem::file_size(fixture.file) == octets);
}

TEST_CASE("a slot that is copied elsewhere opens nothing there") {
    Fixture fixture;
    KeyFile keys{fixture.file, fixture.ring};
    keys.add(ada, noon);
    const auto octets = test::content_of(fixture.file);
    auto slot = octets.substr(KeyFile::slot_octets, KeyFile::slot_octets);

    Fixture other;
    auto theirs = test::content_of(other.file) + slot;
    test::put_content(other.file, theirs);
    CHECK_FALSE(KeyFile(other.file, other.ring).find(ada, Purpose::form));

    // Another appeal's name on it.
    slot[8] = 20;
    slot[16] = 2;
    test::put_content(fixture.file, octets.substr(0, KeyFile::slot_octets) + slot);
    CHECK_FALSE(KeyFile(fixture.file, fixture.ring).find(bob, Purpose::form));
}

TEST_CASE("a key file that is missing, open, cut off or another's is refused by its name") {
    Fixture fixture;
    CHECK(refusal(fixture.folder / "none", fixture.ring).find("cannot open it") !=
          std::string::npos);
    const auto other = crypto::KeyRing::in_memory();
    CHECK(refusal(fixture.file, other).find("another key ring") != std::string::npos);

    ::chmod(fixture.file.c_str(), 0640);
    CHECK(refusal(fixture.file, fixture.ring).find("open to its group") != std::string::npos);
    ::chmod(fixture.file.c_str(), 0600);
    CHECK(refusal(fixture.file, fixture.ring).empty());

    const auto octets = test::content_of(fixture.file);
    test::put_content(fixture.file, octets + "more");
    CHECK(refusal(fixture.file, fixture.ring).find("cut off") != std::string::npos);
    test::put_content(fixture.file, "");
    CHECK(refusal(fixture.file, fixture.ring).find("cut off") != std::string::npos);
    test::put_content(fixture.file, std::string(256, 'x'));
    CHECK(refusal(fixture.file, fixture.ring).find("no evidence keys") != std::string::npos);
    CHECK_THROWS_AS(KeyFile::create(fixture.file, fixture.ring), Failure);
}

TEST_CASE("two daemons share a key file") {
    Fixture fixture;
    KeyFile one{fixture.file, fixture.ring}, two{fixture.file, fixture.ring};
    one.add(ada, noon);
    two.add(bob, noon);
    REQUIRE(two.find(ada, Purpose::form));
    REQUIRE(one.find(bob, Purpose::form));
    CHECK(*one.find(ada, Purpose::form) == *two.find(ada, Purpose::form));
    CHECK(two.destroy(ada, Purpose::form));
    CHECK_FALSE(one.find(ada, Purpose::form));
    CHECK(two.destroy(ada, Purpose::evidence));
    const Subject eve{AccountId{3}, AppealId{30}};
    one.add(eve, noon);
    two.add(ada, noon);
    CHECK(one.entries().size() == 3);
    CHECK(*one.find(eve, Purpose::form) == *two.find(eve, Purpose::form));
}

TEST_CASE("many threads add, find and destroy, and every key stays its appeal's") {
    Fixture fixture;
    KeyFile keys{fixture.file, fixture.ring};
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (int n = 1; n <= 25; ++n) {
                const Subject subject{AccountId{thread + 1}, AppealId{thread * 1000 + n}};
                keys.add(subject, noon);
                if (!keys.find(subject, Purpose::evidence)) ++wrong;
                if (n % 2 && !keys.destroy(subject, Purpose::evidence)) ++wrong;
                if (n % 2 && !keys.destroy(subject, Purpose::form)) ++wrong;
            }
        });
    }
    threads.clear();
    CHECK(wrong == 0);
    CHECK(keys.entries().size() == 8 * 12);
}

TEST_CASE("keys are wrapped anew under the ring's newest key, a few at a time") {
    test::ScratchFolder folder;
    crypto::start();
    const auto ring_file = folder / "ring", file = folder / "evidence-keys";
    crypto::KeyRing::create(ring_file, noon);
    Bytes form;
    {
        const auto ring = crypto::KeyRing::load(ring_file);
        KeyFile::create(file, ring);
        KeyFile keys{file, ring};
        for (int n = 1; n <= 5; ++n) keys.add({AccountId{n}, AppealId{n}}, noon);
        form = to_bytes(keys.find({AccountId{3}, AppealId{3}}, Purpose::form)->view());
        CHECK(keys.wrap_anew(100) == 0);
    }
    crypto::KeyRing::add_key(ring_file, noon);
    const auto ring = crypto::KeyRing::load(ring_file);
    KeyFile keys{file, ring};
    CHECK(keys.wrap_anew(2) == 2);
    CHECK(keys.wrap_anew(100) == 3);
    CHECK(keys.wrap_anew(100) == 0);
    CHECK(to_bytes(keys.find({AccountId{3}, AppealId{3}}, Purpose::form)->view()) == form);
}

TEST_CASE("a copy is a key file, and opens what it had when it was made") {
    Fixture fixture;
    KeyFile keys{fixture.file, fixture.ring};
    keys.add(ada, noon);
    const auto copy = fixture.folder / "copy";
    keys.copy_to(copy);
    keys.copy_to(copy);
    keys.destroy(ada, Purpose::form);
    CHECK(KeyFile(copy, fixture.ring).find(ada, Purpose::form));
    struct ::stat status {};
    CHECK(::stat(copy.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}
