#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>

#include "sparekey/clipboard.h"
#include "sparekey/commands.h"
#include "sparekey/watch_view.h"

namespace sparekey::terminal {
namespace {

constexpr std::chrono::minutes hidden_after{5};
constexpr std::chrono::seconds message_stays{2};

// The other screen of the terminal, without echo; as it was when it goes, also on a signal: those
// only set a flag that the loop sees.
class FullScreen {
   public:
    explicit FullScreen(const Tty& tty) : tty_(tty) {
        if (::tcgetattr(tty_.descriptor(), &before_) != 0) return;
        auto raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        raw.c_cc[VMIN] = 0;
        raw.c_cc[VTIME] = 0;
        changed_ = ::tcsetattr(tty_.descriptor(), TCSAFLUSH, &raw) == 0;
        tty_.say("\x1b[?1049h\x1b[?25l\x1b[2J");
    }
    ~FullScreen() {
        tty_.say("\x1b[?25h\x1b[?1049l");
        if (changed_) ::tcsetattr(tty_.descriptor(), TCSAFLUSH, &before_);
    }
    FullScreen(const FullScreen&) = delete;
    FullScreen& operator=(const FullScreen&) = delete;

   private:
    const Tty& tty_;
    struct ::termios before_ {};
    bool changed_ = false;
};

volatile std::sig_atomic_t ended = 0;
volatile std::sig_atomic_t resized = 0;

void note_end(int) { ended = 1; }
void note_resize(int) { resized = 1; }

void take_signals() {
    struct ::sigaction action {};
    action.sa_handler = note_end;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
    action.sa_handler = note_resize;
    ::sigaction(SIGWINCH, &action, nullptr);
}

Screen screen_of(const Tty& tty) {
    struct ::winsize size {};
    if (::ioctl(tty.descriptor(), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
    return {size.ws_col, size.ws_row};
}

// The live view: what is shown, and what keys do to it.
class Watch {
   public:
    Watch(const Context& context, const Tty& tty, WatchState state)
        : context_(context), tty_(tty), state_(std::move(state)), touched_(context.now()) {}

    void run() {
        take_signals();
        const FullScreen screen{tty_};
        while (!ended && !done_) {
            show();
            wait();
        }
    }

   private:
    void show() {
        const auto now = context_.now();
        if (now - touched_ >= hidden_after) state_.hidden = true;
        if (now - said_ >= message_stays) state_.message.clear();
        if (resized) tty_.say("\x1b[2J");
        resized = 0;
        tty_.say(draw(state_, screen_of(tty_), now));
    }

    // Until a key, a signal, or the next second.
    void wait() {
        const auto part = context_.now().time_since_epoch() % std::chrono::seconds{1};
        const auto left = std::chrono::seconds{1} - part;
        struct ::pollfd input {
            tty_.descriptor(), POLLIN, 0
        };
        const auto left_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(left).count() + 1;
        const int ready = ::poll(&input, 1, static_cast<int>(left_ms));
        if (ready <= 0) return;
        char keys[64];
        const auto got = ::read(tty_.descriptor(), keys, sizeof keys);
        if (got <= 0) {
            done_ = true;  // The terminal is gone.
            return;
        }
        touched_ = context_.now();
        // The key that shows the codes again does nothing else.
        if (state_.hidden) {
            state_.hidden = false;
            return;
        }
        take({keys, static_cast<std::size_t>(got)});
    }

    void take(std::string_view keys) {
        if (keys.starts_with('\x1b') && keys.size() > 1) return take_sequence(keys.substr(1));
        for (const char key : keys) {
            if (state_.searching) {
                take_search_key(key);
            } else {
                take_key(key);
            }
        }
    }

    void take_sequence(std::string_view sequence) {
        if (sequence == "[A" || sequence == "OA") move(state_, -1);
        if (sequence == "[B" || sequence == "OB") move(state_, 1);
        if (sequence == "[5~") move(state_, -page());
        if (sequence == "[6~") move(state_, page());
    }

    [[nodiscard]] int page() const { return std::max(screen_of(tty_).lines - 5, 1); }

    void take_key(char key) {
        switch (key) {
        case 'q':
        case 3:  // Ctrl-C.
        case 4: done_ = true; break;
        case 'j': move(state_, 1); break;
        case 'k': move(state_, -1); break;
        case 'g': move(state_, -1'000'000); break;
        case 'G': move(state_, 1'000'000); break;
        case '/':
            state_.searching = true;
            search(state_, {});
            break;
        case 27: search(state_, {}); break;
        case '\r':
        case '\n': copy(); break;
        }
    }

    void take_search_key(char key) {
        auto text = state_.search;
        if (key == '\r' || key == '\n') {
            state_.searching = false;
        } else if (key == 27 || key == 3) {
            state_.searching = false;
            search(state_, {});
        } else if (key == 8 || key == 127) {
            while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) {
                text.pop_back();
            }
            if (!text.empty()) text.pop_back();
            search(state_, std::move(text));
        } else if (static_cast<unsigned char>(key) >= 32) {
            search(state_, text + key);
        }
    }

    void copy() {
        const auto* row = chosen(state_);
        if (!row) return;
        const auto& key = row->entry->key;
        said_ = context_.now();
        if (key.type == vault::Type::hotp) {
            state_.message = "Codes by counter are made by sparekey code.";
            return;
        }
        tty_.say(copy_sequence(code_of(key, step_at(key, context_.now()))));
        state_.message = "Copied: " + row->name.shown;
    }

    const Context& context_;
    const Tty& tty_;
    WatchState state_;
    Time touched_;
    Time said_{};
    bool done_ = false;
};

}  // namespace

Exit run_watch(Context& context) {
    const auto tty = Tty::open();
    if (!tty) {
        return context.out.refuse(
            {Exit::no_vault, "no-terminal", "watch needs a terminal to show the codes on."});
    }
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    const auto& vault = std::get<Session>(opened).vault;
    Watch{context, *tty, watch_state(vault, context.arguments.first())}.run();
    return Exit::done;
}

}  // namespace sparekey::terminal
