// The form of a draft: saved as far as it is filled in, sealed under the appeal's own key.
#pragma once
#include <optional>

#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "evidence/item.h"
#include "person/claim.h"
#include "recovery/form.h"
#include "recovery/office.h"

namespace sparekey::recovery {

// Where it is kept: the purpose that its seal is bound to.
inline constexpr std::string_view form_purpose = "appeal_form.sealed";

// `claimed` is within its limits.
[[nodiscard]] Awaitable<account::Result<account::Done>> save_draft_form(const Office&,
                                                                        const account::Client&,
                                                                        const account::Token&,
                                                                        person::Claimed claimed);

// nullopt when its key is gone.
[[nodiscard]] std::optional<person::Claimed> open_form(const Office&, evidence::Subject,
                                                       const StoredForm&);

// Of the ID number and the phone as people write them; the same under every account, so that one
// that is used twice is found.
[[nodiscard]] Bytes number_digest(const crypto::Pepper&, std::string_view id_number);
[[nodiscard]] Bytes phone_digest(const crypto::Pepper&, std::string_view phone);

}  // namespace sparekey::recovery
