#include "vault/record.h"

#include "crypto/seal.h"

namespace sparekey::vault {
namespace {

std::optional<crypto::Secret> opened(const VaultId& vault, const Keys& keys, const Record& record) {
    const auto* key = keys.find(record.epoch);
    if (key == nullptr) return std::nullopt;
    return crypto::open_bare(key->view(), record.sealed, bytes_of(place_of(vault, record)));
}

void seal(const VaultId& vault, const Keys& keys, Record& record, BytesView plain) {
    record.epoch = keys.newest();
    record.sealed = crypto::seal_bare(keys.key(), plain, bytes_of(place_of(vault, record)));
}

}  // namespace

std::string place_of(const VaultId& vault, const Record& record) {
    std::string place = "sparekey-vault-1|";
    place.reserve(128);
    place += vault.text();
    place += '|';
    place += record.id.text();
    place += '|';
    place += std::to_string(record.revision);
    place += '|';
    place += std::to_string(record.epoch);
    place += record.deleted ? "|1" : "|0";
    return place;
}

Record seal_entry(const VaultId& vault, const Keys& keys, const EntryId& id, std::uint64_t revision,
                  const Entry& entry) {
    Record record{.id = id, .revision = revision, .sealed = {}};
    seal(vault, keys, record, to_json(entry).view());
    return record;
}

Record seal_deletion(const VaultId& vault, const Keys& keys, const EntryId& id,
                     std::uint64_t revision) {
    Record record{.id = id, .revision = revision, .deleted = true, .sealed = {}};
    seal(vault, keys, record, {});
    return record;
}

bool is_genuine(const VaultId& vault, const Keys& keys, const Record& record) {
    const auto plain = opened(vault, keys, record);
    return plain && plain->empty() == record.deleted;
}

std::optional<Entry> open_entry(const VaultId& vault, const Keys& keys, const Record& record) {
    if (record.deleted) return std::nullopt;
    const auto plain = opened(vault, keys, record);
    if (!plain) return std::nullopt;
    return parse_entry(plain->text());
}

}  // namespace sparekey::vault
