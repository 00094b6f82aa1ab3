// Evidence at rest: start here. Sealed files in a folder, two keys an appeal in a key file outside
// the database, and the child that decodes what strangers sent.
//
//   auto upload = co_await store.begin_upload(place);
//   const auto received = co_await upload->receive(read);
//   const auto seen = co_await store.inspect(place);
//
// Whatever touches a disk or waits for a child is done by threads of the store's own, and resumes
// on the caller's executor. Throws Failure: unavailable when the disk is full or a file cannot be
// read, busy when too many wait.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/bytes.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "evidence/decoder.h"
#include "evidence/item.h"
#include "evidence/key_file.h"
#include "evidence/place.h"
#include "evidence/probe.h"
#include "evidence/sealed_file.h"
#include "evidence/witness.h"

namespace sparekey::evidence {

struct Options {
    std::filesystem::path folder;    // Of the sealed files; made if it is missing.
    std::filesystem::path key_file;  // Must be there: KeyFile::create().
    std::filesystem::path backups;   // Of the key file, 14 days of them at most.
    std::filesystem::path decoder;   // The program with the hidden commands: our own.
    std::filesystem::path ffprobe;   // Empty: videos are not probed.
    int file_threads = 2;
    int decoders = 2;               // Children at once, each of 512 MiB at most.
    int uploads_max = 200;          // At once; beyond: Failure{busy}.
    int uploads_of_appeal_max = 6;  // Of them: a camera and a computer send one or two at a time.
    std::uint64_t keep_free =
        256 * 1024 * 1024;  // Octets of the disk that uploads leave to others.
};

// The next octets of an upload into the room given: how many, 0 at the end, nullopt when no more
// will come. May be cancelled while it waits.
using ReadUpload = std::function<Awaitable<std::optional<std::size_t>>(std::span<std::byte>)>;

// One upload in flight, which holds its place as long as it lives.
class Upload {
   public:
    virtual ~Upload() = default;
    // All that `read` gives, a piece being sealed while the next one is read; on the disk when it
    // returns. nullopt where `read` broke off. Once. Unless it returned a result, what was written
    // goes with the upload.
    [[nodiscard]] virtual Awaitable<std::optional<Received>> receive(const ReadUpload& read) = 0;
};

class Store {
   public:
    // Throws Failure{refused}, naming the file, when the key file is missing, another's, or cannot
    // be read, or a folder cannot be used. `ring` outlives it.
    Store(const crypto::KeyRing& ring, const Options& options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // What the database remembers to notice another key file at start.
    [[nodiscard]] Bytes key_file_id() const;

    // Two random keys for this appeal, on the disk when it returns. Before its first row is
    // written: keys of an appeal that never came to be are swept. Again is harmless.
    [[nodiscard]] Awaitable<void> create_keys(Subject, Time now);
    // Whatever was sealed under it is unreadable from now on; its files are removed. Again is
    // harmless. (A backup of the key file that was made before may hold the key for 14 days more.)
    [[nodiscard]] Awaitable<void> destroy_evidence_key(Subject, Time now);
    [[nodiscard]] Awaitable<void> destroy_form_key(Subject);

    // Under the appeal's form key: for a column of the appeal's row. nullopt when there is no such
    // key, or it was not sealed under it. `purpose` names table and column.
    [[nodiscard]] std::optional<Bytes> seal_form(const Subject&, std::string_view purpose,
                                                 BytesView plain) const;
    [[nodiscard]] std::optional<crypto::Secret> open_form(const Subject&, std::string_view purpose,
                                                          BytesView sealed) const;

    // Throws Failure{busy} when uploads_max are in flight, or too many of this appeal, or one for
    // this very place, and Failure{unavailable} when the disk has no room to spare or the evidence
    // key is gone.
    [[nodiscard]] Awaitable<std::unique_ptr<Upload>> begin_upload(Place);
    // The sealed files of the item.
    [[nodiscard]] Awaitable<void> remove(Subject, ItemId);

    // Decodes a finished picture in a child and keeps the re-encoded copy. Throws Failure{busy}
    // when the decoders have no room: the item stays as `checking`, and a job looks again.
    [[nodiscard]] Awaitable<Picture> inspect(Place);
    // Of a whole video of so many chunks. nullopt where no ffprobe is configured, or it cannot be
    // confined.
    [[nodiscard]] Awaitable<std::optional<Probe>> probe_video(Place, Media, std::int64_t chunks);

    // The re-encoded copy, a JPEG, with `words` drawn all over it. nullopt when it was destroyed or
    // changed.
    [[nodiscard]] Awaitable<std::optional<Bytes>> open_for_viewing(Place, std::string words);
    // At most a piece of a chunk of a video from `from` on, fewer octets at its end. nullopt as
    // above.
    [[nodiscard]] Awaitable<std::optional<Bytes>> open_chunk(Place, std::int64_t from);

    // For the jobs.
    [[nodiscard]] Awaitable<std::vector<KeyFile::Entry>> entries();
    // A copy of the key file for this day; those of 14 days ago and older are removed.
    [[nodiscard]] Awaitable<void> back_up_keys(Time now);
    // Tries to open what was destroyed.
    [[nodiscard]] Awaitable<Proof> prove(Time now);
    // Keys under the ring's newest key, a thousand at a time; how many.
    [[nodiscard]] Awaitable<int> wrap_anew();
    // What a crash left of uploads; how many files.
    [[nodiscard]] Awaitable<int> remove_leftovers();

   private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

}  // namespace sparekey::evidence
