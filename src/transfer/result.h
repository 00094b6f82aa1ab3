// What came of reading another app's file: entries, and for everything else the reason.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vault/entry.h"

namespace sparekey::transfer {

inline constexpr std::size_t file_octets_max = 20 * 1024 * 1024;
inline constexpr std::size_t entries_max = 20'000;

// An entry of the file that could not be taken.
struct Unread {
    std::size_t number = 0;  // Its place in the file, from 1.
    std::string name;        // As far as it is known.
    std::string reason;      // A sentence.
};

// An entry that was taken, with something to know about it.
struct Doubt {
    std::string name;
    std::string about;  // A sentence.
};

struct Read {
    std::vector<vault::Entry> entries;
    std::vector<Unread> unread;
    std::vector<Doubt> doubts;

    [[nodiscard]] std::size_t total() const { return entries.size() + unread.size(); }
};

// Why nothing of a file was taken.
struct Fault {
    enum class What {
        unknown,          // No format that is known.
        damaged,          // Cut off or changed.
        password_needed,  // It is encrypted, and no password was given.
        wrong_password,   // Or it was changed: a cipher cannot tell the two apart.
        unsupported,      // A kind of this format that cannot be read; `detail` says which.
        too_large,
        nothing  // It holds no entry: an import of nothing is an error.
    };
    What what;
    std::string detail;  // A sentence.
};

using Result = std::variant<Read, Fault>;

[[nodiscard]] inline Fault damaged(std::string detail) {
    return {Fault::What::damaged, std::move(detail)};
}
[[nodiscard]] inline Fault password_needed() {
    return {Fault::What::password_needed, "It is encrypted: its password is needed."};
}
[[nodiscard]] inline Fault wrong_password() {
    return {Fault::What::wrong_password, "The password is wrong, or the file was changed."};
}
[[nodiscard]] inline Fault unsupported(std::string detail) {
    return {Fault::What::unsupported, std::move(detail)};
}

// The password of an encrypted file, as it was typed. None was asked for yet: nullopt.
using Password = std::optional<std::string_view>;

}  // namespace sparekey::transfer
