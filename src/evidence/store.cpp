#include "evidence/store.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <mutex>
#include <set>
#include <system_error>

#include "base/failure.h"
#include "base/work_pool.h"
#include "crypto/seal.h"
#include "evidence/files.h"

namespace sparekey::evidence {
namespace {

namespace fs = std::filesystem;

// A decoder takes a second for a large picture; who waits longer than these do is told to wait.
constexpr int decodings_waiting_max = 32;
constexpr int calls_waiting_max = 512;  // Besides the uploads, of which each waits for one.
constexpr std::chrono::minutes leftover_after{30};
constexpr int wrapped_at_once = 1000;

Failure gone() {
    return Failure{Failure::Kind::unavailable, "evidence: its key or its file is gone"};
}

}  // namespace

struct Store::Parts {
    Parts(const crypto::KeyRing& key_ring, Options given)
        : ring(key_ring),
          options(std::move(given)),
          keys(options.key_file, key_ring),
          witnesses(options.folder, options.backups),
          decoder(options.decoder, options.ffprobe),
          files(std::make_unique<WorkPool>("the evidence threads", options.file_threads,
                                           options.uploads_max + calls_waiting_max)),
          decoders(std::make_unique<WorkPool>("the decoders", options.decoders,
                                              decodings_waiting_max)) {}

    const crypto::KeyRing& ring;
    const Options options;
    KeyFile keys;
    Witnesses witnesses;
    Decoder decoder;
    std::mutex mutex;
    std::set<Place> uploading;  // Guarded by mutex.
    // Gone with the store, though an upload that was cut off may outlive it.
    std::unique_ptr<WorkPool> files;
    std::unique_ptr<WorkPool> decoders;

    [[nodiscard]] crypto::Secret key_of(const Subject& subject) const {
        auto key = keys.find(subject, Purpose::evidence);
        if (!key) throw gone();
        return std::move(*key);
    }
    [[nodiscard]] std::unique_ptr<SealedReader> reader(const Place& place, Copy copy) const {
        return SealedReader::open(path_of(options.folder, place, copy), key_of(place.subject),
                                  binding_of(place, copy));
    }
    [[nodiscard]] std::unique_ptr<SealedWriter> writer(const Place& place, Copy copy) const {
        if (free_octets(options.folder) < options.keep_free)
            throw Failure{Failure::Kind::unavailable, "evidence: the disk has no room to spare"};
        return std::make_unique<SealedWriter>(path_of(options.folder, place, copy),
                                              key_of(place.subject), binding_of(place, copy));
    }

    // A place among those that are written, until it goes.
    class Slot {
       public:
        Slot(Parts& parts, const Place& place) : parts_(parts), place_(place) {
            const std::lock_guard lock{parts.mutex};
            const auto most = static_cast<std::size_t>(parts.options.uploads_max);
            const auto of_appeal =
                std::ranges::count(parts.uploading, place.subject, &Place::subject);
            if (parts.uploading.size() >= most ||
                of_appeal >= parts.options.uploads_of_appeal_max ||
                !parts.uploading.insert(place).second)
                throw Failure{Failure::Kind::busy, "too many uploads at once"};
        }
        ~Slot() {
            const std::lock_guard lock{parts_.mutex};
            parts_.uploading.erase(place_);
        }
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;

       private:
        Parts& parts_;
        const Place place_;
    };
    class InFlight;
};

class Store::Parts::InFlight final : public Upload {
   public:
    InFlight(std::shared_ptr<Parts> parts, const Place& place)
        : parts_(std::move(parts)), place_(place), slot_(*parts_, place) {}

    Awaitable<void> begin() {
        std::function<void()> open = [this] { writer_ = parts_->writer(place_, Copy::original); };
        co_await parts_->files->run<void>(std::move(open));
    }
    Awaitable<std::optional<Received>> receive(const ReadUpload& read) override {
        using namespace boost::asio::experimental::awaitable_operators;
        auto filled = co_await fill(read);
        while (filled == Filled::full) {
            writer_->turn();
            // Where one fails the other is cancelled and waited for.
            auto both = seal() && fill(read);
            filled = co_await std::move(both);
        }
        if (filled == Filled::broken_off) co_return std::nullopt;
        std::function<Received()> last = [this] { return writer_->finish(); };
        co_return co_await parts_->files->run<Received>(std::move(last));
    }

