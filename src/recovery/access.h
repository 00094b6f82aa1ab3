// Who may act for the applicant: the browser of the draft, a phone that joined it, a browser in
// which receipt and mail were shown, or one that opened the reset link. Each has a token of its
// own.
#pragma once
#include <optional>
#include <string_view>

#include "account/token.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::recovery {

enum class AccessKind {
    browser,
    phone,
    join,  // In the QR code: good for becoming a phone's, once, for ten minutes.
    reset  // The link, the password and the receipt were shown: good for confirming the enrolment.
};
[[nodiscard]] std::string_view slug(AccessKind);

inline constexpr Duration access_lives = std::chrono::hours{24 * 120};
inline constexpr Duration join_lives = std::chrono::minutes{10};

struct Access {
    AppealId appeal;
    AccessKind kind = AccessKind::browser;
    Time made_at{};
    Time expires_at{};

    [[nodiscard]] bool alive(Time now) const { return now < expires_at; }
    // Acts for the applicant in the case.
    [[nodiscard]] bool applies() const {
        return kind == AccessKind::browser || kind == AccessKind::phone;
    }
};

[[nodiscard]] store::LoadCall access_of(const account::Token&);
[[nodiscard]] std::optional<Access> read_access(const store::Rows&);
[[nodiscard]] store::SaveCall save_access(const account::Token&, const Access&);
// Spends it: the row must be there.
[[nodiscard]] store::SaveCall spend_access(const account::Token&);
// Of one kind, whichever there are.
[[nodiscard]] store::SaveCall end_access(AppealId, AccessKind);
[[nodiscard]] store::SaveCall end_all_access();

}  // namespace sparekey::recovery
