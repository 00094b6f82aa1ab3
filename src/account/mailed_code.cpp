#include "account/mailed_code.h"

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "otp/backup_code.h"

namespace sparekey::account {
std::string_view slug(CodePurpose purpose) {
    switch (purpose) {
    case CodePurpose::enable: return "enable";
    case CodePurpose::add_address: return "add_address";
    case CodePurpose::stolen: return "stolen";
    case CodePurpose::appeal: return "appeal";
    }
    return "";
}

// The first of a set of backup codes is as uniform as a single draw, and the drawing is tested
// there.
crypto::Secret draw_mailed_code() { return otp::draw_backup_codes()[0].clone(); }

Bytes mailed_code_digest(const crypto::Pepper& pepper, AccountId who, CodePurpose purpose,
                         BytesView browser, std::string_view code) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, browser);
    append(bound, bytes_of(code));
    return to_bytes(
        crypto::keyed_digest(pepper, "mailed_code." + std::string{slug(purpose)}, bound));
}

CodeVerdict judge(const std::optional<MailedCode>& stored, const crypto::Pepper& pepper,
                  AccountId who, CodePurpose purpose, BytesView browser, std::string_view typed,
                  Time now) {
    if (!stored || now - stored->made_at >= mailed_code_lives) return CodeVerdict::expired;
    if (stored->tries >= mailed_code_tries_max) return CodeVerdict::too_many;
    const auto code = otp::parse_backup_code(typed);
    if (!code) return CodeVerdict::wrong;
    const auto digest = mailed_code_digest(pepper, who, purpose, browser, code->text());
    return crypto::constant_time_equal(digest, stored->digest) ? CodeVerdict::accepted
                                                               : CodeVerdict::wrong;
}

}  // namespace sparekey::account