   private:
    enum class Filled { full, to_the_end, broken_off };

    Awaitable<Filled> fill(const ReadUpload& read) {
        while (!writer_->is_full()) {
            const auto got = co_await read(writer_->room());
            if (!got) co_return Filled::broken_off;
            if (*got == 0) co_return Filled::to_the_end;
            writer_->commit(*got);
        }
        co_return Filled::full;
    }
    Awaitable<void> seal() {
        std::function<void()> work = [this] { writer_->seal(); };
        co_await parts_->files->run<void>(std::move(work));
    }

    const std::shared_ptr<Parts> parts_;
    const Place place_;
    const Slot slot_;
    std::unique_ptr<SealedWriter> writer_;
};

Store::Store(const crypto::KeyRing& ring, const Options& options) {
    try {
        make_folder(options.folder);
        parts_ = std::make_shared<Parts>(ring, options);
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::refused) throw;
        throw Failure{Failure::Kind::refused,
                      "evidence.folder " + options.folder.string() + ": " + failure.what()};
    }
}

Store::~Store() {
    parts_->files.reset();
    parts_->decoders.reset();
}

Bytes Store::key_file_id() const { return parts_->keys.id(); }

Awaitable<void> Store::create_keys(Subject subject, Time now) {
    std::function<void()> work = [&] {
        parts_->keys.add(subject, now);
        parts_->witnesses.make(subject, parts_->key_of(subject));
    };
    co_await parts_->files->run<void>(std::move(work));
}

Awaitable<void> Store::destroy_evidence_key(Subject subject, Time now) {
    std::function<void()> work = [&] {
        // First, so that a crash in between leaves a witness too many and no key.
        parts_->witnesses.keep(subject, now);
        parts_->keys.destroy(subject, Purpose::evidence);
        std::error_code wrong;
        fs::remove_all(folder_of(parts_->options.folder, subject.appeal), wrong);
        if (wrong) throw Failure{Failure::Kind::unavailable, "evidence: cannot remove files"};
    };
    co_await parts_->files->run<void>(std::move(work));
}

Awaitable<void> Store::destroy_form_key(Subject subject) {
    std::function<void()> work = [&] { parts_->keys.destroy(subject, Purpose::form); };
    co_await parts_->files->run<void>(std::move(work));
}

std::optional<Bytes> Store::seal_form(const Subject& subject, std::string_view purpose,
                                      BytesView plain) const {
    const auto key = parts_->keys.find(subject, Purpose::form);
    if (!key) return std::nullopt;
    return crypto::seal_with(key->view(), plain,
                             crypto::associated_data(purpose, subject.who, subject.appeal.value));
}

std::optional<crypto::Secret> Store::open_form(const Subject& subject, std::string_view purpose,
                                               BytesView sealed) const {
    const auto key = parts_->keys.find(subject, Purpose::form);
    if (!key) return std::nullopt;
    return crypto::open_with(key->view(), sealed,
                             crypto::associated_data(purpose, subject.who, subject.appeal.value));
}

Awaitable<std::unique_ptr<Upload>> Store::begin_upload(Place place) {
    auto upload = std::make_unique<Parts::InFlight>(parts_, place);
    co_await upload->begin();
    co_return upload;
}

Awaitable<void> Store::remove(Subject subject, ItemId item) {
    std::function<void()> work = [&] {
        const auto folder = folder_of(parts_->options.folder, subject.appeal);
        std::error_code wrong;
        std::vector<fs::path> files;
        for (fs::directory_iterator at{folder, wrong}, end; !wrong && at != end;
             at.increment(wrong)) {
            if (is_of(item, at->path().filename().string())) files.push_back(at->path());
        }
        for (const auto& file : files) {
            if (!fs::remove(file, wrong) && wrong)
                throw Failure{Failure::Kind::unavailable, "evidence: cannot remove a file"};
        }
    };
    co_await parts_->files->run<void>(std::move(work));
}

