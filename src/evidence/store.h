// Evidence at rest: start here. Sealed files in a folder, two keys an appeal in a key file outside
// the database, and the child that decodes what strangers sent.
//
//   auto upload = co_await store.begin_upload({subject, item, version});
//   co_await upload->write(octets);             // as they arrive, 64 KiB at a time
//   const auto received = co_await upload->finish();
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
#include <string>
#include <vector>

#include "base/async.h"
#include "base/bytes.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "evidence/item.h"

namespace sparekey::evidence {

struct Options {
    std::filesystem::path folder;    // Of the sealed files; made if it is missing.
    std::filesystem::path key_file;  // Must be there: create_key_file() of keys.h.
    std::filesystem::path decoder;   // The program whose hidden command decodes pictures.
    std::filesystem::path ffprobe;   // Empty: videos are not probed.
    int decoders = 2;                // Children at once, each of 512 MiB at most.
    int uploads_max = 200;           // At once; beyond: Failure{busy}.
};

// One sealed thing. What was sealed for one place opens in no other.
struct Place {
    Subject subject;
    ItemId item;
    std::int64_t version = 1;
    std::int64_t chunk = 0;  // Of a video.
};

struct Received {
    std::int64_t octets = 0;
    crypto::Digest sha256{};
};

// One upload in flight. What was written is gone with it, unless finish() returned.
class Upload {
   public:
    virtual ~Upload() = default;
    virtual Awaitable<void> write(BytesView octets) = 0;
    // On the disk when it returns.
    [[nodiscard]] virtual Awaitable<Received> finish() = 0;
};

// What the decoder says of a picture.
struct Picture {
    bool readable = false;
    std::int64_t width = 0, height = 0;  // As people see it: turned the right way up.
    std::optional<std::uint64_t> hash;   // The difference hash; none of a plain surface.
    Advice advice;
};

// What ffprobe says of a video. `notes`: slugs of what a reviewer should know: no_sound, too_long,
// too_short, no_picture, gap, re_encoded.
struct Probe {
    bool readable = false;
    std::chrono::milliseconds duration{};
    std::int64_t width = 0, height = 0;
    std::vector<std::string> notes;
};

class Store {
   public:
    // Throws Failure{refused}, naming the file, when the key file is missing, another's, or cannot
    // be read, or the folder cannot be used.
    Store(const crypto::KeyRing& ring, Options options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Two random keys for this appeal, on the disk when it returns. Before its first row is
    // written: keys of an appeal that never came to be are swept. Again is harmless.
    [[nodiscard]] Awaitable<void> create_keys(Subject);
    // Whatever was sealed under it is unreadable from now on; its files are removed. Again is
    // harmless.
    [[nodiscard]] Awaitable<void> destroy_evidence_key(Subject);
    [[nodiscard]] Awaitable<void> destroy_form_key(Subject);

    // Under the appeal's form key: for a column of the appeal's row. nullopt when there is no such
    // key, or it was not sealed under it. `purpose` names table and column.
    [[nodiscard]] std::optional<Bytes> seal_form(Subject, std::string_view purpose,
                                                 BytesView plain) const;
    [[nodiscard]] std::optional<crypto::Secret> open_form(Subject, std::string_view purpose,
                                                          BytesView sealed) const;

    // Throws Failure{busy} when uploads_max are in flight or the disk has no room, and
    // Failure{unavailable} when the evidence key is gone.
    [[nodiscard]] Awaitable<std::unique_ptr<Upload>> begin_upload(Place);
    // The sealed files of the item.
    [[nodiscard]] Awaitable<void> remove(Subject, ItemId);

    // Decodes a finished picture in a child and keeps the re-encoded copy. Throws Failure{busy}
    // when the decoders have no room: the item stays as `checking`, and a job looks again.
    [[nodiscard]] Awaitable<Picture> inspect(Place);
    // Of a whole video. nullopt where no ffprobe is configured, or it cannot be confined.
    [[nodiscard]] Awaitable<std::optional<Probe>> probe_video(Place first,
                                                              std::vector<std::int64_t> octets);

    // The re-encoded copy, a JPEG, with `watermark` drawn all over it. nullopt when it was
    // destroyed or changed.
    [[nodiscard]] Awaitable<std::optional<Bytes>> open_for_viewing(Place, std::string watermark);
    // `length` octets of a chunk of a video from `from` on. nullopt as above.
    [[nodiscard]] Awaitable<std::optional<Bytes>> open_chunk(Place, std::int64_t from,
                                                             std::int64_t length);

   private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sparekey::evidence
