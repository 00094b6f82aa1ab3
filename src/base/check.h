// ENSURE(x): an invariant of ours. Always on; a broken one is a bug, and the supervisor restarts
// us. (Not CHECK: doctest owns that word.)
#pragma once

namespace sparekey {

[[noreturn]] void ensure_failed(const char* expression, const char* file, int line);

}  // namespace sparekey

#define ENSURE(expression)                  \
    (static_cast<bool>(expression) ? void() \
                                   : ::sparekey::ensure_failed(#expression, __FILE__, __LINE__))
