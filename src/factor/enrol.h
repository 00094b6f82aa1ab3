// How an enrolment begins: enabling with the password and a mailed code, replacing with a step-up.
#pragma once
#include <string>

#include "account/action.h"
#include "account/services.h"
#include "crypto/secret.h"
#include "factor/enrolment.h"

namespace sparekey::factor {

// What the person puts into the new authenticator.
struct Enrolling {
    crypto::Secret key;
    std::string account_name;  // The primary address.
    Time expires_at{};
};

// The references outlive the action.
[[nodiscard]] account::Action<Enrolling> begin_enabling(const account::Services&,
                                                        const account::Client&,
                                                        std::string mailed_code);
[[nodiscard]] account::Action<Enrolling> begin_replacing(const account::Services&);

}  // namespace sparekey::factor
