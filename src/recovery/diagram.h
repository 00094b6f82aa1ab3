// The appeal's table as a drawing, for people: doc/recovery.md has it, and a test compares the two.
#pragma once
#include <string>

namespace sparekey::recovery {

// Mermaid's stateDiagram-v2. What leads out of every frozen state alike is drawn once, from the box
// around them; what leads back to the state it is in is left out.
[[nodiscard]] std::string diagram();

}  // namespace sparekey::recovery
