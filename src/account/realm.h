// Whose account it is: one of the site's people, or of the staff of its recovery desk. Both have
// passwords, factors, budgets and sessions by the same rules; what belongs to one realm is nothing
// in the other, because addresses and tokens are digested differently in each.
#pragma once

namespace sparekey::account {

enum class Realm { site, staff };

}  // namespace sparekey::account
