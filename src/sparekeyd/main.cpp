// sparekeyd: the daemon, and the commands around it.
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>
#include <exception>

#include "base/failure.h"
#include "crypto/start.h"
#include "picture/child.h"
#include "sparekeyd/command_line.h"
#include "sparekeyd/commands.h"

namespace {

using namespace sparekey;
using sparekeyd::Exit;

// What we write is ours alone; no core file holds what was in memory; as many connections as the
// system allows.
void set_limits() {
    ::umask(0077);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

Exit perform(int count, char** arguments) {
    set_limits();
    auto typed = sparekeyd::parse_command_line({arguments + 1, arguments + count});
    if (const auto* notice = std::get_if<sparekeyd::Notice>(&typed)) {
        std::fputs(notice->text.c_str(), notice->exit == Exit::done ? stdout : stderr);
        return notice->exit;
    }
    crypto::start();
    return sparekeyd::execute(std::get<sparekeyd::CommandLine>(typed));
}

}  // namespace

int main(int count, char** arguments) {
    // Before anything else: the child that decodes has nothing of the daemon's.
    if (const auto code = picture::child_command(count, arguments)) return *code;
    try {
        return static_cast<int>(perform(count, arguments));
    } catch (const Failure& failure) {
        std::fprintf(stderr, "sparekeyd: %s\n", failure.what());
        const bool refused = failure.kind() == Failure::Kind::refused;
        return static_cast<int>(refused ? Exit::refused : Exit::failed);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sparekeyd: %s\n", error.what());
        return static_cast<int>(Exit::failed);
    }
}
