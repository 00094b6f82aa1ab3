#include "evidence/decoder.h"

#include <doctest/doctest.h>

#include <algorithm>

#include <thread>

#include "base/failure.h"
#include "crypto/start.h"
#include "evidence/child_process.h"
#include "evidence/place.h"
#include "picture/child.h"
#include "picture/codec.h"
#include "picture/encode_double.h"
#include "picture/jpeg.h"
#include "picture/sample_double.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;
using namespace std::chrono_literals;

namespace {

std::filesystem::path program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "decode_child";
}

// What the decoder made of these octets, and the copy that people see.
struct Looked {
    Picture picture;
    Bytes view;
};

struct Fixture {
    test::ScratchFolder folder;
    crypto::Secret key = crypto::Secret::random(32);
    Decoder decoder{program(), "/usr/bin/ffprobe"};
    Fixture() { crypto::start(); }

    Looked look(BytesView octets) {
        {
            SealedWriter writer{folder / "original", key, {}};
            writer.write(octets);
            static_cast<void>(writer.finish());
        }
        const auto original = SealedReader::open(folder / "original", key, {});
        SealedWriter view{folder / "view", key, {}};
        Looked looked{decoder.look(*original, view), {}};
        if (!looked.picture.readable) return looked;
        static_cast<void>(view.finish());
        const auto copy = SealedReader::open(folder / "view", key, {});
        while (const auto piece = copy->next()) append(looked.view, piece->plain);
        return looked;
    }
    Probe probe(const std::filesystem::path& file, Media media) {
        const auto octets = test::content_of(file);
        std::size_t at = 0;
        const auto pieces = [&] {
            const auto piece =
                bytes_of(octets).subspan(at, std::min(octets.size() - at, piece_octets));
            at += piece.size();
            return piece;
        };
        const auto probe = decoder.probe(media, pieces);
        REQUIRE(probe);
        return *probe;
    }
};

// The number behind a name in /proc/<pid>/status, when it has become `wanted`; else as it is after
// five seconds.
std::string status_of(const ChildProcess& child, std::string_view name, std::string_view wanted) {
    const auto file = "/proc/" + std::to_string(child.pid()) + "/status";
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (true) {
        const auto status = test::content_of(file);
        const auto at = status.find("\n" + std::string{name} + ":\t");
        const auto from = at == status.npos ? status.size() : at + name.size() + 3;
        const auto value = status.substr(from, status.find('\n', from) - from);
        if (value == wanted || std::chrono::steady_clock::now() > until) return value;
        std::this_thread::yield();
    }
}

// How the hidden command ends that is given this.
std::optional<int> code_of(std::vector<std::string> words) {
    ChildProcess child{program(), std::move(words), 5s};
    child.close_input();
    std::byte more{};
    while (child.read({&more, 1}).value_or(0) > 0) {
    }
    return child.exit_code();
}

const auto card = picture::sample(1600, 1000);

}  // namespace

TEST_CASE("a picture is looked at, and its copy has no metadata") {
    Fixture fixture;
    const auto jpeg = picture::jpeg_with_metadata(picture::encode_jpeg(card), 6);
    const auto looked = fixture.look(jpeg);
    REQUIRE(looked.picture.readable);
    CHECK(looked.picture.width == 1000);
    CHECK(looked.picture.height == 1600);
    CHECK(looked.picture.hash);
    CHECK(looked.picture.advice == Advice{});
    CHECK(text_of(looked.view).starts_with("\xff\xd8\xff"));
    CHECK(text_of(looked.view).find("52.52") == std::string::npos);
    for (const auto& octets : {picture::png_of(card), picture::webp_of(card)})
        CHECK(fixture.look(octets).picture.width == 1600);
}

TEST_CASE("advice is given on blur, darkness, light and size, and the picture is taken") {
    Fixture fixture;
    const auto advice = [&](const picture::Pixels& pixels) {
        const auto looked = fixture.look(picture::encode_jpeg(pixels));
        CHECK(looked.picture.readable);
        return advice_text(looked.picture.advice);
    };
    CHECK(advice(picture::blurred(card, 6)) == "blurred");
    CHECK(advice(picture::dimmed(card, 0.25)).find("dark") != std::string::npos);
    CHECK(advice(picture::sample(640, 400)) == "small");
    picture::Pixels white{1200, 800};
    std::fill(white.octets.begin(), white.octets.end(), 255);
    CHECK(advice(white).find("bright") != std::string::npos);
}

