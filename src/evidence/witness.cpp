#include "evidence/witness.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

#include "base/failure.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/seal.h"
#include "evidence/files.h"
#include "evidence/place.h"

namespace sparekey::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view witness_name = "witness";
constexpr std::size_t witness_octets = 32;
constexpr std::size_t sealed_octets_max = 256;
constexpr std::string_view backup_name = "evidence-keys.";

Bytes binding(const Subject& subject) {
    return crypto::associated_data("evidence witness", subject.who, subject.appeal.value);
}

// Empty when it cannot be read.
Bytes content_of(const fs::path& file) {
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened.is_open()) return {};
    Bytes octets(sealed_octets_max);
    octets.resize(read_some(opened.get(), octets, 0).value_or(0));
    return octets;
}

void write_new(const fs::path& file, BytesView octets) {
    make_folder(file.parent_path());
    const Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!made.is_open() || !write_at(made.get(), octets, 0))
        throw Failure{Failure::Kind::unavailable, "evidence: cannot write a witness"};
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code wrong;
    for (fs::directory_iterator at{folder, wrong}, end; !wrong && at != end; at.increment(wrong))
        files.push_back(at->path());
    std::ranges::sort(files);
    return files;
}

// A kept witness's name: when its key was destroyed, and whose it was.
struct Kept {
    fs::path file;
    Time at{};
    Subject subject;
};

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

std::optional<Kept> kept_of(const fs::path& file) {
    const auto name = file.filename().string();
    const auto parts = split(name, '-');
    if (parts.size() != 3) return std::nullopt;
    const auto at = number(parts[0]), who = number(parts[1]), appeal = number(parts[2]);
    if (!at || !who || !appeal) return std::nullopt;
    return Kept{file, from_micros(*at), {AccountId{*who}, AppealId{*appeal}}};
}

bool opens(const KeyFile& keys, const Subject& subject, BytesView sealed) {
    const auto key = keys.find(subject, Purpose::evidence);
    return key && crypto::open_with(key->view(), sealed, binding(subject));
}

// In any order, `count` of them at most.
template <class Any>
void draw(std::vector<Any>& all, std::size_t count) {
    for (std::size_t n = 0; n < std::min(count, all.size()); ++n) {
        const auto octets = random_bytes<8>();
        const auto at = n + read_u64(octets, 0).value() % (all.size() - n);
        std::swap(all[n], all[at]);
    }
    if (all.size() > count) all.resize(count);
}

std::chrono::sys_days day_of(Time t) { return std::chrono::floor<std::chrono::days>(t); }

std::string name_of(std::chrono::sys_days day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{}{:04}-{:02}-{:02}", backup_name, static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace

void Witnesses::make(const Subject& subject, const crypto::Secret& key) const {
    const auto octets = random_bytes<witness_octets>();
    write_new(folder_of(folder_, subject.appeal) / witness_name,
              crypto::seal_with(key.view(), octets, binding(subject)));
}

void Witnesses::keep(const Subject& subject, Time now) const {
    const auto sealed = content_of(folder_of(folder_, subject.appeal) / witness_name);
    if (sealed.empty()) return;
    write_new(folder_ / "witnesses" /
                  fmt::format("{}-{}-{}", to_micros(now), subject.who.value, subject.appeal.value),
              sealed);
}

Proof Witnesses::prove(const KeyFile& keys, const crypto::KeyRing& ring, Time now) const {
    std::vector<Kept> kept;
    for (const auto& file : files_in(folder_ / "witnesses")) {
        const auto one = kept_of(file);
        if (!one) continue;
        if (one->at + witnesses_kept < now) {
            ::unlink(file.c_str());
        } else {
            kept.push_back(*one);
        }
    }
    draw(kept, witnesses_tried);
    const auto backups = files_in(backups_);
    Proof proof;
    for (const auto& one : kept) {
        const auto sealed = content_of(one.file);
        bool opened = opens(keys, one.subject, sealed);
        const bool is_everywhere = one.at + key_backups_kept < now;
        for (const auto& backup : backups) {
            if (is_everywhere) opened = opened || opens(KeyFile{backup, ring}, one.subject, sealed);
        }
        ++proof.tried;
        if (opened) ++proof.opened;
    }
    auto living = keys.entries();
    std::erase_if(living, [](const KeyFile::Entry& entry) { return !entry.has_evidence; });
    draw(living, 1);
    for (const auto& entry : living) {
        const auto file = folder_of(folder_, entry.subject.appeal) / witness_name;
        proof.can_tell = opens(keys, entry.subject, content_of(file));
    }
    return proof;
}

void back_up_keys(const KeyFile& keys, const fs::path& backups, Time now) {
    make_folder(backups);
    keys.copy_to(backups / name_of(day_of(now)));
    const auto oldest = name_of(day_of(now) - std::chrono::days{13});
    for (const auto& file : files_in(backups)) {
        const auto name = file.filename().string();
        if (name.starts_with(backup_name) && name < oldest) ::unlink(file.c_str());
    }
}

}  // namespace sparekey::evidence
