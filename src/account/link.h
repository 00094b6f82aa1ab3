// A token in a mail's link: 256 bits, stored hashed, spent once. What it is for and how long it
// lives depends on the purpose.
#pragma once
#include <optional>
#include <string>

#include "account/token.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::account {

enum class LinkPurpose { reset_password, relief, not_me, contest, staff_invitation };

struct Link {
    LinkPurpose purpose = LinkPurpose::relief;
    Time made_at{};
    Time expires_at{};
    Time used_at{};  // The epoch: not yet.
    int tries = 0;
    std::string detail;

    [[nodiscard]] bool alive(LinkPurpose wanted, Time now) const {
        return purpose == wanted && used_at == Time{} && now < expires_at;
    }
};

extern const store::Load load_link;
[[nodiscard]] store::LoadCall link_of(const Token&);
[[nodiscard]] std::optional<Link> read_link(const store::Rows&);
[[nodiscard]] store::SaveCall save_link(const Token&, LinkPurpose, Time now, Duration lives,
                                        std::string detail);
// Spends it: touches a row only while it is unused.
[[nodiscard]] store::SaveCall spend_link(const Token&, Time now);
[[nodiscard]] store::SaveCall charge_link(const Token&);
// Every unused link of a purpose stops; its count cannot be known.
[[nodiscard]] store::SaveCall stop_links(LinkPurpose, Time now);

}  // namespace sparekey::account
