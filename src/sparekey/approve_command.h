// A device that is in, and the person at it: whether another one is let in.
#pragma once
#include "sparekey/session.h"

namespace sparekey::terminal {

// Asks for the digits that the other device shows, and does not show them: a yes would be too easy.
[[nodiscard]] Exit approve_device(Context&, Session&);

}  // namespace sparekey::terminal