TEST_CASE("bombs, halves and what is no picture are refused, and the next picture is looked at") {
    Fixture fixture;
    const auto jpeg = picture::encode_jpeg(card);
    const std::vector<Bytes> bad{
        picture::png_claiming(60'000, 60'000),
        picture::png_claiming(20'000, 2000),  // As large as is allowed, and empty.
        picture::jpeg_claiming(jpeg, 60'000, 60'000),
        to_bytes(BytesView{jpeg}.first(jpeg.size() / 2)),
        to_bytes(bytes_of("GIF89a and then some octets, named .jpg")),
        to_bytes(bytes_of("%PDF-1.7 and then some octets, named .jpg")),
        to_bytes(bytes_of("x")),
        {},
    };
    for (const auto& octets : bad) CHECK_FALSE(fixture.look(octets).picture.readable);
    CHECK(fixture.look(jpeg).picture.readable);
    CHECK(std::distance(std::filesystem::directory_iterator{fixture.folder / ""}, {}) == 2);
}

TEST_CASE("of a picture that is something else too, only the picture is left") {
    Fixture fixture;
    auto polyglot = picture::encode_jpeg(card);
    append(polyglot, bytes_of("PK\x03\x04<script>alert(1)</script>"));
    const auto looked = fixture.look(polyglot);
    REQUIRE(looked.picture.readable);
    CHECK(text_of(looked.view).find("script") == std::string::npos);
}

TEST_CASE("a large picture is looked at within the child's memory") {
    Fixture fixture;
    const auto large = picture::sample(7000, 5700);
    for (const auto& octets : {picture::encode_jpeg(large), picture::webp_of(large)}) {
        const auto looked = fixture.look(octets);
        CHECK(looked.picture.readable);
        CHECK(looked.picture.width == 7000);
    }
}

TEST_CASE("who looks, and when, is drawn over the copy") {
    Fixture fixture;
    const auto looked = fixture.look(picture::encode_jpeg(card));
    const auto view = SealedReader::open(fixture.folder / "view", fixture.key, {});
    const auto marked = fixture.decoder.mark(*view, "S4F2 2026-11-25 14:07");
    REQUIRE(marked);
    const auto before = picture::decode(looked.view), after = picture::decode(*marked);
    const auto& clean = std::get<picture::Decoded>(before).pixels;
    const auto& drawn = std::get<picture::Decoded>(after).pixels;
    REQUIRE(clean.octets.size() == drawn.octets.size());
    std::size_t differing = 0;
    for (std::size_t n = 0; n < clean.octets.size(); ++n)
        differing += std::abs(clean.octets[n] - drawn.octets[n]) > 30 ? 1 : 0;
    CHECK(differing > clean.octets.size() / 100);
}

TEST_CASE("a video's length and sound are told, and what is none is not readable") {
    Fixture fixture;
    const auto vectors = std::filesystem::path{"test/vectors/video"};
    const auto spoken = fixture.probe(vectors / "sound.webm", Media::webm);
    CHECK(spoken.readable);
    CHECK(spoken.duration.count() > 11'000);
    CHECK(spoken.width == 160);
    CHECK(text_of_notes(spoken) == "re_encoded");
    const auto silent = fixture.probe(vectors / "silent.webm", Media::webm);
    CHECK(silent.readable);
    CHECK(text_of_notes(silent) == "no_sound re_encoded");
    CHECK(fixture.probe(vectors / "sound.mp4", Media::mp4).readable);
    CHECK_FALSE(fixture.probe(vectors / "sound.mp4", Media::webm).readable);
    CHECK_FALSE(fixture.probe("test/vectors/hmac.txt", Media::webm).readable);
    const Decoder without{program(), ""};
    CHECK_FALSE(without.probe(Media::webm, [] { return BytesView{}; }));
}

TEST_CASE("a child is in its cage before it has read an octet") {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{picture::decode_command},
          std::vector<std::string>{picture::mark_command, "S4F2"}}) {
        const ChildProcess child{program(), words, 10s};
        CHECK(status_of(child, "Seccomp", "2") == "2");
        CHECK(status_of(child, "NoNewPrivs", "1") == "1");
        const auto limits = test::content_of("/proc/" + std::to_string(child.pid()) + "/limits");
        CHECK(limits.find("Max cpu time              10                   10") !=
              std::string::npos);
        CHECK(limits.find("Max file size             0                    0") != std::string::npos);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        CHECK(limits.find("Max address space         536870912            536870912") !=
              std::string::npos);
#endif
    }
}

TEST_CASE("a child that does not end is killed when its time is over") {
    ChildProcess child{"/bin/sleep", {"60"}, 200ms};
    std::byte more{};
    CHECK_FALSE(child.read({&more, 1}));
    CHECK_FALSE(child.exit_code());
}

TEST_CASE("a program in the cage for programs reads no file of ours, no socket opens") {
    test::ScratchFolder folder;
    const auto secret = folder / "key-ring";
    test::put_content(secret, "secret");
    const auto probe = std::string{picture::probe_command};
    CHECK(code_of({probe, "/bin/cat", "/usr/bin/env"}) == 0);
    CHECK(code_of({probe, "/bin/cat", secret.string()}) == 1);
    CHECK(code_of({probe, "/bin/cat", "/proc/self/environ"}) == 1);
    CHECK(code_of({probe, "/bin/cat", "/etc/passwd"}) == 1);
    CHECK(code_of({probe, "/bin/sh", "-c", "echo x > " + (folder / "new").string()}) != 0);
    CHECK(code_of({probe, "/bin/sh", "-c", "/bin/true; exit 5"}) != 5);  // No process.
    CHECK(code_of({probe, "/usr/bin/truncate", "-s", "0", secret.string()}) != 0);
    CHECK(test::content_of(secret) == "secret");
    CHECK_FALSE(std::filesystem::exists(folder / "new"));
}
