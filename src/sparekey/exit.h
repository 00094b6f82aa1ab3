// What the program ends with, and what it says when it refuses.
#pragma once
#include <string>

namespace sparekey::terminal {

// doc/sparekey.md and the manual list them; numbers never change.
enum class Exit : int {
    done = 0,
    failed = 1,            // The world: a full disk, a file that cannot be written.
    usage = 2,             // The command line cannot be understood.
    not_found = 3,         // No entry has that name.
    ambiguous = 4,         // More than one has.
    wrong_passphrase = 5,  // Or a wrong recovery key, or another file's wrong password.
    refused = 6,           // What was given cannot be used; nothing was changed.
    partly = 7,            // Done, but some entries could not be read.
    no_vault = 8,          // There is no vault yet, or nobody to ask for its passphrase.
};

struct Refusal {
    Exit exit;
    std::string slug;  // Stable, for programs.
    std::string text;  // A sentence for people.
};

}  // namespace sparekey::terminal
