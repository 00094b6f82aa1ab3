// What the flows of an appeal are handed: the house's services, and how the desk works.
#pragma once
#include "account/services.h"
#include "recovery/desk.h"

namespace sparekey::recovery {

// All references outlive every request.
struct Office {
    const account::Services& services;
    const Desk& desk;
};

}  // namespace sparekey::recovery
