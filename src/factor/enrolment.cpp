#include "factor/enrolment.h"

#include "base/failure.h"
#include "crypto/seal.h"

namespace sparekey::factor {
namespace {

Bytes bound_to(AccountId who, std::int64_t version) {
    return crypto::associated_data("enrolment.sealed", who, version);
}

}  // namespace

guard::Operation operation_of(EnrolmentPurpose purpose) {
    switch (purpose) {
    case EnrolmentPurpose::enable: return guard::Operation::enable_factor;
    case EnrolmentPurpose::replace: return guard::Operation::replace_factor;
    case EnrolmentPurpose::replace_after_stolen: return guard::Operation::replace_after_stolen;
    case EnrolmentPurpose::reset: return guard::Operation::enrol_by_reset_link;
    }
    return guard::Operation::enable_factor;
}

void seal_new_key(Enrolment& enrolment, const crypto::KeyRing& ring, AccountId who,
                  const NewKey& fresh) {
    enrolment.version = random_id();
    Bytes plain;
    append_u64(plain, fresh.key.size());
    append(plain, fresh.key.view());
    append(plain, fresh.wrapping_key.view());
    const auto all = crypto::Secret::taking(std::move(plain));
    enrolment.sealed = crypto::seal(ring, all.view(), bound_to(who, enrolment.version));
}

NewKey open_new_key(const Enrolment& enrolment, const crypto::KeyRing& ring, AccountId who) {
    const auto all = crypto::open(ring, enrolment.sealed, bound_to(who, enrolment.version));
    const auto size = all ? read_u64(all->view(), 0) : std::nullopt;
    if (!size || *size > all->size() - 8) {
        throw Failure{Failure::Kind::broken, "an enrolment's key does not open"};
    }
    const auto rest = all->view().subspan(8);
    return {crypto::Secret{rest.first(*size)}, crypto::Secret{rest.subspan(*size)}};
}

}  // namespace sparekey::factor
