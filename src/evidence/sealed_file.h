// A sealed file, written as its octets arrive and read as they are wanted, one piece in memory.
//
//   "SPKE" 1 | the stream's header, 24 octets | pieces of piece_octets, each 17 octets longer
//
// The last piece says that it is the last. Every piece is bound to the file's place. What waits for
// the disk is called by the store's own threads only.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "crypto/running_digest.h"
#include "crypto/secret.h"
#include "crypto/stream.h"

namespace sparekey::evidence {

inline constexpr std::size_t piece_octets = 128 * 1024;

struct Received {
    std::int64_t octets = 0;
    crypto::Digest sha256{};  // Of what was sealed.
};

// Until finish() it is a file beside its place, which goes with the writer.
class SealedWriter {
   public:
    // Makes the folder too. Throws Failure{unavailable}, as all below, and nothing is left then.
    SealedWriter(std::filesystem::path file, const crypto::Secret& key, Bytes binding);
    ~SealedWriter();
    SealedWriter(const SealedWriter&) = delete;
    SealedWriter& operator=(const SealedWriter&) = delete;

    // Where the next octets go, never empty after turn(); commit() says how many came.
    [[nodiscard]] std::span<std::byte> room() { return std::span{coming_}.subspan(filled_); }
    void commit(std::size_t octets);
    [[nodiscard]] bool is_full() const { return filled_ == coming_.size(); }
    // Once room() is empty and the piece before is sealed: what came is the next piece, and room()
    // is whole again. seal() seals and writes that piece; meanwhile another thread may fill room().
    void turn();
    void seal() { put_piece(piece_, false); }
    // Any number of octets.
    void write(BytesView octets);
    // The last piece; on the disk, and in its place, when it returns.
    [[nodiscard]] Received finish();

   private:
    void put(BytesView octets);
    void put_piece(BytesView plain, bool is_last);
    void hand_out();

    const std::filesystem::path file_;
    std::filesystem::path beside_;
    const Bytes binding_;
    Descriptor descriptor_;
    crypto::StreamSealer sealer_;
    crypto::RunningDigest digest_;
    Bytes coming_, piece_, sealed_;
    std::size_t filled_ = 0;  // Of what is coming.
    std::int64_t octets_ = 0;
    off_t offset_ = 0, handed_out_ = 0;
    bool finished_ = false;
};

class SealedReader {
   public:
    // nullptr when there is no such file, or it is none of ours.
    [[nodiscard]] static std::unique_ptr<SealedReader> open(const std::filesystem::path& file,
                                                            const crypto::Secret& key,
                                                            Bytes binding);
    ~SealedReader();

    struct Piece {
        BytesView plain;  // Good until the next call.
        bool is_last = false;
    };
    // nullopt when the file was changed, cut off, or sealed for another place; and after the last.
    [[nodiscard]] std::optional<Piece> next();

   private:
    SealedReader(Descriptor descriptor, const crypto::Secret& key, BytesView header, Bytes binding);

    Descriptor descriptor_;
    crypto::StreamOpener opener_;
    const Bytes binding_;
    Bytes sealed_, plain_;
    off_t offset_;
    bool ended_ = false;
};

// Those files beside their places that a crash left, by the age of their last octet. How many were
// removed.
int remove_unfinished(const std::filesystem::path& folder, std::chrono::seconds older_than);

}  // namespace sparekey::evidence
