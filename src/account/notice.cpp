#include "account/notice.h"

#include "account/link.h"
#include "account/token.h"

namespace sparekey::account {

void tell_with_not_me(Plan& plan, const std::vector<std::string>& recipients, outbox::Kind kind,
                      Detail detail) {
    // Whoever has no password here can press no button of ours.
    if (plan.by_operator()) return plan.tell(recipients, kind, std::move(detail));
    const auto token = Token::make(plan.who());
    const auto text = token.text();
    plan.save(save_link(token, LinkPurpose::not_me, plan.now(), not_me_lives,
                        std::string{outbox::slug(kind)}));
    plan.tell(recipients, kind, std::move(detail), &text);
}

Detail of_realm(const Services& services) {
    if (services.realm == Realm::site) return {};
    return {{"realm", services.realm == Realm::staff ? "staff" : "vault"}};
}

}  // namespace sparekey::account
