#include "base/check.h"
#include "sparekey/commands.h"
#include "sparekey/manual.h"
#include "sparekey/version.h"

namespace sparekey::terminal {
namespace {

struct Runs {
    std::string_view name;
    Exit (*run)(Context&);
};

Exit run_completion(Context& context) {
    const auto shell = context.arguments.first();
    if (shell != "bash" && shell != "zsh") {
        return context.out.refuse({Exit::usage, "usage", "There is completion for bash and zsh."});
    }
    write_standard_output(shell == "bash" ? bash_completion() : zsh_completion());
    return Exit::done;
}

Exit run_manual(Context& context) {
    const auto name = context.arguments.first();
    const auto* command = find_command(name);
    if (!name.empty() && !command) {
        return context.out.refuse({Exit::usage, "usage", "There is no command \"" + name + "\"."});
    }
    write_standard_output(manual_page(command));
    return Exit::done;
}

constexpr Runs all[] = {
    {"add", run_add},
    {"scan", run_scan},
    {"import", run_import},
    {"export", run_export},
    {"code", run_code},
    {"list", run_list},
    {"watch", run_watch},
    {"edit", run_edit},
    {"delete", run_delete},
    {"undo", run_undo},
    {"history", run_history},
    {"sync", run_sync},
    {"device", run_device},
    {"recovery-key", run_recovery_key},
    {"drill", run_drill},
    {"lock", run_lock},
    {"passphrase", run_passphrase},
    {"completion", run_completion},
    {"manual", run_manual},
};

}  // namespace

Exit run(Context& context) {
    const auto& arguments = context.arguments;
    if (arguments.version) {
        context.out.line("sparekey " + std::string{version});
        context.out.json()["version"] = version;
        return Exit::done;
    }
    if (!arguments.command || arguments.has("--help")) {
        write_standard_output(help_text(arguments.command));
        return arguments.has("--help") ? Exit::done : Exit::usage;
    }
    for (const auto& one : all) {
        if (one.name == arguments.command->name) return one.run(context);
    }
    ENSURE(false);  // A test holds the two lists together.
}

}  // namespace sparekey::terminal
