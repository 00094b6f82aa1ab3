#include "sparekey/command_table.h"

#include <algorithm>
#include <array>

namespace sparekey::terminal {
namespace {

constexpr std::string_view algorithms = "SHA1|SHA224|SHA256|SHA384|SHA512";
constexpr std::string_view in_formats =
    "otpauth|google|aegis|2fas|andotp|freeotp|ente|bitwarden|stratum|proton|keepassxc|vault";

constexpr Option globals[] = {
    {"--vault", Kind::file, "FILE", "The vault, instead of ~/.local/share/sparekey/vault.json."},
    {"--passphrase-file", Kind::file, "FILE",
     "Reads the passphrase from the first line of a file that only its owner may read (mode "
     "0600)."},
    {"--remember", Kind::number, "MINUTES",
     "Keeps the vault's key in the kernel's keyring for so long, so that the next commands need "
     "not "
     "ask. lock forgets it."},
    {"--json", Kind::flag, "", "Prints one JSON object, also for what went wrong."},
    {"--help", Kind::flag, "", "Says what the command does, and ends."},
};

constexpr Option add_options[] = {
    {"--issuer", Kind::text, "TEXT", "Whose code it is: the site."},
    {"--account", Kind::text, "TEXT", "Which account there."},
    {"--type", Kind::choice, "totp|hotp|steam",
     "By time, by counter, or Steam's. By time if left out."},
    {"--algorithm", Kind::choice, algorithms, "SHA1 if left out."},
    {"--digits", Kind::number, "N", "From 4 to 10; 6 if left out."},
    {"--period", Kind::number, "SECONDS", "From 1 to 86400; 30 if left out."},
    {"--counter", Kind::number, "N", "The next counter of a hotp; 0 if left out."},
    {"--note", Kind::text, "TEXT",
     "Anything worth keeping beside it. Not for secrets: others see arguments."},
    {"--tag", Kind::text, "TEXT", "A word to find it by.", true},
};
constexpr Option scan_options[] = {
    {"--dry-run", Kind::flag, "", "Shows what is in the pictures and adds nothing."},
};
constexpr Option import_options[] = {
    {"--format", Kind::choice, in_formats, "What the file is, where it is not to be found out."},
    {"--password-file", Kind::file, "FILE",
     "The first line of a file of mode 0600 is the other file's password."},
    {"--dry-run", Kind::flag, "", "Shows what would be added and adds nothing."},
};
constexpr Option export_options[] = {
    {"--format", Kind::choice, "vault|otpauth|aegis|aegis-plain|google|qr|google-qr",
     "vault if left out: the sealed file itself, without what belongs to this device."},
    {"--password-file", Kind::file, "FILE", "The password for Aegis's encrypted file."},
    {"--name", Kind::name, "NAME", "Only this entry.", true},
};
constexpr Option code_options[] = {
    {"--next", Kind::flag, "", "The code after this one, too."},
    {"--copy", Kind::flag, "",
     "Puts it on the clipboard of the terminal (OSC 52, also over SSH) instead of printing it."},
    {"--prove", Kind::flag, "",
     "Reads the code that the old app shows now, and says whether this entry makes the same."},
};
constexpr Option list_options[] = {
    {"--tag", Kind::text, "TEXT", "Only entries with this tag."},
};
constexpr Option edit_options[] = {
    {"--issuer", Kind::text, "TEXT", "Another issuer."},
    {"--account", Kind::text, "TEXT", "Another account."},
    {"--note", Kind::text, "TEXT", "Another note; an empty one removes it."},
    {"--tag", Kind::text, "TEXT", "These tags instead of those it has.", true},
    {"--no-tags", Kind::flag, "", "No tags."},
    {"--order", Kind::number, "N", "Its place in the list: lower comes first."},
    {"--key", Kind::flag, "", "Another key, read from the terminal or from standard input."},
    {"--algorithm", Kind::choice, algorithms, "Another algorithm, which makes a new entry."},
    {"--digits", Kind::number, "N", "Another length, which makes a new entry."},
    {"--period", Kind::number, "SECONDS", "Another period, which makes a new entry."},
};
constexpr Option delete_options[] = {
    {"--yes", Kind::flag, "", "Does not ask."},
};
constexpr Option undo_options[] = {
    {"--to", Kind::number, "REVISION",
     "Brings back this version of the entry, as history numbers them."},
};
constexpr Option sync_options[] = {
    {"--server", Kind::text, "URL", "Where a vault that syncs nowhere yet begins to."},
    {"--email", Kind::text, "ADDRESS", "The address of its account there."},
    {"--server-restored", Kind::flag, "",
     "Compares everything anew with a server that was brought back from a backup. Asks for the "
     "passphrase; what was deleted since the backup comes back."},
};
constexpr Option device_options[] = {
    {"--join", Kind::flag, "",
     "Makes this device one of the vault's, by its passphrase and its recovery key."},
    {"--ask", Kind::flag, "",
     "Joins by a device that is in, instead of the recovery key: shows 8 digits that are typed "
     "there."},
    {"--approve", Kind::flag, "",
     "Lets the device in that asks, once the 8 digits are typed that it shows; or refuses it."},
    {"--server", Kind::text, "URL", "Where the vault is that is joined."},
    {"--email", Kind::text, "ADDRESS", "The address of its account there."},
    {"--remove", Kind::text, "DEVICE",
     "Takes a device out, by its name or the first eight digits of its id."},
    {"--new-passphrase-file", Kind::file, "FILE",
     "Reads the new passphrase from a file of mode 0600."},
};
constexpr Option recovery_options[] = {
    {"--check", Kind::flag, "", "Only tells whether a key that is typed opens this vault."},
};
constexpr Option drill_options[] = {
    {"--with-passphrase", Kind::flag, "", "Proves the passphrase instead of the recovery key."},
};
constexpr Option passphrase_options[] = {
    {"--recover", Kind::flag, "",
     "Opens the vault by its recovery key: for a passphrase that is lost."},
    {"--new-passphrase-file", Kind::file, "FILE",
     "Reads the new passphrase from a file of mode 0600."},
};

constexpr Command all[] = {
    {"add", "[NAME]", Kind::text, 0, 1, "adds an entry by its setup key or otpauth URI",
     "The key is read from the terminal, or from standard input where that is no terminal; it is "
     "never an "
     "argument. NAME is \"Issuer:account\" or only one of them. Spaces, dashes and case in a key "
     "do not "
     "matter. A 0, 1 or 8, which base32 has not, is not guessed: both readings are shown with "
     "their codes.",
     add_options, "sparekey add GitHub:ada\nsparekey add --issuer Site --period 60 <key.txt"},
    {"scan", "PICTURE...", Kind::file, 1, -1, "adds what QR codes in picture files hold",
     "Reads PNG, JPEG and WebP; several codes in one picture, light on dark, and small ones. The "
     "codes of an "
     "export that takes several pictures may come in any order. What a code holds instead of a key "
     "is said.",
     scan_options, "sparekey scan screenshot.png\nsparekey scan export-1.png export-2.png"},
    {"import", "FILE", Kind::file, 1, 1, "takes in what another app exported",
     "Finds out what the file is: an otpauth list, a Google Authenticator export, Aegis, 2FAS, "
     "andOTP, "
     "FreeOTP+, Ente Auth, Bitwarden, Stratum, Proton Authenticator, a KeePassXC CSV, or a vault; "
     "encrypted "
     "ones ask for their password. Shows how many of how many were read and why others were not. "
     "Entries "
     "that are there already are not added again. \"-\" is standard input.",
     import_options, "sparekey import aegis-backup.json\nsparekey import --dry-run export.2fas"},
    {"export", "FILE", Kind::file, 0, 1, "writes a backup, or a file for another app",
     "The vault's own format opens with the passphrase or the recovery key. What the other formats "
     "cannot "
     "carry is said entry by entry. otpauth, aegis-plain, google and qr are readable by anybody "
     "who gets "
     "them. \"-\" is standard output; qr and google-qr draw in the terminal; what is there already "
     "is not written over.",
     export_options, "sparekey export backup.json\nsparekey export --format qr --name GitHub"},
    {"code", "NAME", Kind::name, 1, 1, "prints the code of one entry",
     "NAME may be a part of issuer and account; it must mean one entry. A hotp's counter is "
     "counted up before "
     "its code is shown.",
     code_options, "sparekey code github\nsparekey code github --copy"},
    {"list", "[SEARCH]", Kind::text, 0, 1, "lists the entries", "Never shows a secret or a code.",
     list_options, "sparekey list\nsparekey list --tag work --json"},
    {"watch",
     "[SEARCH]",
     Kind::text,
     0,
     1,
     "shows all codes live",
     "The code before, the one of now, the one after, and one bar for the common period. Arrow "
     "keys, j and k "
     "move; / searches; Enter copies to the terminal's clipboard (OSC 52, also over SSH); q ends. "
     "After 5 "
     "minutes without a key it hides the codes until one is pressed.",
     {},
     "sparekey watch"},
    {"edit", "NAME", Kind::name, 1, 1, "changes an entry",
     "Secret, algorithm, digits and period never change under an entry: a new one takes its place, "
     "and the "
     "old one goes to the history.",
     edit_options,
     "sparekey edit github --account ada@example.org\nsparekey edit github --tag work --tag code"},
    {"delete", "NAME", Kind::name, 1, 1, "deletes an entry; undo brings it back for 30 days", "",
     delete_options, "sparekey delete github"},
    {"undo", "[NAME]", Kind::name, 0, 1, "takes back the last change, of the vault or of one entry",
     "Again: the one before it. Works for 30 days. A deleted entry is named as it was called.",
     undo_options, "sparekey undo\nsparekey undo github --to 3"},
    {"history",
     "[NAME]",
     Kind::name,
     0,
     1,
     "lists what was changed and when",
     "The newest first.",
     {},
     "sparekey history\nsparekey history github"},
    {"sync", "", Kind::flag, 0, 0,
     "takes in what other devices changed, and sends what is new here",
     "The server hands sealed entries on and can read none. The first time, --server and --email "
     "make "
     "an account there, whose address is confirmed by a mailed code; the recovery key must have "
     "been "
     "typed back before. A server that goes back, leaves out, swaps or forges is noticed, and "
     "nothing "
     "of it is taken. Without a server, or signed out, the vault stays readable.",
     sync_options,
     "sparekey sync --server https://accounts.example --email ada@example.org\nsparekey sync"},
    {"device", "", Kind::flag, 0, 0, "lists the vault's devices; joins, approves or removes one",
     "A device that is joined takes the passphrase and the recovery key; with --ask, the "
     "passphrase "
     "and a device that is in, where --approve asks for the digits that the new one shows, within "
     "ten minutes. Who is asked about a device that is none of theirs presses Enter, and changes "
     "the passphrase: whoever asks knows it. Whoever removes one makes "
     "a "
     "new key of the vault and a new passphrase; what the removed device has seen it keeps.",
     device_options,
     "sparekey device\nsparekey device --join --server https://accounts.example --email "
     "ada@example.org\nsparekey device --join --ask --server https://accounts.example --email "
     "ada@example.org\nsparekey device --approve\nsparekey device --remove laptop"},
    {"recovery-key", "", Kind::flag, 0, 0, "makes the recovery key, to be written on paper",
     "It opens the vault when the passphrase is forgotten. It is shown once, and counts only when "
     "it was "
     "typed back. A new one replaces the old one.",
     recovery_options, "sparekey recovery-key\nsparekey recovery-key --check"},
    {"drill", "[FILE]", Kind::file, 0, 1, "proves that the vault can be restored",
     "Pretends that this machine is gone: asks for the recovery key, opens the backup (or the "
     "vault file "
     "itself) with nothing else, compares it entry by entry with the vault, and notes the date.",
     drill_options, "sparekey drill backup.json"},
    {"lock",
     "",
     Kind::flag,
     0,
     0,
     "forgets a key that --remember kept",
     "Erases nothing.",
     {},
     "sparekey lock"},
    {"passphrase", "", Kind::flag, 0, 0, "changes the passphrase",
     "At the server, too, where the vault syncs. Backups made before open with the old one; so do "
     "the "
     "files on other devices.",
     passphrase_options, "sparekey passphrase\nsparekey passphrase --recover"},
    {"completion",
     "SHELL",
     Kind::text,
     1,
     1,
     "prints the completion for bash or zsh",
     "",
     {},
     "sparekey completion bash >~/.local/share/bash-completion/completions/sparekey"},
    {"manual",
     "[COMMAND]",
     Kind::text,
     0,
     1,
     "prints a page of the manual, as roff",
     "",
     {},
     "sparekey manual add | man -l -"},
};

}  // namespace

std::span<const Command> commands() { return all; }

std::span<const Option> global_options() { return globals; }

const Command* find_command(std::string_view name) {
    const auto* found = std::ranges::find(all, name, &Command::name);
    return found == std::end(all) ? nullptr : found;
}

}  // namespace sparekey::terminal
