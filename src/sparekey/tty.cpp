#include "sparekey/tty.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>

#include <cerrno>
#include <utility>

#include "base/failure.h"

namespace sparekey::terminal {
namespace {

// Takes characters one by one and shows none; as it was when it goes. Ctrl-C comes as a character,
// so that the terminal is never left without its echo.
class Quiet {
   public:
    explicit Quiet(int descriptor) : descriptor_(descriptor) {
        if (::tcgetattr(descriptor_, &before_) != 0) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        quiet.c_cc[VMIN] = 1;
        quiet.c_cc[VTIME] = 0;
        changed_ = ::tcsetattr(descriptor_, TCSADRAIN, &quiet) == 0;
    }
    ~Quiet() {
        if (changed_) ::tcsetattr(descriptor_, TCSADRAIN, &before_);
    }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

   private:
    int descriptor_;
    struct ::termios before_ {};
    bool changed_ = false;
};

constexpr char ctrl_c = 3;
constexpr char ctrl_d = 4;
constexpr char ctrl_u = 21;
constexpr std::size_t line_octets_max = 8192;

// -1 at the end.
int next_octet(int descriptor) {
    for (;;) {
        char octet = 0;
        const auto got = ::read(descriptor, &octet, 1);
        if (got < 0 && errno == EINTR) continue;
        return got == 1 ? static_cast<unsigned char>(octet) : -1;
    }
}

// A whole code point.
void remove_last(std::string& line) {
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0) == 0x80) {
        line.pop_back();
    }
    if (!line.empty()) line.pop_back();
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::optional<Tty> Tty::open() {
    const int descriptor = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return std::nullopt;
    return Tty{descriptor};
}

Tty::~Tty() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Tty::Tty(Tty&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

void Tty::say(std::string_view text) const {
    // A terminal that is gone is noticed when it is asked something.
    static_cast<void>(write_all(descriptor_, text));
}

std::optional<crypto::Secret> Tty::read_line(std::string_view prompt, bool shown) const {
    const Quiet quiet{descriptor_};
    // Only now: whoever answers at once is not shown what they type either.
    say(prompt);
    std::string line;
    line.reserve(line_octets_max);
    for (;;) {
        const int octet = next_octet(descriptor_);
        const char c = static_cast<char>(octet);
        if (octet < 0 || c == ctrl_c || (c == ctrl_d && line.empty())) {
            say("\n");
            crypto::wipe(line);
            return std::nullopt;
        }
        if (c == '\n' || c == '\r') break;
        const auto before = line.size();
        if (c == 8 || c == 127) {
            remove_last(line);
            if (shown && line.size() < before) say("\b \b");
        } else if (c == ctrl_u) {
            crypto::wipe(line);
            if (shown) say("\r\x1b[K");
        } else if ((octet >= 32 || c == '\t') && line.size() < line_octets_max) {
            line += c;
            if (shown) say({&c, 1});
        }
    }
    say("\n");
    return crypto::Secret::taking(std::move(line));
}

std::optional<std::string> Tty::ask(std::string_view prompt) const {
    auto line = read_line(prompt, true);
    if (!line) return std::nullopt;
    return std::string{line->text()};
}

std::optional<crypto::Secret> Tty::ask_secret(std::string_view prompt) const {
    return read_line(prompt, false);
}

bool Tty::ask_yes(std::string_view prompt) const {
    const auto answer = ask(prompt);
    return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

std::optional<crypto::Secret> read_standard_input(std::size_t octets_max) {
    std::string all;
    all.reserve(64 * 1024);
    char part[4096];
    for (;;) {
        const auto got = ::read(STDIN_FILENO, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Failure{Failure::Kind::unavailable, "standard input cannot be read"};
        if (got == 0) break;
        all.append(part, static_cast<std::size_t>(got));
        if (all.size() > octets_max) return std::nullopt;
    }
    ::explicit_bzero(part, sizeof part);
    return crypto::Secret::taking(std::move(all));
}

void write_standard_output(std::string_view text) {
    if (!write_all(STDOUT_FILENO, text)) {
        throw Failure{Failure::Kind::unavailable, "standard output cannot be written"};
    }
}

}  // namespace sparekey::terminal
