// What must run once before anything else of this room.
#pragma once

namespace sparekey::crypto {

// Call at the beginning of main; again is harmless. Throws Failure{refused} when libsodium cannot
// start.
void start();

}  // namespace sparekey::crypto
