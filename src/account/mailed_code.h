// Eight digits in a mail: stored keyed, bound to the browser that asked and to what it is for; 15
// minutes, 5 tries. Asking again elsewhere does not cancel them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/pepper.h"
#include "crypto/secret.h"
#include "store/statement.h"

namespace sparekey::account {

enum class CodePurpose { enable, add_address, stolen, appeal };
[[nodiscard]] std::string_view slug(CodePurpose);  // As the table has it.

inline constexpr Duration mailed_code_lives = std::chrono::minutes{15};
inline constexpr int mailed_code_tries_max = 5;

struct MailedCode {
    Bytes digest;
    Time made_at{};
    int tries = 0;
    std::string detail;
};

// Uniform over 00000000 to 99999999.
[[nodiscard]] crypto::Secret draw_mailed_code();
[[nodiscard]] Bytes mailed_code_digest(const crypto::Pepper&, AccountId, CodePurpose,
                                       BytesView browser, std::string_view code);

enum class CodeVerdict { accepted, wrong, expired, too_many };
// nullopt code: none was asked for here, which is `expired` too. Every verdict but `expired` and
// `too_many` is a try to charge.
[[nodiscard]] CodeVerdict judge(const std::optional<MailedCode>&, const crypto::Pepper&, AccountId,
                                CodePurpose, BytesView browser, std::string_view typed, Time now);

extern const store::Load load_mailed_code;
[[nodiscard]] store::LoadCall mailed_code_of(CodePurpose, BytesView browser);
[[nodiscard]] std::optional<MailedCode> read_mailed_code(const store::Rows&);
// Replaces this browser's code for this purpose.
[[nodiscard]] store::SaveCall save_mailed_code(CodePurpose, BytesView browser, const MailedCode&);
[[nodiscard]] store::SaveCall charge_mailed_code(CodePurpose, BytesView browser);
// Spends it: the row must be there.
[[nodiscard]] store::SaveCall spend_mailed_code(CodePurpose, BytesView browser);

}  // namespace sparekey::account
