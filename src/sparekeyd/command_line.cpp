#include "sparekeyd/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <memory>

#include "sparekeyd/configuration_keys.h"
#include "sparekeyd/nearest.h"

namespace sparekey::sparekeyd {
namespace {

constexpr const char* system_file = "/etc/sparekey/sparekey.toml";
constexpr const char* file_variable = "SPAREKEY_CONFIG";

// Where CLI11 puts what it reads.
struct Typed {
    CommandLine line;
    std::string config_file;
    std::string heads_file;
    std::map<std::string, std::string> keys;
    bool example = false;
};

CLI::App* add_command(CLI::App& to, const std::string& name, const std::string& doc) {
    auto* command = to.add_subcommand(name, doc);
    // Options of the configuration may stand behind the command too.
    command->fallthrough();
    return command;
}

void add_account_command(CLI::App& account, const std::string& name, const std::string& doc,
                         Typed& typed) {
    add_command(account, name, doc)
        ->add_option("who", typed.line.who, "An e-mail address, or an account's id")
        ->required();
}

void add_staff_commands(CLI::App& app, Typed& typed) {
    auto* staff = add_command(app, "staff", "Who decides appeals at the desk");
    staff->require_subcommand(1);
    auto who = [&](const std::string& name, const std::string& doc) {
        auto* command = add_command(*staff, name, doc);
        command->add_option("email", typed.line.who, "The member's e-mail address")->required();
        return command;
    };
    auto* add = who("add", "Invite a member");
    add->add_option("--name", typed.line.name, "What the desk calls them")->required();
    add->add_option("--role", typed.line.roles, "reviewer, lead or auditor")->required();
    add->add_option("--account", typed.line.account, "Their own account at the site");
    add_command(*staff, "list", "Who there is");
    who("certify", "Trained: may be given cases for 365 days");
    who("suspend", "Sign out, and keep out");
    who("reinvite", "A new password and authenticator; the leads are told");
}

void add_key_commands(CLI::App& app, Typed& typed) {
    auto* key = add_command(app, "key", "Keys of the operator's API");
    key->require_subcommand(1);
    auto* create = add_command(*key, "create", "Make one; it is shown once");
    create->add_option("--scope", typed.line.scopes, "What it may do")->required();
    create->add_option("--name", typed.line.name, "What the list calls it");
    add_command(*key, "list", "What there is, and when it was last used");
    add_command(*key, "revoke", "Good for nothing from the next call on")
        ->add_option("id", typed.line.who, "As the list shows it")
        ->required();
}

void add_commands(CLI::App& app, Typed& typed) {
    auto* run = add_command(app, "run", "Serve until told to stop");
    run->add_flag("--create", typed.line.create,
                  "Make the folder, the key files and the database on the first start");
    run->add_flag("--demo", typed.line.demo,
                  "Add sample accounts and print how to sign in to them");
    add_command(app, "check", "Try everything that the configuration names");
    add_command(app, "migrate", "Bring the database to this program's schema");

    add_command(app, "backup", "Copy the SQLite database while it is in use")
        ->add_option("file", typed.line.file, "Where to; it must not be there yet")
        ->required();
    auto* restore = add_command(app, "restore", "Bring a backup back; nothing used comes to life");
    restore->add_option("file", typed.line.file,
                        "A file that `backup` made; none: the database was brought back already");
    restore->add_flag("--replace", typed.line.replace,
                      "In place of the database that is there, which is kept beside it");

    auto* keys_group = add_command(app, "keys", "The key files");
    keys_group->require_subcommand(1);
    add_command(*keys_group, "create", "Make the key files, where no file is in the way");

    auto* account = add_command(app, "account", "Look at, sign out or close one account");
    account->require_subcommand(1);
    add_account_command(*account, "show",
                        "What there is: addresses, factors, sessions; never a secret", typed);
    add_account_command(*account, "end-sessions", "Sign it out everywhere", typed);
    add_account_command(*account, "close", "Close it for good; its owner is told", typed);

    auto* identity = add_command(app, "identity", "Who the owners of accounts are");
    identity->require_subcommand(1);
    add_command(*identity, "import", "Enter identity records and facts for appeals, from a file")
        ->add_option("file", typed.line.file, "JSON lines, or CSV with a header")
        ->required();
    add_staff_commands(app, typed);
    add_key_commands(app, typed);

    auto* journal = add_command(app, "journal", "What happened, and whether that is all");
    journal->require_subcommand(1);
    add_command(*journal, "verify", "Compute every line and every seal anew, and compare")
        ->add_option("--heads", typed.heads_file, "A copy of the file of signed heads");

    auto* config = add_command(app, "config", "What can be configured");
    auto* kinds = config->add_option_group("what");
    kinds->add_flag("--example", typed.example, "A file with every key and its default");
    kinds->add_flag("--page", typed.line.page, "doc/configuration.md");
    kinds->require_option(1);
    add_command(app, "version", "Which program this is");
    add_command(app, "help", "This text");
}

std::unique_ptr<CLI::App> make_app(Typed& typed) {
    auto app = std::make_unique<CLI::App>("", "sparekeyd");
    app->set_help_flag("--help,-h");
    app->require_subcommand(1);
    app->add_option("--config", typed.config_file);
    for (const auto& key : keys())
        app->add_option("--" + key.name, typed.keys[key.name])->group("")->take_last();
    add_commands(*app, typed);
    return app;
}

// "keys create": the innermost command that was given, with those it stands in.
std::string chosen(const CLI::App& app) {
    const auto given = app.get_subcommands();
    if (given.empty()) return "";
    const auto inner = chosen(*given.front());
    return given.front()->get_name() + (inner.empty() ? "" : " " + inner);
}

void collect_names(const CLI::App& app, const std::string& prefix, std::vector<std::string>& to) {
    for (const auto* command : app.get_subcommands({})) {
        if (command->get_name().empty()) continue;  // A group of options is a nameless one.
        const auto name = prefix + command->get_name();
        const auto before = to.size();
        collect_names(*command, name + " ", to);
        if (to.size() == before) to.push_back(name);
    }
}

std::string hint(const std::string& unknown, const CLI::App& app) {
    if (unknown.starts_with("--")) {
        const auto name = unknown.substr(2, unknown.find('=') - 2);
        const auto known = nearest_key(name);
        return known ? "; did you mean --" + *known + "?" : "";
    }
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
    const auto known = nearest(unknown, names);
    return known ? "; did you mean " + *known + "?" : "";
}

Notice complain(const CLI::App& app, const CLI::ParseError& error) {
    const auto unknown = app.remaining(true);
    const auto what =
        unknown.empty() ? std::string(error.what())
                        : "sparekeyd does not know " + unknown.front() + hint(unknown.front(), app);
    return {what + "\nsparekeyd help says what there is.\n", Exit::usage};
}

// "--key=" is an empty value, which CLI11 would take from the next word.
std::vector<std::string> with_empty_values(std::vector<std::string> arguments) {
    std::vector<std::string> words;
    for (auto& argument : arguments) {
        const bool is_empty = argument.starts_with("--") && argument.size() > 3 &&
                              argument.find('=') == argument.size() - 1;
        if (is_empty) argument.pop_back();
        words.push_back(std::move(argument));
        if (is_empty) words.emplace_back();
    }
    return words;
}

}  // namespace

std::variant<CommandLine, Notice> parse_command_line(std::vector<std::string> arguments) {
    arguments = with_empty_values(std::move(arguments));
    Typed typed;
    const auto app = make_app(typed);
    std::ranges::reverse(arguments);  // CLI11 takes them from the back.
    try {
        app->parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        return Notice{help_text(), Exit::done};
    } catch (const CLI::ParseError& error) {
        return complain(*app, error);
    }
    auto& line = typed.line;
    line.command = chosen(*app);
    if (line.command == "help") return Notice{help_text(), Exit::done};
    if (app->count("--config") > 0) line.config_file = typed.config_file;
    if (!typed.heads_file.empty()) line.heads_file = typed.heads_file;
    for (const auto& [key, value] : typed.keys) {
        const auto option = "--" + key;
        if (app->count(option) > 0) line.settings.push_back({key, Value(value), option});
    }
    return std::move(line);
}

std::vector<std::string> command_names() {
    Typed typed;
    const auto app = make_app(typed);
    std::vector<std::string> names;
    collect_names(*app, "", names);
    return names;
}

std::string help_text() {
    return R"(sparekeyd: two-factor sign-in that survives a lost phone

  sparekeyd run [--create] [--demo]     serve until told to stop (Ctrl-C, SIGTERM)
  sparekeyd check                       try everything that the configuration names
  sparekeyd migrate                     bring the database to this program's schema
  sparekeyd backup FILE                 copy the SQLite database while it is in use
  sparekeyd restore [FILE] [--replace]  bring a backup back; no code that was used comes to life
  sparekeyd keys create                 make key ring, pepper and the journal's key
  sparekeyd account show WHO            what there is of an account; never a secret
  sparekeyd account end-sessions WHO    sign it out everywhere
  sparekeyd account close WHO           close it for good; its owner is told
  sparekeyd identity import FILE        enter identity records and facts, for appeals
  sparekeyd staff add EMAIL --name NAME --role ROLE [--role ROLE] [--account WHO]
                                        invite a reviewer, lead or auditor to the desk
  sparekeyd staff list                  who there is
  sparekeyd staff certify EMAIL         trained: may be given cases for 365 days
  sparekeyd staff suspend EMAIL         sign out, and keep out
  sparekeyd staff reinvite EMAIL        a new password and authenticator; no case for 72 hours
  sparekeyd key create --scope SCOPE,SCOPE [--name NAME]
                                        a key of the operator's API; it is shown once
  sparekeyd key list                    what keys there are, and when each was last used
  sparekeyd key revoke ID               good for nothing from the next call on
  sparekeyd journal verify [--heads FILE]
                                        is every line of the journal there, and as it was?
  sparekeyd config --example            a configuration file with every key and its default
  sparekeyd version
  sparekeyd help

WHO is an e-mail address or an account's id. SCOPE is accounts, delete, enrol, verify, restrictions
or identity. No command removes a second factor, refills a budget
of tries or shows a code: there is no side door around the three ways back.

Every command takes --config FILE, and every key of the file as an option, where it wins:

  sparekeyd run --create                                     a first try, on http://localhost:8080
  sparekeyd config --example > /etc/sparekey/sparekey.toml   a file to begin with
  sparekeyd check --config sparekey.toml --http.port 8443    would it start?
  sparekeyd account show ada@example.org

Exit codes: 0 done, 1 failed, 2 not understood, 3 refused (configuration, key files or database
are not as they must be; starting again will not help), 4 cut off by a second signal.
)";
}

Configuration load_configuration(const CommandLine& line) {
    auto file = line.config_file;
    const char* named = std::getenv(file_variable);
    if (!file && named != nullptr && *named != '\0') file = named;
    if (!file && std::filesystem::exists(system_file)) file = system_file;
    return configure(file ? read_configuration(*file) : std::vector<Setting>{}, line.settings);
}

}  // namespace sparekey::sparekeyd
