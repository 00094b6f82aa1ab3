#include "sparekey/manual.h"

#include <utility>
#include <vector>

#include "base/text.h"

namespace sparekey::terminal {
namespace {

struct ExitWords {
    const char* number;
    const char* says;
};
constexpr ExitWords exits[] = {
    {"0", "Done."},
    {"1",
     "Something outside failed: a full disk, a file that cannot be written. The vault is as it "
     "was."},
    {"2", "The command line cannot be understood."},
    {"3", "No entry has that name."},
    {"4", "More than one entry has that name."},
    {"5",
     "Wrong passphrase, recovery key or password, or other digits than the device's that asks."},
    {"6", "What was given cannot be used; nothing was changed."},
    {"7", "Done, but some entries could not be read."},
    {"8", "There is no vault yet, or nobody to ask for its passphrase."},
};

std::string usage_of(const Command& command) {
    std::string text = "sparekey " + std::string{command.name};
    if (!command.options.empty()) text += " [OPTION...]";
    if (!command.arguments.empty()) text += ' ' + std::string{command.arguments};
    return text;
}

std::string option_head(const Option& option) {
    std::string head{option.name};
    if (!option.value.empty()) head += ' ' + std::string{option.value};
    return head;
}

// Wrapped at 100 columns, each line after `indent` spaces.
std::string wrapped(std::string_view text, std::size_t indent) {
    constexpr std::size_t columns = 100;
    std::string all(indent, ' ');
    std::size_t at = indent;
    for (const auto word : split(text, ' ')) {
        if (at > indent && at + 1 + word.size() > columns) {
            all += '\n' + std::string(indent, ' ');
            at = indent;
        } else if (at > indent) {
            all += ' ';
            ++at;
        }
        all += word;
        at += word.size();
    }
    return all + '\n';
}

std::string options_help(std::span<const Option> options) {
    std::string text;
    for (const auto& option : options) {
        text += "  " + option_head(option) + '\n' + wrapped(option.says, 6);
    }
    return text;
}

// roff's own characters made harmless.
std::string roff(std::string_view text) {
    std::string safe;
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins && (c == '.' || c == '\'')) safe += "\\&";
        if (c == '\\') {
            safe += "\\e";
        } else if (c == '-') {
            safe += "\\-";
        } else {
            safe += c;
        }
        line_begins = c == '\n';
    }
    return safe;
}

std::string roff_options(std::span<const Option> options) {
    std::string text;
    for (const auto& option : options) {
        text += ".TP\n\\fB" + roff(option.name) + "\\fR";
        if (!option.value.empty()) text += " \\fI" + roff(option.value) + "\\fR";
        text += '\n' + roff(option.says) + (option.many ? " May be given again.\n" : "\n");
    }
    return text;
}

std::string roff_examples(std::string_view examples) {
    std::string text = ".SH EXAMPLES\n.nf\n";
    for (const auto line : split(examples, '\n')) text += roff(line) + '\n';
    return text + ".fi\n";
}

std::string roff_exits() {
    std::string text = ".SH EXIT STATUS\n";
    for (const auto& [number, says] : exits) {
        text += std::string{".TP\n.B "} + number + '\n' + roff(says) + '\n';
    }
    return text;
}

std::string program_page() {
    std::string text =
        ".TH SPAREKEY 1 \"\" \"Sparekey\" \"User Commands\"\n.SH NAME\nsparekey \\- one\\-time "
        "codes "
        "in an encrypted vault\n.SH SYNOPSIS\n.B sparekey\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] "
        "[\\fIARGUMENT\\fR...]\n.SH DESCRIPTION\n";
    text += roff(
        "Keeps the keys of one-time codes in one encrypted file, shows the codes, and proves that "
        "they can "
        "be restored. The passphrase is asked for on the terminal or read from a file of mode "
        "0600; nothing "
        "secret is ever an argument or stands in the environment.");
    text += "\n.SH COMMANDS\n";
    for (const auto& command : commands()) {
        text += ".TP\n\\fB" + roff(command.name) + "\\fR \\fI" + roff(command.arguments) +
                "\\fR\n" + roff(command.summary) + ": see \\fBsparekey\\-" + roff(command.name) +
                "\\fR(1).\n";
    }
    text += ".SH OPTIONS\n" + roff_options(global_options()) + roff_exits();
    text +=
        ".SH FILES\n.TP\n.I ~/.local/share/sparekey/vault.json\nThe vault; $XDG_DATA_HOME and "
        "$SPAREKEY_VAULT are heeded. Beside it lies the one before the last change, as "
        "vault.json.previous.\n";
    return text;
}

std::string bash_words(std::span<const Option> options) {
    std::string words;
    for (const auto& option : options)
        words += (words.empty() ? "" : " ") + std::string{option.name};
    return words;
}

std::string choices(std::string_view value) {
    std::string words{value};
    for (char& c : words) {
        if (c == '|') c = ' ';
    }
    return words;
}

// `--option) COMPREPLY=(...)` for each option of a command that takes a value.
std::string bash_values(std::span<const Option> options) {
    std::string text;
    for (const auto& option : options) {
        const std::string name{option.name};
        if (option.kind == Kind::file) {
            text += "        " + name + ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
        } else if (option.kind == Kind::choice) {
            text += "        " + name + ") COMPREPLY=($(compgen -W '" + choices(option.value) +
                    "' -- \"$word\")); return ;;\n";
        } else if (option.kind != Kind::flag) {
            text += "        " + name + ") return ;;\n";
        }
    }
    return text;
}

