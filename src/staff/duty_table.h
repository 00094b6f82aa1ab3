// What a member does to a case is one transaction of the case's account. This is the member's side
// of it: the own guard row won too, so that two acts of one member are one after another; session,
// place on the staff and one-time code asked for in that very transaction; and the line of the
// journal, which stands in the member's own chain.
#pragma once
#include <optional>
#include <string>

#include "account/refusal.h"
#include "account/services.h"
#include "otp/totp.h"
#include "staff/member.h"
#include "staff/present_flow.h"
#include "store/database.h"

namespace sparekey::staff {

// Who acts, as a request's door found them.
struct Actor {
    AccountId who;
    Bytes session_digest;
    account::Client client;
};

[[nodiscard]] Actor actor_of(const Present&, const account::Client&);

// A code that was right when it was charged, and is not spent yet.
struct RightCode {
    std::int64_t authenticator_version = 0;
    otp::Step step = 0;
};

// Lives within one transaction.
class Duty {
   public:
    // Wins the member's guard. nullopt where the session ended, or the member is not on duty.
    [[nodiscard]] static std::optional<Duty> begin(store::Transaction&, const account::Services&,
                                                   const Actor&);

    [[nodiscard]] const Member& member() const { return member_; }
    // Where the member's own accounts at the site would be found.
    [[nodiscard]] const std::string& email() const { return email_; }
    // False when somebody was faster: nothing must be granted then.
    [[nodiscard]] bool spend(const RightCode&);
    void line(journal::Kind, std::string detail);

   private:
    Duty(store::Transaction& tx, const Actor& actor, Member member, std::string email,
         std::int64_t journal_head)
        : tx_(tx),
          actor_(actor),
          member_(std::move(member)),
          email_(std::move(email)),
          journal_head_(journal_head) {}
    store::Transaction& tx_;
    const Actor& actor_;
    Member member_;
    std::string email_;
    std::int64_t journal_head_;
};

}  // namespace sparekey::staff
