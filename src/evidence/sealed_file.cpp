#include "evidence/sealed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "base/failure.h"
#include "base/random.h"
#include "evidence/files.h"

namespace sparekey::evidence {
namespace {

constexpr std::array<std::byte, 5> magic{std::byte{'S'}, std::byte{'P'}, std::byte{'K'},
                                         std::byte{'E'}, std::byte{1}};
constexpr std::size_t head_octets = magic.size() + crypto::stream_header_octets;
constexpr off_t written_out_at_once = 1024 * 1024;
constexpr std::string_view unfinished = ".unfinished-";

// No path: it names an appeal.
[[noreturn]] void fail(const char* what, int why) {
    throw Failure{Failure::Kind::unavailable,
                  std::string("evidence: ") + what + ": " + std::generic_category().message(why)};
}

std::filesystem::path name_beside(const std::filesystem::path& file) {
    return file.string() + std::string{unfinished} + to_hex(random_bytes<8>());
}

Descriptor create(const std::filesystem::path& file) {
    make_folder(file.parent_path());
    Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!made.is_open()) fail("cannot create a file", errno);
    return made;
}

}  // namespace

SealedWriter::SealedWriter(std::filesystem::path file, const crypto::Secret& key, Bytes binding)
    : file_(std::move(file)),
      beside_(name_beside(file_)),
      binding_(std::move(binding)),
      descriptor_(create(beside_)),
      sealer_(key.view()),
      coming_(piece_octets),
      piece_(piece_octets),
      sealed_(piece_octets + crypto::stream_piece_more) {
    try {
        put(magic);
        put(sealer_.header());
    } catch (const Failure&) {
        ::unlink(beside_.c_str());
        throw;
    }
}

SealedWriter::~SealedWriter() {
    crypto::wipe(coming_);
    crypto::wipe(piece_);
    if (!finished_) ::unlink(beside_.c_str());
}

void SealedWriter::put(BytesView octets) {
    if (!write_at(descriptor_.get(), octets, offset_)) fail("cannot write a file", errno);
    offset_ += static_cast<off_t>(octets.size());
}

void SealedWriter::commit(std::size_t octets) {
    digest_.add(room().first(octets));
    filled_ += octets;
}

void SealedWriter::turn() {
    std::swap(coming_, piece_);
    filled_ = 0;
}

void SealedWriter::put_piece(BytesView plain, bool is_last) {
    const auto sealed = std::span{sealed_}.first(plain.size() + crypto::stream_piece_more);
    sealer_.push(plain, binding_, is_last, sealed);
    put(sealed);
    octets_ += static_cast<std::int64_t>(plain.size());
    if (offset_ - handed_out_ >= written_out_at_once) hand_out();
}

// The disk begins with what is there while more is sealed, so that little is left to wait for at
// the end. Advice: what it does not heed, and what fails, fdatasync() finds.
void SealedWriter::hand_out() {
    static_cast<void>(::sync_file_range(descriptor_.get(), handed_out_, offset_ - handed_out_,
                                        SYNC_FILE_RANGE_WRITE));
    handed_out_ = offset_;
}

void SealedWriter::write(BytesView octets) {
    while (!octets.empty()) {
        const auto taken = std::min(octets.size(), room().size());
        std::ranges::copy(octets.first(taken), room().begin());
        commit(taken);
        octets = octets.subspan(taken);
        if (!is_full()) return;
        turn();
        seal();
    }
}

Received SealedWriter::finish() {
    put_piece(BytesView{coming_}.first(filled_), true);
    if (::fdatasync(descriptor_.get()) != 0) fail("cannot write a file to the disk", errno);
    if (::rename(beside_.c_str(), file_.c_str()) != 0) fail("cannot name a file", errno);
    finished_ = true;
    sync_folder(file_.parent_path());
    return {octets_, digest_.finish()};
}

std::unique_ptr<SealedReader> SealedReader::open(const std::filesystem::path& file,
                                                 const crypto::Secret& key, Bytes binding) {
    Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!descriptor.is_open()) {
        if (errno == ENOENT) return nullptr;
        fail("cannot open a file", errno);
    }
    std::array<std::byte, head_octets> head;
    if (!read_at(descriptor.get(), head, 0)) return nullptr;
    const BytesView view{head};
    if (!std::ranges::equal(view.first(magic.size()), magic)) return nullptr;
    return std::unique_ptr<SealedReader>(new SealedReader(
        std::move(descriptor), key, view.subspan(magic.size()), std::move(binding)));
}

SealedReader::SealedReader(Descriptor descriptor, const crypto::Secret& key, BytesView header,
                           Bytes binding)
    : descriptor_(std::move(descriptor)),
      opener_(key.view(), header),
      binding_(std::move(binding)),
      sealed_(piece_octets + crypto::stream_piece_more),
      plain_(piece_octets),
      offset_(head_octets) {}

SealedReader::~SealedReader() { crypto::wipe(plain_); }

std::optional<SealedReader::Piece> SealedReader::next() {
    if (ended_) return std::nullopt;
    ended_ = true;  // Unless this is a piece, and not the last.
    const auto got = read_some(descriptor_.get(), sealed_, offset_);
    if (!got) fail("cannot read a file", errno);
    if (*got < crypto::stream_piece_more) return std::nullopt;
    offset_ += static_cast<off_t>(*got);
    const auto plain = std::span{plain_}.first(*got - crypto::stream_piece_more);
    const auto last = opener_.pull(BytesView{sealed_}.first(*got), binding_, plain);
    if (!last) return std::nullopt;
    ended_ = *last;
    return Piece{plain, *last};
}

int remove_unfinished(const std::filesystem::path& folder, std::chrono::seconds older_than) {
    namespace fs = std::filesystem;
    std::error_code wrong;
    int removed = 0;
    for (fs::recursive_directory_iterator at{folder, wrong}, end; !wrong && at != end;
         at.increment(wrong)) {
        if (at->path().filename().string().find(unfinished) == std::string::npos) continue;
        struct ::stat status {};
        if (::stat(at->path().c_str(), &status) != 0) continue;
        // The disk's clock against the disk's clock: a file's age needs no time from outside.
        const auto age = fs::file_time_type::clock::now() - at->last_write_time(wrong);
        if (!wrong && age >= older_than && ::unlink(at->path().c_str()) == 0) ++removed;
    }
    return removed;
}

}  // namespace sparekey::evidence
