// A server whose uploads are sealed as evidence is, or only read: what sealing costs a connection,
// and what memory an upload in flight holds.
//
//   upload_bench --folder FOLDER --port PORT
//
// POST /api/v1/sealed/{n}  through the evidence store to the disk, as the n-th picture, and gone
// POST /api/v1/plain/{n}   into a plain file, which is as durable, and gone
// POST /api/v1/read/{n}    read and forgotten

// links: sparekey_http
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/check.h"
#include "base/descriptor.h"
#include "base/random.h"
#include "base/run.h"
#include "bench/options.h"
#include "crypto/start.h"
#include "evidence/store.h"
#include "http/body_stream.h"
#include "http/health_routes.h"
#include "http/server.h"

namespace sparekey::bench {
namespace {

namespace fs = std::filesystem;

constexpr int appeals = 64;

evidence::Subject subject_of(std::int64_t number) {
    const auto id = number % appeals + 1;
    return {AccountId{id}, AppealId{id}};
}

std::int64_t number_of(const http::Request& request) {
    return bench::number_of(request.path_parameter("n"));
}

evidence::Options options_of(const fs::path& folder) {
    evidence::Options options;
    options.folder = folder / "evidence";
    options.key_file = folder / "evidence-keys";
    options.backups = folder / "backups";
    return options;
}

class Uploads {
   public:
    explicit Uploads(const fs::path& folder)
        : folder_(folder), ring_(crypto::KeyRing::in_memory()) {
        const auto options = options_of(folder);
        evidence::KeyFile::create(options.key_file, ring_);
        store_.emplace(ring_, options);
        for (int i = 0; i < appeals; ++i) run(store_->create_keys(subject_of(i), wall_clock()));
    }

    Awaitable<http::Response> sealed(http::Request& request) {
        const auto number = number_of(request);
        const evidence::Place place{subject_of(number), evidence::ItemId{number + 1}, 1, 0};
        auto* const body = request.stream;
        const evidence::ReadUpload read = [body](std::span<std::byte> room) {
            return body->read(room);
        };
        bool received = false;
        {
            const auto upload = co_await store_->begin_upload(place);
            received = (co_await upload->receive(read)).has_value();
        }
        if (received) co_await store_->remove(place.subject, place.item);
        co_return answer(received);
    }

    // The write as it is without a store: by the thread that reads.
    Awaitable<http::Response> plain(http::Request& request) {
        const auto file = folder_ / ("plain-" + std::to_string(number_of(request)));
        const Descriptor to{
            ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)};
        ENSURE(to.is_open());
        Bytes room(evidence::piece_octets);
        std::optional<std::size_t> got = 1;
        while (got && *got > 0) {
            got = co_await request.stream->read(room);
            if (got) ENSURE(::write(to.get(), room.data(), *got) == static_cast<ssize_t>(*got));
        }
        ENSURE(::fdatasync(to.get()) == 0);
        const auto named = file.string() + ".done";
        fs::rename(file, named);
        const Descriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        ENSURE(folder.is_open() && ::fsync(folder.get()) == 0);
        fs::remove(named);
        co_return answer(got.has_value());
    }

    static Awaitable<http::Response> only_read(http::Request& request) {
        Bytes room(evidence::piece_octets);
        std::optional<std::size_t> got = 1;
        while (got && *got > 0) got = co_await request.stream->read(room);
        co_return answer(got.has_value());
    }

   private:
    static http::Response answer(bool whole) { return http::Response{whole ? 204 : 408}; }

    fs::path folder_;
    crypto::KeyRing ring_;
    std::optional<evidence::Store> store_;
};

http::Router routes_of(Uploads& uploads) {
    http::Router router;
    http::add_health_routes(router, {});
    http::RouteOptions streamed;
    streamed.origin = http::OriginCheck::none;
    streamed.body_max = evidence::picture_octets_max;
    streamed.content_type = "image/jpeg";
    streamed.streamed = true;
    router.post(
        "/api/v1/sealed/{n}", [&](http::Request& r) { return uploads.sealed(r); }, streamed);
    router.post(
        "/api/v1/plain/{n}", [&](http::Request& r) { return uploads.plain(r); }, streamed);
    router.post("/api/v1/read/{n}", Uploads::only_read, streamed);
    return router;
}

void serve(const Options& given) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    ENSURE(::pthread_sigmask(SIG_BLOCK, &stop, nullptr) == 0);
    Uploads uploads{given.text("folder")};
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(given.number("port", 0));
    options.threads = static_cast<unsigned>(given.number("threads", 1));
    options.limits.progress = std::chrono::minutes{5};  // Many are half there for a while.
    http::Server server{std::move(options), routes_of(uploads)};
    int number = 0;
    ENSURE(::sigwait(&stop, &number) == 0);
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    sparekey::crypto::start();
    sparekey::bench::serve(sparekey::bench::Options{count, words});
}
