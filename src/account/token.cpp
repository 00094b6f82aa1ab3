#include "account/token.h"

#include "crypto/keyed_digest.h"

namespace sparekey::account {

Token Token::make(AccountId who, Realm realm) {
    return Token{who, realm, crypto::Secret::random(random_octets)};
}

std::optional<Token> Token::parse(std::string_view text, Realm realm) {
    if (text.size() > 64) return std::nullopt;
    auto octets = parse_base64url(text);
    if (!octets || octets->size() != 8 + random_octets) return std::nullopt;
    const auto id = read_u64(*octets, 0);
    const auto all = crypto::Secret::taking(std::move(*octets));
    return Token{AccountId{static_cast<std::int64_t>(*id)}, realm,
                 crypto::Secret{all.view().subspan(8)}};
}

Bytes Token::digest() const {
    if (realm_ == Realm::site) return to_bytes(crypto::token_digest(random_.view()));
    Bytes bound = to_bytes(random_.view());
    append(bound, bytes_of(realm_ == Realm::staff ? "staff" : "vault"));
    const auto secret = crypto::Secret::taking(std::move(bound));
    return to_bytes(crypto::token_digest(secret.view()));
}

crypto::Secret Token::text() const {
    Bytes octets;
    append_u64(octets, static_cast<std::uint64_t>(account_.value));
    append(octets, random_.view());
    const auto all = crypto::Secret::taking(std::move(octets));
    return crypto::Secret::taking(to_base64url(all.view()));
}

}  // namespace sparekey::account
