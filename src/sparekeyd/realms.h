// The services of both realms: one store and one set of keys, but addresses, tokens and settings of
// their own.
#pragma once
#include "account/services.h"

namespace sparekey::sparekeyd {

struct Realms {
    account::Services site;
    account::Services staff;
};

}  // namespace sparekey::sparekeyd