Awaitable<Picture> Store::inspect(Place place) {
    std::function<Picture()> work = [&] {
        const auto original = parts_->reader(place, Copy::original);
        if (!original) throw gone();
        const auto view = parts_->writer(place, Copy::view);
        auto picture = parts_->decoder.look(*original, *view);
        if (picture.readable) static_cast<void>(view->finish());
        return picture;
    };
    co_return co_await parts_->decoders->run<Picture>(std::move(work));
}

Awaitable<std::optional<Probe>> Store::probe_video(Place place, Media media, std::int64_t chunks) {
    std::function<std::optional<Probe>()> work = [&] {
        place.chunk = -1;
        std::unique_ptr<SealedReader> reader;
        bool is_done = true;
        const auto next = [&]() -> BytesView {
            while (true) {
                if (is_done) {
                    if (++place.chunk == chunks) return {};
                    reader = parts_->reader(place, Copy::original);
                }
                const auto piece = reader ? reader->next() : std::nullopt;
                if (!piece) throw gone();
                is_done = piece->is_last;
                if (!piece->plain.empty()) return piece->plain;
            }
        };
        return parts_->decoder.probe(media, next);
    };
    co_return co_await parts_->decoders->run<std::optional<Probe>>(std::move(work));
}

Awaitable<std::optional<Bytes>> Store::open_for_viewing(Place place, std::string words) {
    std::function<std::optional<Bytes>()> work = [&]() -> std::optional<Bytes> {
        if (!parts_->keys.find(place.subject, Purpose::evidence)) return std::nullopt;
        const auto view = parts_->reader(place, Copy::view);
        if (!view) return std::nullopt;
        return parts_->decoder.mark(*view, words);
    };
    co_return co_await parts_->decoders->run<std::optional<Bytes>>(std::move(work));
}

Awaitable<std::optional<Bytes>> Store::open_chunk(Place place, std::int64_t from) {
    std::function<std::optional<Bytes>()> work = [&]() -> std::optional<Bytes> {
        if (!parts_->keys.find(place.subject, Purpose::evidence)) return std::nullopt;
        const auto reader = parts_->reader(place, Copy::original);
        if (!reader) return std::nullopt;
        auto skipped = static_cast<std::size_t>(from);
        while (const auto piece = reader->next()) {
            if (skipped < piece->plain.size()) return to_bytes(piece->plain.subspan(skipped));
            skipped -= piece->plain.size();
            if (piece->is_last) return Bytes{};
        }
        return std::nullopt;
    };
    co_return co_await parts_->files->run<std::optional<Bytes>>(std::move(work));
}

Awaitable<std::vector<KeyFile::Entry>> Store::entries() {
    std::function<std::vector<KeyFile::Entry>()> work = [&] { return parts_->keys.entries(); };
    co_return co_await parts_->files->run<std::vector<KeyFile::Entry>>(std::move(work));
}

Awaitable<void> Store::back_up_keys(Time now) {
    std::function<void()> work = [&] {
        evidence::back_up_keys(parts_->keys, parts_->options.backups, now);
    };
    co_await parts_->files->run<void>(std::move(work));
}

Awaitable<Proof> Store::prove(Time now) {
    std::function<Proof()> work = [&] {
        return parts_->witnesses.prove(parts_->keys, parts_->ring, now);
    };
    co_return co_await parts_->files->run<Proof>(std::move(work));
}

Awaitable<int> Store::wrap_anew() {
    std::function<int()> work = [&] { return parts_->keys.wrap_anew(wrapped_at_once); };
    co_return co_await parts_->files->run<int>(std::move(work));
}

Awaitable<int> Store::remove_leftovers() {
    std::function<int()> work = [&] {
        return remove_unfinished(parts_->options.folder, leftover_after);
    };
    co_return co_await parts_->files->run<int>(std::move(work));
}

}  // namespace sparekey::evidence
