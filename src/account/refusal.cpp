#include "account/refusal.h"

namespace sparekey::account {

Why why_of(PasswordFlaw flaw) {
    switch (flaw) {
    case PasswordFlaw::too_short: return Why::password_too_short;
    case PasswordFlaw::common: return Why::password_common;
    case PasswordFlaw::too_similar: return Why::password_too_similar;
    case PasswordFlaw::site_name: return Why::password_site_name;
    }
    return Why::password_common;
}

}  // namespace sparekey::account
