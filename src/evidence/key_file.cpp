#include "evidence/key_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "evidence/files.h"

namespace sparekey::evidence {
namespace {

constexpr std::string_view first_line = "sparekey-evidence-keys-1\n";
constexpr std::size_t id_octets = 16;
constexpr std::size_t key_octets = 32;
constexpr std::size_t sealed_octets = 1 + 4 + 24 + key_octets + 16;

// In the header.
constexpr std::size_t id_at = first_line.size();
constexpr std::size_t proof_at = id_at + id_octets;
constexpr std::size_t proof_octets = 1 + 4 + 24 + id_octets + 16;
constexpr std::size_t changes_at = 248;
static_assert(proof_at + proof_octets <= changes_at);

// In a slot.
constexpr std::byte in_use{1};
constexpr std::size_t appeal_at = 1, account_at = 9, made_at = 17;
constexpr std::size_t evidence_at = 25, form_at = evidence_at + sealed_octets;
static_assert(form_at + sealed_octets <= KeyFile::slot_octets);

// So many new slots at a time: the file's length changes seldom.
constexpr std::uint32_t slots_more = 256;
constexpr std::size_t slots_read = 1024;  // At once, through the whole file.

constexpr std::size_t place_of(Purpose purpose) {
    return purpose == Purpose::evidence ? evidence_at : form_at;
}

template <class Slot>
void put_u64(Slot& slot, std::size_t at, std::int64_t value) {
    Bytes octets;
    append_u64(octets, static_cast<std::uint64_t>(value));
    std::ranges::copy(octets, slot.begin() + static_cast<std::ptrdiff_t>(at));
}

std::int64_t get_i64(BytesView slot, std::size_t at) {
    return static_cast<std::int64_t>(read_u64(slot, at).value_or(0));
}

BytesView sealed_in(BytesView slot, Purpose purpose) {
    return slot.subspan(place_of(purpose), sealed_octets);
}

bool is_blank(BytesView octets) {
    return std::ranges::all_of(octets, [](std::byte b) { return b == std::byte{0}; });
}

KeyFile::Entry entry_of(BytesView slot) {
    return {{AccountId{get_i64(slot, account_at)}, AppealId{get_i64(slot, appeal_at)}},
            from_micros(get_i64(slot, made_at)),
            !is_blank(sealed_in(slot, Purpose::evidence)),
            !is_blank(sealed_in(slot, Purpose::form))};
}

Bytes proof_binding(BytesView file_id) {
    return crypto::associated_data("evidence keys", AccountId{}, file_id);
}

[[noreturn]] void fail(const std::string& what) {
    throw Failure{Failure::Kind::unavailable, "the evidence key file: " + what};
}

off_t offset_of(std::uint32_t number) {
    return static_cast<off_t>(number) * static_cast<off_t>(KeyFile::slot_octets);
}

}  // namespace

// One writer at a time, of all threads and daemons. The index is as the file when it begins.
class KeyFile::Writing {
   public:
    explicit Writing(const KeyFile& keys) : keys_(keys), one_thread_(keys.writing_) {
        while (::flock(keys_.descriptor_.get(), LOCK_EX) != 0) {
            if (errno != EINTR) fail("cannot lock it");
        }
        const std::lock_guard guard{keys_.mutex_};
        keys_.catch_up();
    }
    ~Writing() { ::flock(keys_.descriptor_.get(), LOCK_UN); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

   private:
    const KeyFile& keys_;
    std::lock_guard<std::mutex> one_thread_;
};

void KeyFile::create(const std::filesystem::path& file, const crypto::KeyRing& ring) {
    Slot header{};
    std::ranges::copy(bytes_of(first_line), header.begin());
    const auto id = crypto::Secret::random(id_octets);
    std::ranges::copy(id.view(), header.begin() + id_at);
    const auto proof = crypto::seal(ring, id.view(), proof_binding(id.view()));
    ENSURE(proof.size() == proof_octets);
    std::ranges::copy(proof, header.begin() + proof_at);
    crypto::create_key_file(file, header);
}

KeyFile::KeyFile(std::filesystem::path file, const crypto::KeyRing& ring)
    : file_(std::move(file)), ring_(ring), descriptor_(::open(file_.c_str(), O_RDWR | O_CLOEXEC)) {
    if (!descriptor_.is_open())
        crypto::refuse_key_file(file_, "cannot open it: " + std::generic_category().message(errno));
    struct ::stat status {};
    if (::fstat(descriptor_.get(), &status) != 0 || !S_ISREG(status.st_mode))
        crypto::refuse_key_file(file_, "is not a regular file");
    if ((status.st_mode & 077) != 0)
        crypto::refuse_key_file(file_, "is open to its group or the world; chmod 600 it");
    if (status.st_size == 0 || status.st_size % static_cast<off_t>(slot_octets) != 0)
        crypto::refuse_key_file(file_, "was cut off");
    try {
        check_header(read_slot(0));
        read_index();
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::refused) throw;
        crypto::refuse_key_file(file_, failure.what());
    }
}

void KeyFile::check_header(const Slot& header) {
    const BytesView view{header};
    if (text_of(view.first(first_line.size())) != first_line)
        crypto::refuse_key_file(file_, "holds no evidence keys");
    file_id_ = to_bytes(view.subspan(id_at, id_octets));
    const auto proof =
        crypto::open(ring_, view.subspan(proof_at, proof_octets), proof_binding(file_id_));
    if (!proof || !std::ranges::equal(proof->view(), file_id_))
        crypto::refuse_key_file(file_, "was made under another key ring");
}

Bytes KeyFile::binding(const Subject& subject, Purpose purpose) const {
    const std::string_view name =
        purpose == Purpose::evidence ? "evidence keys: evidence" : "evidence keys: form";
    return crypto::associated_data(name, subject.who, subject.appeal.value, file_id_);
}

KeyFile::Slot KeyFile::read_slot(std::uint32_t number) const {
    Slot slot;
    if (!read_at(descriptor_.get(), slot, offset_of(number))) fail("cannot read it");
    return slot;
}

void KeyFile::write_slot(std::uint32_t number, const Slot& slot) {
    if (!write_at(descriptor_.get(), slot, offset_of(number))) fail("cannot write it");
    count_change();
    if (::fdatasync(descriptor_.get()) != 0) fail("cannot write it to the disk");
}

std::uint64_t KeyFile::changes() const {
    std::array<std::byte, 8> octets;
    if (!read_at(descriptor_.get(), octets, changes_at)) fail("cannot read it");
    return read_u64(octets, 0).value();
}

// Where another daemon shares the file, it sees by this that its index is old.
void KeyFile::count_change() {
    const std::lock_guard guard{mutex_};
    Bytes octets;
    append_u64(octets, changes_seen_ + 1);
    if (!write_at(descriptor_.get(), octets, changes_at)) fail("cannot write it");
    ++changes_seen_;
}

void KeyFile::catch_up() const {
    if (changes() != changes_seen_) read_index();
}

void KeyFile::read_index() const {
    numbers_.clear();
    free_.clear();
    changes_seen_ = changes();
    Bytes block(slots_read * slot_octets);
    for (std::uint32_t first = 1; first < slots_max;) {
        const auto got = read_some(descriptor_.get(), block, offset_of(first));
        if (!got) fail("cannot read it");
        const auto slots = *got / slot_octets;
        if (slots == 0) break;
        for (std::size_t n = 0; n < slots; ++n, ++first) {
            const auto slot = BytesView{block}.subspan(n * slot_octets, slot_octets);
            if (slot[0] == in_use)
                numbers_.emplace(get_i64(slot, appeal_at), first);
            else
                free_.push_back(first);
        }
    }
    std::ranges::reverse(free_);  // The first is taken first.
}

std::optional<std::pair<std::uint32_t, KeyFile::Slot>> KeyFile::look_up(
    const Subject& subject) const {
    for (int tries = 0; tries < 2; ++tries) {
        const auto found = numbers_.find(subject.appeal.value);
        if (found != numbers_.end()) {
            const auto slot = read_slot(found->second);
            if (slot[0] == in_use && entry_of(slot).subject == subject)
                return std::pair{found->second, slot};
        }
        if (changes() == changes_seen_) return std::nullopt;
        read_index();
    }
    return std::nullopt;
}

std::optional<std::pair<std::uint32_t, KeyFile::Slot>> KeyFile::slot_of(
    const Subject& subject) const {
    const std::lock_guard guard{mutex_};
    return look_up(subject);
}

std::uint32_t KeyFile::free_slot() {
    if (free_.empty()) {
        struct ::stat status {};
        if (::fstat(descriptor_.get(), &status) != 0) fail("cannot look at it");
        const auto first = static_cast<std::uint32_t>(status.st_size / slot_octets);
        if (first + slots_more > slots_max) fail("is full");
        if (::posix_fallocate(descriptor_.get(), offset_of(first), offset_of(slots_more)) != 0)
            fail("has no room to grow");
        for (auto number = first + slots_more; number-- > first;) free_.push_back(number);
    }
    return free_.back();
}

void KeyFile::add(const Subject& subject, Time now) {
    const Writing writing{*this};
    std::uint32_t number = 0;
    {
        const std::lock_guard guard{mutex_};
        if (look_up(subject)) return;
        number = free_slot();
    }
    Slot slot{};
    slot[0] = in_use;
    put_u64(slot, appeal_at, subject.appeal.value);
    put_u64(slot, account_at, subject.who.value);
    put_u64(slot, made_at, to_micros(now));
    for (const auto purpose : {Purpose::evidence, Purpose::form}) {
        const auto key = crypto::Secret::random(key_octets);
        const auto sealed = crypto::seal(ring_, key.view(), binding(subject, purpose));
        ENSURE(sealed.size() == sealed_octets);
        std::ranges::copy(sealed, slot.begin() + static_cast<std::ptrdiff_t>(place_of(purpose)));
    }
    write_slot(number, slot);
    const std::lock_guard guard{mutex_};
    free_.pop_back();
    numbers_[subject.appeal.value] = number;
}

std::optional<crypto::Secret> KeyFile::find(const Subject& subject, Purpose purpose) const {
    const auto found = slot_of(subject);
    if (!found) return std::nullopt;
    const auto sealed = sealed_in(found->second, purpose);
    if (is_blank(sealed)) return std::nullopt;
    return crypto::open(ring_, sealed, binding(subject, purpose));
}

bool KeyFile::destroy(const Subject& subject, Purpose purpose) {
    const Writing writing{*this};
    auto found = slot_of(subject);
    if (!found) return false;
    auto& [number, slot] = *found;
    const auto key = std::span{slot}.subspan(place_of(purpose), sealed_octets);
    if (is_blank(key)) return false;
    std::ranges::fill(key, std::byte{0});
    const auto left = entry_of(slot);
    const bool is_free = !left.has_evidence && !left.has_form;
    if (is_free) slot.fill(std::byte{0});
    write_slot(number, slot);
    if (is_free) {
        const std::lock_guard guard{mutex_};
        numbers_.erase(subject.appeal.value);
        free_.push_back(number);
    }
    return true;
}

std::vector<std::uint32_t> KeyFile::slots_in_use() const {
    const std::lock_guard guard{mutex_};
    catch_up();
    std::vector<std::uint32_t> all;
    all.reserve(numbers_.size());
    for (const auto& [appeal, number] : numbers_) all.push_back(number);
    return all;
}

std::vector<KeyFile::Entry> KeyFile::entries() const {
    std::vector<Entry> all;
    for (const auto number : slots_in_use()) {
        const auto slot = read_slot(number);
        if (slot[0] == in_use) all.push_back(entry_of(slot));
    }
    return all;
}

int KeyFile::wrap_anew(int slots) {
    const Writing writing{*this};
    int done = 0;
    for (const auto number : slots_in_use()) {
        if (done == slots) break;
        auto slot = read_slot(number);
        const auto subject = entry_of(slot).subject;
        bool changed = false;
        for (const auto purpose : {Purpose::evidence, Purpose::form}) {
            const auto old = sealed_in(slot, purpose);
            if (is_blank(old) || crypto::key_id_of(old) == ring_.current()) continue;
            const auto key = crypto::open(ring_, old, binding(subject, purpose));
            if (!key) continue;  // It opens no more than it did.
            const auto sealed = crypto::seal(ring_, key->view(), binding(subject, purpose));
            std::ranges::copy(sealed,
                              slot.begin() + static_cast<std::ptrdiff_t>(place_of(purpose)));
            changed = true;
        }
        if (!changed) continue;
        write_slot(number, slot);
        ++done;
    }
    return done;
}

void KeyFile::copy_to(const std::filesystem::path& file) const {
    const Writing writing{*this};
    replace_with_copy(descriptor_.get(), file);
}

}  // namespace sparekey::evidence
