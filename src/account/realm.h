// Whose account it is: one of the site's people, of the staff of its recovery desk, or a vault of
// the authenticator. All have passwords, budgets and sessions by the same rules; what belongs to
// one realm is nothing in another, because addresses and tokens are digested differently in each.
#pragma once

namespace sparekey::account {

enum class Realm { site, staff, vault };

}  // namespace sparekey::account
