// The terminal authenticator: reads the command line, runs the command, and catches what failed.
#include <csignal>
#include <string_view>
#include <vector>

#include <algorithm>

#include "base/failure.h"
#include "base/time.h"
#include "crypto/start.h"
#include "sparekey/commands.h"

using namespace sparekey;
using namespace sparekey::terminal;

int main(int count, char** words) {
    // A closed pipe is told as a failed write.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string_view> given(words + std::min(count, 1), words + count);
    auto read = read_arguments(given);
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        const bool as_json = std::ranges::find(given, "--json") != given.end();
        Output out{as_json};
        const auto exit = out.refuse(*refusal);
        out.finish();
        return static_cast<int>(exit);
    }
    const auto& arguments = std::get<Arguments>(read);
    Output out{arguments.has("--json")};
    auto exit = Exit::failed;
    try {
        crypto::start();
        Context context{arguments, out, wall_clock};
        exit = run(context);
    } catch (const Failure& failure) {
        exit = out.refuse({failure.kind() == Failure::Kind::refused ? Exit::refused : Exit::failed,
                           "failed", failure.what()});
    }
    out.finish();
    return static_cast<int>(exit);
}
