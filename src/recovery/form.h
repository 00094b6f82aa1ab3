// The form of an appeal: what the applicant claims. Sealed under the appeal's own key; digests find
// the same number or phone elsewhere, and how it compares with the record is kept for staff.
#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

namespace sparekey::recovery {

struct StoredForm {
    Bytes sealed;
    Time saved_at{};
    std::optional<Bytes> number_digest;  // Of the ID number, the same in every account.
    std::optional<Bytes> phone_digest;
};

[[nodiscard]] store::LoadCall form_of(AppealId);
[[nodiscard]] std::optional<StoredForm> read_form(const store::Rows&);
// Inserts or replaces.
[[nodiscard]] store::SaveCall save_form(AppealId, const StoredForm&);
// What is there is gone; its count cannot be known.
[[nodiscard]] store::SaveCall delete_form(AppealId);

// Whether somebody else's appeal names the same number: a flag.
[[nodiscard]] bool number_is_elsewhere(store::Transaction&, BytesView digest, AccountId but);

}  // namespace sparekey::recovery
