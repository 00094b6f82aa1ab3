// The terminal that a person sits at: where secrets are asked for, whatever stands in for standard
// input and output.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace sparekey::terminal {

class Tty {
   public:
    // nullopt where there is none: in a script without a terminal.
    [[nodiscard]] static std::optional<Tty> open();
    ~Tty();
    Tty(Tty&& other) noexcept;
    Tty& operator=(Tty&&) = delete;
    Tty(const Tty&) = delete;
    Tty& operator=(const Tty&) = delete;

    void say(std::string_view text) const;
    // One line, shown as it is typed. nullopt on Ctrl-C, Ctrl-D and at the end.
    [[nodiscard]] std::optional<std::string> ask(std::string_view prompt) const;
    // The same without showing it.
    [[nodiscard]] std::optional<crypto::Secret> ask_secret(std::string_view prompt) const;
    // "y" or "yes".
    [[nodiscard]] bool ask_yes(std::string_view prompt) const;

    [[nodiscard]] int descriptor() const { return descriptor_; }

   private:
    explicit Tty(int descriptor) : descriptor_(descriptor) {}
    [[nodiscard]] std::optional<crypto::Secret> read_line(std::string_view prompt,
                                                          bool shown) const;
    int descriptor_;
};

// Whether a descriptor is a terminal: 0, 1 or 2.
[[nodiscard]] bool is_terminal(int descriptor);
// Everything on standard input, at most octets_max.
[[nodiscard]] std::optional<crypto::Secret> read_standard_input(std::size_t octets_max);
// All of it, or Failure{unavailable}: a closed pipe is one.
void write_standard_output(std::string_view text);

}  // namespace sparekey::terminal
