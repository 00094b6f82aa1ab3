// Entries and vaults for tests, without the half second that a passphrase takes.
#pragma once
#include <string>
#include <utility>

#include "otp/base32.h"
#include "vault/vault.h"

namespace sparekey::vault::test {

inline const Time noon{std::chrono::seconds{1'700'000'000}};

inline Entry entry(std::string issuer, std::string account,
                   std::string_view secret = "JBSWY3DPEHPK3PXP") {
    Entry made;
    made.issuer = std::move(issuer);
    made.account = std::move(account);
    made.key.secret = crypto::Secret::taking(*otp::parse_base32(secret));
    made.created = noon;
    return made;
}

inline const Bytes wrapping_key(32, std::byte{7});

// Wrapped under wrapping_key.
inline Vault new_vault(Time now = noon) {
    auto device = Device::make();
    auto made = make_header(Kdf::with_new_salt(), wrapping_key, device, "laptop", now);
    return {std::move(made.header), std::move(made.keys), std::move(device), now};
}

inline Keys keys_of(const Vault& vault) {
    return *open_by_passphrase(vault.header(), wrapping_key);
}

// What another program would read of it.
inline Vault reopened(const Vault& vault, Time now = noon) {
    auto read = read_document(to_text(vault.document(now)));
    auto& document = std::get<Document>(read);
    auto keys = open_by_passphrase(document.header, wrapping_key);
    return {std::move(document), std::move(*keys)};
}

}  // namespace sparekey::vault::test
