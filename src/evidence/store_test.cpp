#include "evidence/store.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <utility>

#include "base/failure.h"
#include "base/run.h"
#include "crypto/start.h"
#include "evidence/read_double.h"
#include "picture/encode_double.h"
#include "picture/jpeg.h"
#include "picture/sample_double.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Time noon = from_micros(1'764'000'000'000'000);
constexpr Duration day = std::chrono::hours{24};
const Subject ada{AccountId{1}, AppealId{10}}, bob{AccountId{2}, AppealId{20}};
const Place front{ada, ItemId{100}, 1, 0};

struct Fixture {
    test::ScratchFolder scratch;
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
    Options options;
    std::unique_ptr<Store> store;

    Fixture() {
        crypto::start();
        options.folder = scratch / "evidence";
        options.key_file = scratch / "evidence-keys";
        options.backups = scratch / "backups";
        options.decoder = fs::read_symlink("/proc/self/exe").parent_path() / "decode_child";
        options.ffprobe = "/usr/bin/ffprobe";
        options.keep_free = 0;
        KeyFile::create(options.key_file, ring);
        open();
    }
    void open() {
        store.reset();
        store = std::make_unique<Store>(ring, options);
    }
    Received upload(const Place& place, BytesView octets) const {
        return run(upload_all(place, octets));
    }
    [[nodiscard]] Awaitable<Received> upload_all(Place place, BytesView octets) const {
        auto flight = co_await store->begin_upload(place);
        const auto received = co_await flight->receive(reading(octets));
        REQUIRE(received.has_value());
        co_return *received;
    }
    [[nodiscard]] std::size_t files(const std::string& part = "") const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator{options.folder}) {
            const auto name = entry.path().filename().string();
            count +=
                entry.is_regular_file() && name != "witness" && name.find(part) != std::string::npos
                    ? 1
                    : 0;
        }
        return count;
    }
    // Whether anything of ada's opens.
    [[nodiscard]] bool opens_picture() const {
        return run(store->open_for_viewing(front, "S1")).has_value();
    }
};

Failure::Kind kind_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Failure& failure) {
        return failure.kind();
    }
    FAIL("nothing was thrown");
    return Failure::Kind::broken;
}

const Bytes card = picture::encode_jpeg(picture::sample(1600, 1000));

}  // namespace

TEST_CASE("a picture is sealed as it arrives, looked at, and seen with a watermark") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    const auto received = fixture.upload(front, card);
    CHECK(received.octets == static_cast<std::int64_t>(card.size()));
    CHECK(received.sha256 == crypto::sha256(card));
    CHECK_FALSE(fixture.opens_picture());  // Nobody has looked at it.
    const auto seen = run(fixture.store->inspect(front));
    CHECK(seen.readable);
    CHECK(seen.width == 1600);
    const auto shown = run(fixture.store->open_for_viewing(front, "S4F2 2026-11-25 14:07"));
    REQUIRE(shown);
    CHECK(text_of(*shown).starts_with("\xff\xd8\xff"));
    CHECK(fixture.files() == 2);
    run(fixture.store->remove(ada, front.item));
    CHECK(fixture.files() == 0);
    CHECK_FALSE(fixture.opens_picture());
}

TEST_CASE("what cannot be decoded leaves no copy to see") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    static_cast<void>(fixture.upload(front, bytes_of("GIF89a, they say, a picture")));
    CHECK_FALSE(run(fixture.store->inspect(front)).readable);
    CHECK(fixture.files(".view") == 0);
}

TEST_CASE("a form opens for its own appeal and purpose, until its key is destroyed") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    run(fixture.store->create_keys(bob, noon));
    const auto sealed = fixture.store->seal_form(ada, "appeal.form", bytes_of("Ada Muster"));
    REQUIRE(sealed);
    CHECK(fixture.store->open_form(ada, "appeal.form", *sealed)->text() == "Ada Muster");
    CHECK_FALSE(fixture.store->open_form(ada, "appeal.note", *sealed));
    CHECK_FALSE(fixture.store->open_form(bob, "appeal.form", *sealed));
    run(fixture.store->destroy_evidence_key(ada, noon));
    CHECK(fixture.store->open_form(ada, "appeal.form", *sealed));
    run(fixture.store->destroy_form_key(ada));
    CHECK_FALSE(fixture.store->open_form(ada, "appeal.form", *sealed));
    CHECK_FALSE(fixture.store->seal_form(ada, "appeal.form", bytes_of("x")));
}

