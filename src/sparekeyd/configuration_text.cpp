#include "sparekeyd/configuration_text.h"

#include "base/text.h"
#include "sparekeyd/configuration_keys.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::size_t columns = 100;

std::string section_of(const Key& key) { return key.name.substr(0, key.name.find('.')); }
std::string name_in_section(const Key& key) { return key.name.substr(key.name.find('.') + 1); }

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

// `text` as comment lines that fit.
std::string comment(const std::string& text) {
    std::string lines;
    std::string line = "#";
    for (const auto word : split(text, ' ')) {
        if (line.size() + 1 + word.size() > columns) {
            lines += line + '\n';
            line = "#";
        }
        line += ' ';
        line += word;
    }
    return lines + line + '\n';
}

}  // namespace

std::string example_file() {
    const auto defaults = configure({}, {});
    std::string text = comment(
        "The configuration of sparekeyd. Every key is here with its default: take away the '#' "
        "before what you change. "
        "Each is an option on the command line too: --http.port 8080.");
    std::string section;
    for (const auto& key : keys()) {
        if (section_of(key) != section) {
            section = section_of(key);
            text += "\n[" + section + "]\n";
        }
        text += comment(key.doc) + comment(capitalised(key.takes) + ".");
        text += "#" + name_in_section(key) + " = " + toml_text(key.get(defaults)) + "\n";
    }
    return text;
}

std::string configuration_page() {
    const auto defaults = configure({}, {});
    std::string text =
        "# Configuration\n\n"
        "One file in TOML, and every key on the command line too, where it wins: `--http.port "
        "8080`; a list is written with\n"
        "commas. The file is the one named by `--config`, else by the environment's "
        "`SPAREKEY_CONFIG`, else\n"
        "`/etc/sparekey/sparekey.toml` if there is one; without a file all is as below. Unknown "
        "keys are refused. Relative\n"
        "paths are relative to the folder that the daemon is started in.\n\n"
        "`sparekeyd config --example` prints a file with all of this, `sparekeyd check` tries what "
        "is set. The budgets and\n"
        "limits that protect an account are laws, not configuration.\n\n"
        "This page is made by `sparekeyd config --page`; a test compares them.\n";
    std::string section;
    for (const auto& key : keys()) {
        if (section_of(key) != section) {
            section = section_of(key);
            text += "\n## " + section + "\n";
        }
        text += "\n### " + key.name + "\n\n" + key.doc + "\n\n";
        text += "Takes " + key.takes + ". Default: `" + toml_text(key.get(defaults)) + "`\n";
    }
    return text;
}

}  // namespace sparekey::sparekeyd
