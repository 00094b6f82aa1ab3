// The file "sparekey-vault-1": one JSON document with the header and the sealed entries. An export
// is the same without what belongs to this device. doc/vault.md has it member by member.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"
#include "vault/chain.h"
#include "vault/record.h"

namespace sparekey::vault {

inline constexpr std::string_view format_name = "sparekey-vault-1";
inline constexpr std::size_t document_octets_max = 128 * 1024 * 1024;
inline constexpr std::size_t entries_max = 50'000;

// An earlier version of an entry, kept for a month.
struct Past {
    Record record;
    Time replaced{};
};

struct SealedDevice {
    DeviceId id;
    Epoch epoch = 1;
    Bytes sealed;
};

// Where a device syncs, as whom.
struct Server {
    std::string url;
    std::string email;
    bool operator==(const Server&) const = default;
};

struct Document {
    Header header;
    std::vector<Record> records;
    std::vector<Past> history;           // Of each entry the oldest first.
    std::optional<SealedDevice> device;  // None in an export.
    Chain chain;                         // Zero in an export.
    std::optional<Server> server;        // None in an export, or where it does not sync.
    Time written{};
    Time drilled{};  // When a drill last succeeded; zero: never.
    std::uint64_t drilled_entries = 0;
};

enum class DocumentFault {
    no_json,        // Cut off, or not a text of JSON.
    other_format,   // JSON, but not of this format.
    later_format,   // "sparekey-vault-2": a newer program wrote it.
    weak_kdf,       // Its passphrase is protected less, or more, than we accept.
    broken_header,  // A member is missing or not what it must be.
    broken_entry,
    bad_roster,  // Not signed by one of its devices.
    too_large
};
[[nodiscard]] std::string_view words_of(DocumentFault);

[[nodiscard]] std::string to_text(const Document&);
[[nodiscard]] std::variant<Document, DocumentFault> read_document(std::string_view text);

}  // namespace sparekey::vault
