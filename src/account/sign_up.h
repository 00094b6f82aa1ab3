// Signing up: an address and a password, then eight digits from a mail; only then is there an
// account. An address that has an account gets the same answer after the same work, and its owner a
// letter.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/action.h"
#include "account/services.h"
#include "account/token.h"

namespace sparekey::account {

inline constexpr Duration sign_up_lives = std::chrono::minutes{15};
inline constexpr int sign_up_tries_max = 5;

struct SignUp {
    Bytes browser_digest;
    std::string email;
    Bytes email_digest;
    bool taken = false;  // The address had an account already: no code confirms this.
    Bytes code_digest;
    Time made_at{};
    int tries = 0;
    StoredPassword password;
};

// What a try is worth; every one but `expired` and `too_many` was charged before it was compared.
enum class SignUpVerdict { accepted, wrong, expired, too_many };
[[nodiscard]] SignUpVerdict judge(const SignUp&, const crypto::Pepper&, AccountId,
                                  BytesView browser, std::string_view typed, Time now);

struct SignUpBegun {
    Token token;  // For the sign-up's cookie.
    Time expires_at{};
};
// `email` is canonical, `password` valid UTF-8. Refuses a bad password, and nothing else.
[[nodiscard]] Awaitable<Result<SignUpBegun>> begin_sign_up(
    const Services&, const Client&, std::string email,
    std::shared_ptr<const crypto::Secret> password);

// What confirm_sign_up leaves to a room above: the session that begins.
using BeginSession = std::function<void(store::Transaction&, const Token&, Time now)>;
[[nodiscard]] Awaitable<Result<Token>> confirm_sign_up(const Services&, const Client&,
                                                       const Token& sign_up, std::string_view typed,
                                                       BeginSession);

}  // namespace sparekey::account