// In zsh's _arguments a ':' and a '[' mean something, and a quote ends the word.
std::string zsh_safe(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '\'') {
            safe += "'\\''";
        } else if (c == ':' || c == '[' || c == ']') {
            safe += std::string{"\\"} + c;
        } else {
            safe += c;
        }
    }
    return safe;
}

std::string zsh_spec(const Option& option) {
    std::string spec = option.many ? "'*" : "'";
    spec += std::string{option.name} + '[' + zsh_safe(option.says) + ']';
    if (option.kind == Kind::file) spec += ":file:_files";
    if (option.kind == Kind::choice) spec += ":value:(" + choices(option.value) + ')';
    if (option.kind == Kind::text || option.kind == Kind::number || option.kind == Kind::name) {
        spec += ":value:";
    }
    return spec + '\'';
}

}  // namespace

std::string help_text(const Command* command) {
    if (command) {
        auto text = usage_of(*command) + "\n\n" + wrapped(command->summary, 0);
        if (!command->about.empty()) text += '\n' + wrapped(command->about, 0);
        if (!command->options.empty()) text += "\nOptions:\n" + options_help(command->options);
        text += "\nOptions of every command:\n" + options_help(global_options());
        return text + "\nExamples:\n  " + [&] {
            std::string lines;
            for (const char c : command->examples) lines += c == '\n' ? "\n  " : std::string{c};
            return lines + '\n';
        }();
    }
    std::string text =
        "sparekey COMMAND [OPTION...] [ARGUMENT...]\n\nOne-time codes in an encrypted vault.\n\n";
    for (const auto& one : commands()) {
        std::string head = "  " + std::string{one.name};
        if (!one.arguments.empty()) head += ' ' + std::string{one.arguments};
        head.resize(std::max<std::size_t>(head.size() + 1, 24), ' ');
        text += head + std::string{one.summary} + '\n';
    }
    return text + "\nsparekey COMMAND --help says more.\n\nOptions of every command:\n" +
           options_help(global_options());
}

std::string manual_page(const Command* command) {
    if (!command) return program_page();
    const std::string name = "sparekey-" + std::string{command->name};
    std::string upper = name;
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    std::string text = ".TH " + roff(upper) + " 1 \"\" \"Sparekey\" \"User Commands\"\n.SH NAME\n" +
                       roff(name) + " \\- " + roff(command->summary) + "\n.SH SYNOPSIS\n.B " +
                       roff(usage_of(*command)) + "\n.SH DESCRIPTION\n";
    text += roff(command->about.empty() ? command->summary : command->about) + '\n';
    if (!command->options.empty()) text += ".SH OPTIONS\n" + roff_options(command->options);
    text += ".SS Options of every command\n" + roff_options(global_options());
    text += roff_exits() + roff_examples(command->examples);
    return text + ".SH SEE ALSO\n\\fBsparekey\\fR(1)\n";
}

std::string bash_completion() {
    std::string names;
    for (const auto& command : commands()) names += ' ' + std::string{command.name};
    std::string text =
        "# bash completion for sparekey\n_sparekey() {\n    local word=${COMP_WORDS[COMP_CWORD]}\n"
        "    local before=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
        "    for ((i = 1; i < COMP_CWORD; ++i)); do\n        case ${COMP_WORDS[i]} in\n"
        "        --vault|--passphrase-file|--remember) ((++i)) ;;\n        -*) ;;\n"
        "        *) command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n"
        "    case $before in\n";
    text += bash_values(global_options()) + "    esac\n    case $command in\n";
    for (const auto& command : commands()) {
        const std::string name{command.name};
        text += "    " + name + ")\n        case $before in\n" + bash_values(command.options) +
                "        esac\n        if [[ $word == -* ]]; then\n"
                "            COMPREPLY=($(compgen -W '" +
                bash_words(command.options) + ' ' + bash_words(global_options()) +
                "' -- \"$word\"))\n";
        if (command.argument == Kind::file) {
            text += "        else\n            COMPREPLY=($(compgen -f -- \"$word\"))\n";
        }
        text += "        fi ;;\n";
    }
    text += "    '') COMPREPLY=($(compgen -W '" + names.substr(1) + ' ' +
            bash_words(global_options()) +
            "' -- \"$word\")) ;;\n    esac\n}\ncomplete -o filenames -F _sparekey sparekey\n";
    return text;
}

std::string zsh_completion() {
    std::string text = "#compdef sparekey\n_sparekey() {\n    local -a commands\n    commands=(\n";
    for (const auto& command : commands()) {
        text += "        '" + std::string{command.name} + ':' + zsh_safe(command.summary) + "'\n";
    }
    text += "    )\n    _arguments -C";
    for (const auto& option : global_options()) text += " \\\n        " + zsh_spec(option);
    text +=
        " \\\n        '1:command:{_describe command commands}' \\\n        '*::argument:->rest'\n"
        "    [[ $state == rest ]] || return\n    case $words[1] in\n";
    for (const auto& command : commands()) {
        text += "    " + std::string{command.name} + ") _arguments";
        for (const auto& option : command.options) text += " \\\n        " + zsh_spec(option);
        for (const auto& option : global_options()) text += " \\\n        " + zsh_spec(option);
        if (command.argument == Kind::file) text += " \\\n        '*:file:_files'";
        text += " ;;\n";
    }
    return text + "    esac\n}\n_sparekey \"$@\"\n";
}

}  // namespace sparekey::terminal
