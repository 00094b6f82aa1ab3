#include "transfer/vault_copy.h"

#include "vault/recovery_key.h"
#include "vault/vault.h"

namespace sparekey::transfer {
namespace {

std::optional<vault::Keys> opened(const vault::Header& header, std::string_view password) {
    const auto recovery = vault::read_recovery_key(password);
    if (const auto* key = std::get_if<crypto::Secret>(&recovery)) {
        if (auto keys = vault::open_by_recovery_key(header, key->view())) return keys;
    }
    return vault::open_by_passphrase(header, vault::derive(password, header.kdf).wrapping.view());
}

}  // namespace

Result read_vault_copy(std::string_view file, Password password) {
    auto read = vault::read_document(file);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return damaged(std::string{words_of(*fault)});
    }
    auto& document = std::get<vault::Document>(read);
    if (!password) return password_needed();
    auto keys = opened(document.header, *password);
    if (!keys) return wrong_password();
    const vault::Vault copy{std::move(document), std::move(*keys)};
    Read all;
    std::size_t number = 0;
    for (const auto& [id, item] : copy.items()) {
        if (item.record.deleted) continue;
        ++number;
        if (item.entry) {
            all.entries.push_back(item.entry->clone());
            all.entries.back().restored = 0;
        } else {
            all.unread.push_back({number, id.text(), "It was changed: it does not open."});
        }
    }
    if (all.total() == 0) return Fault{Fault::What::nothing, "It is a vault, but an empty one."};
    return all;
}

}  // namespace sparekey::transfer