TEST_CASE("after its key was destroyed nothing opens, not even a copy of all files from before") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    run(fixture.store->create_keys(bob, noon));
    static_cast<void>(fixture.upload(front, card));
    static_cast<void>(run(fixture.store->inspect(front)));
    run(fixture.store->back_up_keys(noon));
    REQUIRE(fixture.opens_picture());
    fs::copy(fixture.options.folder, fixture.scratch / "copy", fs::copy_options::recursive);

    run(fixture.store->destroy_evidence_key(ada, noon));
    CHECK_FALSE(fixture.opens_picture());
    CHECK(fixture.files("original") == 0);

    // The copy from before, with the ring and the key file as it is.
    fixture.options.folder = fixture.scratch / "copy";
    fixture.open();
    CHECK_FALSE(fixture.opens_picture());
    CHECK(kind_of([&] { static_cast<void>(run(fixture.store->inspect(front))); }) ==
          Failure::Kind::unavailable);

    // And with each backup of it, from the fourteenth day on.
    run(fixture.store->back_up_keys(noon + 14 * day));
    for (const auto& backup : fs::directory_iterator{fixture.options.backups}) {
        fixture.options.key_file = backup.path();
        fixture.open();
        CHECK_FALSE(fixture.opens_picture());
    }
}

TEST_CASE("backups of the key file are of fourteen days at most") {
    Fixture fixture;
    for (int n = 0; n < 20; ++n) run(fixture.store->back_up_keys(noon + n * day));
    std::vector<std::string> names;
    for (const auto& backup : fs::directory_iterator{fixture.options.backups})
        names.push_back(backup.path().filename().string());
    std::ranges::sort(names);
    CHECK(names.size() == 14);
    CHECK(names.front() == "evidence-keys.2025-11-30");
    CHECK(names.back() == "evidence-keys.2025-12-13");
}

TEST_CASE("the nightly proof finds a key that lives though it should not") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    run(fixture.store->create_keys(bob, noon));
    auto proof = run(fixture.store->prove(noon));
    CHECK(proof.tried == 0);
    CHECK(proof.is_good());

    const auto before = test::content_of(fixture.options.key_file);
    run(fixture.store->back_up_keys(noon));
    run(fixture.store->destroy_evidence_key(ada, noon));
    proof = run(fixture.store->prove(noon + day));
    CHECK(proof.tried == 1);
    CHECK(proof.is_good());  // A backup of two weeks may still have it.

    // A backup that somebody kept too long.
    proof = run(fixture.store->prove(noon + 15 * day));
    CHECK(proof.opened == 1);
    CHECK_FALSE(proof.is_good());
    run(fixture.store->back_up_keys(noon + 15 * day));
    CHECK(run(fixture.store->prove(noon + 15 * day)).is_good());

    // A key file that was restored from before.
    test::put_content(fixture.options.key_file, before);
    fixture.open();
    CHECK(run(fixture.store->prove(noon + 15 * day)).opened == 1);

    // A proof that could not tell proves nothing.
    run(fixture.store->destroy_evidence_key(ada, noon));
    CHECK(run(fixture.store->prove(noon + 15 * day)).is_good());
    test::put_content(folder_of(fixture.options.folder, bob.appeal) / "witness", "rubbish");
    CHECK_FALSE(run(fixture.store->prove(noon + 15 * day)).is_good());
}

TEST_CASE("an upload that fails leaves nothing, and neither does one on a full disk") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    std::function<Awaitable<void>()> cut_off = [&]() -> Awaitable<void> {
        auto flight = co_await fixture.store->begin_upload(front);
        const auto broken = co_await flight->receive(reading(Bytes(5 * piece_octets), false));
        CHECK_FALSE(broken.has_value());
        CHECK(fixture.files() == 1);
    };
    run(cut_off());
    CHECK(fixture.files() == 0);

    fixture.options.keep_free = ~std::uint64_t{0};
    fixture.open();
    CHECK(kind_of([&] { static_cast<void>(fixture.upload(front, card)); }) ==
          Failure::Kind::unavailable);
    CHECK(fixture.files() == 0);
}

