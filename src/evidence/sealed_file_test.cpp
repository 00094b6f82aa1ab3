#include "evidence/sealed_file.h"

#include <doctest/doctest.h>

#include <string>

#include "base/failure.h"
#include "crypto/start.h"
#include "evidence/place.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

const Place place{{AccountId{1}, AppealId{10}}, ItemId{100}, 1, 0};

struct Fixture {
    test::ScratchFolder folder;
    crypto::Secret key = crypto::Secret::random(32);
    Fixture() { crypto::start(); }

    [[nodiscard]] std::filesystem::path file(Copy copy = Copy::original) const {
        return path_of(folder / "evidence", place, copy);
    }
    Received write(std::string_view text, const Place& where = place) {
        SealedWriter writer{path_of(folder / "evidence", where, Copy::original), key,
                            binding_of(where, Copy::original)};
        // In parts of an odd size, as from a socket.
        for (std::size_t at = 0; at < text.size(); at += 50'001)
            writer.write(bytes_of(text.substr(at, 50'001)));
        return writer.finish();
    }
    // nullopt when it did not open to its end.
    [[nodiscard]] std::optional<std::string> read(const Place& as = place,
                                                  Copy copy = Copy::original) const {
        const auto reader = SealedReader::open(file(), key, binding_of(as, copy));
        if (!reader) return std::nullopt;
        std::string all;
        while (const auto piece = reader->next()) {
            all.append(text_of(piece->plain));
            if (piece->is_last) return all;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::size_t files() const {
        namespace fs = std::filesystem;
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator{folder / "evidence"})
            count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
};

std::string text_of_size(std::size_t octets) {
    std::string text;
    while (text.size() < octets) text += "The quick brown fox " + std::to_string(text.size());
    text.resize(octets);
    return text;
}

}  // namespace

TEST_CASE("a sealed file opens to what was written, whatever its size") {
    Fixture fixture;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece_octets - 1, piece_octets,
                                   piece_octets + 1, 3 * piece_octets}) {
        const auto text = text_of_size(size);
        const auto received = fixture.write(text);
        CHECK(received.octets == static_cast<std::int64_t>(size));
        CHECK(received.sha256 == crypto::sha256(bytes_of(text)));
        CHECK(fixture.read() == text);
    }
    CHECK(fixture.files() == 1);
    CHECK(test::content_of(fixture.file()).find("quick brown") == std::string::npos);
}

TEST_CASE("a sealed file opens for its own appeal, item, version, chunk and copy only") {
    Fixture fixture;
    static_cast<void>(fixture.write("hello"));
    CHECK(fixture.read() == "hello");
    auto other = place;
    other.subject.appeal = AppealId{11};
    CHECK_FALSE(fixture.read(other));
    other = place;
    other.subject.who = AccountId{2};
    CHECK_FALSE(fixture.read(other));
    other = place;
    other.item = ItemId{101};
    CHECK_FALSE(fixture.read(other));
    other = place;
    other.version = 2;
    CHECK_FALSE(fixture.read(other));
    other = place;
    other.chunk = 1;
    CHECK_FALSE(fixture.read(other));
    CHECK_FALSE(fixture.read(place, Copy::view));
    fixture.key = crypto::Secret::random(32);
    CHECK_FALSE(fixture.read());
}

TEST_CASE("a sealed file that was changed or cut off does not open to its end") {
    Fixture fixture;
    static_cast<void>(fixture.write(text_of_size(2 * piece_octets + 5)));
    const auto octets = test::content_of(fixture.file());
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{6}, std::size_t{40}, octets.size() / 2, octets.size() - 1}) {
        auto changed = octets;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        test::put_content(fixture.file(), changed);
        CHECK_FALSE(fixture.read());
    }
    for (const std::size_t left :
         {std::size_t{3}, std::size_t{29}, 29 + piece_octets + 17, octets.size() - 1}) {
        test::put_content(fixture.file(), octets.substr(0, left));
        CHECK_FALSE(fixture.read());
    }
}

TEST_CASE("an upload that is not finished leaves nothing") {
    Fixture fixture;
    {
        SealedWriter writer{fixture.file(), fixture.key, binding_of(place, Copy::original)};
        writer.write(bytes_of(text_of_size(piece_octets + 1)));
        CHECK(fixture.files() == 1);
        CHECK_FALSE(fixture.read());
    }
    CHECK(fixture.files() == 0);
}

TEST_CASE("what a crash left unfinished is removed by its age, and nothing else") {
    Fixture fixture;
    static_cast<void>(fixture.write("hello"));
    const auto left = fixture.file().string() + ".unfinished-00";
    test::put_content(left, "half");
    CHECK(remove_unfinished(fixture.folder / "evidence", std::chrono::minutes{1}) == 0);
    CHECK(remove_unfinished(fixture.folder / "evidence", std::chrono::seconds{0}) == 1);
    CHECK(fixture.read() == "hello");
    CHECK(fixture.files() == 1);
}
