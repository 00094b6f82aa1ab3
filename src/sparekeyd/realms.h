// The services of all realms: one store and one set of keys, but addresses, tokens and settings of
// their own.
#pragma once
#include "account/services.h"

namespace sparekey::sparekeyd {

struct Realms {
    account::Services site;
    account::Services staff;
    account::Services vault;
};

}  // namespace sparekey::sparekeyd
