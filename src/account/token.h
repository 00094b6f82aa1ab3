// Opaque tokens of sessions, challenges and mailed links: the account's id, so that every look-up
// is by account, and 256 random bits, of which only a digest is stored. The digest is the realm's:
// a session of the site is found by no token of the desk, and the other way round.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "account/realm.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "crypto/secret.h"

namespace sparekey::account {

class Token {
   public:
    static constexpr std::size_t random_octets = 32;

    [[nodiscard]] static Token make(AccountId, Realm = Realm::site);
    // nullopt unless it is base64url of exactly an id and 32 octets. The text names no realm: who
    // takes it says where it was given.
    [[nodiscard]] static std::optional<Token> parse(std::string_view text, Realm = Realm::site);

    [[nodiscard]] AccountId account() const { return account_; }
    [[nodiscard]] Bytes digest() const;
    // For the cookie or the link: base64url, 54 characters.
    [[nodiscard]] crypto::Secret text() const;
    [[nodiscard]] Token clone() const { return Token{account_, realm_, random_.clone()}; }

   private:
    Token(AccountId who, Realm realm, crypto::Secret random)
        : account_(who), realm_(realm), random_(std::move(random)) {}
    AccountId account_;
    Realm realm_;
    crypto::Secret random_;
};

}  // namespace sparekey::account
