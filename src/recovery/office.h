// What the flows of an appeal are handed: the house's services, how the desk works, and where
// evidence and forms are sealed.
#pragma once
#include "account/services.h"
#include "recovery/case_keys.h"
#include "recovery/desk.h"

namespace sparekey::recovery {

// All references outlive every request.
struct Office {
    const account::Services& services;
    const Desk& desk;
    CaseKeys& keys;
};

}  // namespace sparekey::recovery
