// Opaque tokens of sessions, challenges and mailed links: the account's id, so that every look-up
// is by account, and 256 random bits, of which only a digest is stored.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "crypto/secret.h"

namespace sparekey::account {

class Token {
   public:
    static constexpr std::size_t random_octets = 32;

    [[nodiscard]] static Token make(AccountId);
    // nullopt unless it is base64url of exactly an id and 32 octets.
    [[nodiscard]] static std::optional<Token> parse(std::string_view text);

    [[nodiscard]] AccountId account() const { return account_; }
    [[nodiscard]] Bytes digest() const;
    // For the cookie or the link: base64url, 54 characters.
    [[nodiscard]] crypto::Secret text() const;
    [[nodiscard]] Token clone() const { return Token{account_, random_.clone()}; }

   private:
    Token(AccountId who, crypto::Secret random) : account_(who), random_(std::move(random)) {}
    AccountId account_;
    crypto::Secret random_;
};

}  // namespace sparekey::account
