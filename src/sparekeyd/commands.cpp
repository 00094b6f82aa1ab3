#include "sparekeyd/commands.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include "base/failure.h"
#include "sparekeyd/admin_socket.h"
#include "sparekeyd/administration.h"
#include "sparekeyd/alone.h"
#include "sparekeyd/backup_command.h"
#include "sparekeyd/build_info.h"
#include "sparekeyd/checks.h"
#include "sparekeyd/configuration_text.h"
#include "sparekeyd/identity_command.h"
#include "sparekeyd/journal_command.h"
#include "sparekeyd/key_administration.h"
#include "sparekeyd/run.h"
#include "sparekeyd/staff_administration.h"
#include "sparekeyd/start.h"

namespace sparekey::sparekeyd {
namespace {

using Command = std::function<Exit(const CommandLine&)>;

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

// On a terminal alone, beside what is printed.
void print_progress(int pages, int of) {
    if (::isatty(STDERR_FILENO) == 0 || of <= 0) return;
    std::fprintf(stderr, "\r%3d %%%s", static_cast<int>(std::int64_t{100} * pages / of),
                 pages == of ? "\n" : "");
}

Exit check(const CommandLine& line) {
    const auto findings = check_everything(load_configuration(line));
    print(report_of(findings));
    return all_well(findings) ? Exit::done : Exit::failed;
}

Exit migrate(const CommandLine& line) {
    const auto configuration = load_configuration(line);
    create_var_folder(configuration);
    const auto db = open_database_as_it_is(configuration, true);
    db->migrate();
    print("The database has this program's schema.\n");
    return Exit::done;
}

Exit create_keys(const CommandLine& line) {
    const auto configuration = load_configuration(line);
    create_var_folder(configuration);
    const int made = create_key_files(configuration, wall_clock());
    if (made == 0) {
        print("The key files are there already; nothing was changed.\n");
        return Exit::failed;
    }
    print("key ring    " + configuration.keys.ring_file.string() + "\npepper      " +
          configuration.keys.pepper_file.string() + "\njournal key " +
          configuration.keys.journal_file.string() +
          "\nBack them up now, and never beside the database: without them nobody can sign in, and "
          "with them\n"
          "a copy of the database is worth something to a thief.\n");
    return Exit::done;
}

// With the database to itself, since no daemon has it.
Exit administer(const CommandLine& line, const std::string& request) {
    const auto configuration = load_configuration(line);
    auto answer = ask_daemon(configuration.admin_socket(), request);
    if (!answer) answer = answer_request(Alone{configuration}.realms(), request);
    const auto answered = parse_answer(*answer);
    print(answered.text);
    return answered.done ? Exit::done : Exit::failed;
}

Exit administer_account(const CommandLine& line, Verb verb) {
    return administer(line, request_text(verb, line.who));
}

Command of_staff(StaffVerb verb) {
    return [verb](const CommandLine& line) {
        return administer(line,
                          request_text({verb, line.who, line.name, line.roles, line.account}));
    };
}

Command of_keys(KeyVerb verb) {
    return [verb](const CommandLine& line) {
        return administer(line, request_text(KeyRequest{verb, line.who, line.name, line.scopes}));
    };
}

Exit import_file(const CommandLine& line) {
    const auto configuration = load_configuration(line);
    std::ifstream file(line.file);
    if (!file) throw Failure(Failure::Kind::refused, line.file + ": cannot be read");
    std::unique_ptr<const Alone> alone;  // For the whole file, once no daemon answered.
    const Ask ask = [&](const std::string& request) {
        auto answer = alone ? std::nullopt : ask_daemon(configuration.admin_socket(), request);
        if (answer) return std::move(*answer);
        if (!alone) alone = std::make_unique<const Alone>(configuration);
        return answer_request(alone->realms(), request);
    };
    return import_identities(file, ask, wall_clock(), print);
}

Exit show_configuration(const CommandLine& line) {
    print(line.page ? configuration_page() : example_file());
    return Exit::done;
}

Exit show_version(const CommandLine&) {
    print("sparekeyd " + std::string(version) + "\n");
    return Exit::done;
}

const std::map<std::string, Command, std::less<>>& commands() {
    static const std::map<std::string, Command, std::less<>> all{
        {"run", run_daemon},
        {"check", check},
        {"migrate", migrate},
        {"backup",
         [](const CommandLine& line) {
             return back_up(load_configuration(line), line.file, print, print_progress);
         }},
        {"restore",
         [](const CommandLine& line) {
             return restore(load_configuration(line), {line.file, line.replace}, print,
                            print_progress);
         }},
        {"keys create", create_keys},
        {"account show",
         [](const CommandLine& line) { return administer_account(line, Verb::show); }},
        {"account end-sessions",
         [](const CommandLine& line) { return administer_account(line, Verb::end_sessions); }},
        {"account close",
         [](const CommandLine& line) { return administer_account(line, Verb::close); }},
        {"identity import", [](const CommandLine& line) { return import_file(line); }},
        {"staff add", of_staff(StaffVerb::add)},
        {"staff list", of_staff(StaffVerb::list)},
        {"staff certify", of_staff(StaffVerb::certify)},
        {"staff suspend", of_staff(StaffVerb::suspend)},
        {"staff reinvite", of_staff(StaffVerb::reinvite)},
        {"key create", of_keys(KeyVerb::create)},
        {"key list", of_keys(KeyVerb::list)},
        {"key revoke", of_keys(KeyVerb::revoke)},
        {"journal verify",
         [](const CommandLine& line) {
             return verify_journal(load_configuration(line), line.heads_file, print);
         }},
        {"config", show_configuration},
        {"version", show_version},
    };
    return all;
}

}  // namespace

Exit execute(const CommandLine& line) { return commands().at(line.command)(line); }

}  // namespace sparekey::sparekeyd
