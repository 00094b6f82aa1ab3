// The one function that sends reset links. It asks the rows, not a state: two passes by different
// people over the evidence as it is now, a video in it, a lead among them where the case is marked,
// flagged or was escalated; three business days since the first of them, 72 hours since the notices
// of the submission went out; no open contest; the account frozen by this very case.
#pragma once
#include "account/token.h"
#include "recovery/docket.h"

namespace sparekey::recovery {

// Only the function below makes one.
class SentLink {
   public:
    [[nodiscard]] const crypto::Secret& text() const { return text_; }

   private:
    friend struct ResetLinks;
    explicit SentLink(const account::Token& token) : text_(token.text()) {}
    crypto::Secret text_;
};

struct ResetLinks {
    const Desk& desk;  // As the configuration says it now: a single reviewer is allowed only there.

    // By Event::date_reached, or Event::link_asked after one that lapsed. Whether it was sent; if
    // not, nothing was changed. The plan, of the same transaction, is applied by the caller.
    [[nodiscard]] bool send(store::Transaction&, account::Plan&, Docket&, AppealId, Event) const;
};

}  // namespace sparekey::recovery