// As long as it lives no file of this program grows beyond a kilooctet: EFBIG, as a full disk is
// ENOSPC.
class SmallFiles {
   public:
    SmallFiles() {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const ::rlimit small{1000, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    }
    ~SmallFiles() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

   private:
    ::rlimit before_{};
    void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

TEST_CASE("a disk that fails within an upload ends the reading too, and leaves nothing") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    bool waits = false, ended = false;
    // A piece, and then a client who says nothing more.
    const ReadUpload read =
        [&](std::span<std::byte> room) -> Awaitable<std::optional<std::size_t>> {
        if (!std::exchange(waits, true)) co_return room.size();
        boost::asio::steady_timer never{co_await boost::asio::this_coro::executor,
                                        boost::asio::steady_timer::time_point::max()};
        boost::system::error_code error;
        co_await never.async_wait(boost::asio::redirect_error(use_awaitable, error));
        ended = error == boost::asio::error::operation_aborted;
        co_return std::nullopt;
    };
    const std::function<Awaitable<void>()> act = [&]() -> Awaitable<void> {
        const auto upload = co_await fixture.store->begin_upload(front);
        const SmallFiles limit;
        static_cast<void>(co_await upload->receive(read));
    };
    CHECK(kind_of([&] { run(act()); }) == Failure::Kind::unavailable);
    CHECK(ended);
    CHECK(fixture.files() == 0);
}

TEST_CASE("nobody uploads to an appeal without a key") {
    Fixture fixture;
    CHECK(kind_of([&] { static_cast<void>(fixture.upload(front, card)); }) ==
          Failure::Kind::unavailable);
    run(fixture.store->create_keys(ada, noon));
    run(fixture.store->destroy_evidence_key(ada, noon));
    CHECK(kind_of([&] { static_cast<void>(fixture.upload(front, card)); }) ==
          Failure::Kind::unavailable);
    CHECK(fixture.files("original") == 0);
}

Awaitable<bool> is_busy(Fixture& fixture, Place place) {
    try {
        static_cast<void>(co_await fixture.store->begin_upload(place));
    } catch (const Failure& failure) {
        co_return failure.kind() == Failure::Kind::busy;
    }
    co_return false;
}

TEST_CASE("so many uploads at once and no more, and one for each place") {
    Fixture fixture;
    fixture.options.uploads_max = 3;
    fixture.open();
    run(fixture.store->create_keys(ada, noon));
    std::function<Awaitable<void>()> act = [&]() -> Awaitable<void> {
        std::vector<std::unique_ptr<Upload>> flights;
        flights.push_back(co_await fixture.store->begin_upload(front));
        CHECK(co_await is_busy(fixture, front));
        for (int n = 1; n < 3; ++n) {
            auto place = front;
            place.item = ItemId{100 + n};
            flights.push_back(co_await fixture.store->begin_upload(place));
        }
        auto fourth = front;
        fourth.item = ItemId{200};
        CHECK(co_await is_busy(fixture, fourth));
        flights.pop_back();
        CHECK_FALSE(co_await is_busy(fixture, fourth));
    };
    run(act());
    CHECK(fixture.files() == 0);
}

TEST_CASE("one appeal does not take the uploads of all others") {
    Fixture fixture;
    fixture.options.uploads_of_appeal_max = 2;
    fixture.open();
    const Subject bob{AccountId{77}, AppealId{78}};
    for (const auto& subject : {ada, bob}) run(fixture.store->create_keys(subject, noon));
    std::function<Awaitable<void>()> act = [&]() -> Awaitable<void> {
        std::vector<std::unique_ptr<Upload>> flights;
        for (const auto& subject : {ada, bob}) {
            for (int n = 0; n < 2; ++n)
                flights.push_back(
                    co_await fixture.store->begin_upload({subject, ItemId{100 + n}, 1, 0}));
        }
        CHECK(co_await is_busy(fixture, {ada, ItemId{200}, 1, 0}));
    };
    run(act());
}

TEST_CASE("a video is kept in chunks, read from anywhere, and probed as a whole") {
    Fixture fixture;
    run(fixture.store->create_keys(ada, noon));
    const auto film = test::content_of("test/vectors/video/sound.webm");
    const std::size_t each = 10'000;
    std::int64_t chunks = 0;
    for (std::size_t at = 0; at < film.size(); at += each, ++chunks) {
        auto place = front;
        place.chunk = chunks;
        static_cast<void>(
            fixture.upload(place, bytes_of(film).subspan(at, std::min(each, film.size() - at))));
    }
    const auto probe = run(fixture.store->probe_video(front, Media::webm, chunks));
    REQUIRE(probe);
    CHECK(probe->readable);
    CHECK(probe->width == 160);
    auto third = front;
    third.chunk = 2;
    const auto part = run(fixture.store->open_chunk(third, 5000));
    REQUIRE(part);
    CHECK(text_of(*part) == film.substr(25'000, 5000));
    CHECK(run(fixture.store->open_chunk(third, 10'000))->empty());
    third.chunk = chunks;
    CHECK_FALSE(run(fixture.store->open_chunk(third, 0)));
}

TEST_CASE("a store without its key file does not open, and says which") {
    Fixture fixture;
    fixture.options.key_file = fixture.scratch / "elsewhere";
    try {
        fixture.open();
        FAIL("it opened");
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::refused);
        CHECK(std::string{failure.what()}.find("elsewhere") != std::string::npos);
    }
}
