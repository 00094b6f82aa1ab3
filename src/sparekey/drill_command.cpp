#include <boost/json/array.hpp>

#include "sparekey/commands.h"
#include "sparekey/entries.h"
#include "sparekey/recovery.h"
#include "vault/merge.h"

namespace sparekey::terminal {
namespace {

// The keys of a copy, opened as on a machine that has nothing else.
std::variant<vault::Keys, Refusal> keys_of_copy(const Context& context,
                                                const vault::Header& header) {
    if (context.arguments.has("--with-passphrase")) {
        auto asked = ask_secret(context, "--passphrase-file", "The copy's passphrase: ");
        if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
        const auto derived = vault::derive(std::get<crypto::Secret>(asked).text(), header.kdf);
        auto keys = open_by_passphrase(header, derived.wrapping.view());
        if (keys) return std::move(*keys);
        return Refusal{Exit::wrong_passphrase, "wrong-passphrase",
                       "That is not the passphrase of the copy."};
    }
    if (!has_recovery_key(header)) {
        return Refusal{Exit::refused, "no-recovery-key",
                       "The copy knows no recovery key. sparekey recovery-key makes one; make "
                       "another copy after it."};
    }
    auto typed = ask_recovery_key("Recovery key: ");
    if (auto* refusal = std::get_if<Refusal>(&typed)) return std::move(*refusal);
    auto keys = open_by_recovery_key(header, std::get<crypto::Secret>(typed).view());
    if (keys) return std::move(*keys);
    return Refusal{Exit::wrong_passphrase, "wrong-recovery-key",
                   "That is not the recovery key of the copy."};
}

struct Compared {
    std::size_t of = 0;
    std::size_t same = 0;
    std::vector<std::string> missing;
    std::vector<std::string> differing;
};

// By secret first of all: a copy made before an entry was renamed restores its codes all the same.
Compared compared(const vault::Vault& live, const vault::Vault& copy) {
    Compared result;
    for (const auto& [id, entry] : live.entries()) {
        ++result.of;
        const auto* there = copy.find(id);
        if (!there || there->key != entry->key) {
            result.missing.push_back(shown_name(*entry));
        } else if (!says_the_same(*there, *entry)) {
            result.differing.push_back(shown_name(*entry));
        } else {
            ++result.same;
        }
    }
    return result;
}

boost::json::array list_of(const std::vector<std::string>& names) {
    boost::json::array all;
    for (const auto& name : names) all.emplace_back(name);
    return all;
}

Exit tell(Context& context, const Compared& result) {
    auto& json = context.out.json();
    json["of"] = result.of;
    json["restored"] = result.of - result.missing.size();
    json["missing"] = list_of(result.missing);
    json["differing"] = list_of(result.differing);
    for (const auto& name : result.missing) context.out.line("Missing in the copy: " + name);
    for (const auto& name : result.differing) {
        context.out.line("Restored, but as it was before its last edit: " + name);
    }
    const auto restored = result.of - result.missing.size();
    context.out.line(
        (result.missing.empty() ? "Proved recoverable: " : "Not all is recoverable: ") +
        std::to_string(restored) + " of " + std::to_string(result.of) + '.');
    return result.missing.empty() ? Exit::done : Exit::partly;
}

}  // namespace

Exit run_drill(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    const auto given = context.arguments.first();
    const std::filesystem::path path = given.empty() ? session.path.string() : given;
    const auto content = vault::read_whole(path, vault::document_octets_max);
    if (!content) {
        return context.out.refuse(
            {Exit::refused, "no-copy", "There is no file " + path.string() + '.'});
    }
    auto read = vault::read_document(content->text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return context.out.refuse(refusal_of(*fault, path));
    }
    auto& document = std::get<vault::Document>(read);
    if (document.header.vault != session.vault.header().vault) {
        return context.out.refuse(
            {Exit::refused, "other-vault", "That is a copy of another vault."});
    }
    auto keys = keys_of_copy(context, document.header);
    if (const auto* refusal = std::get_if<Refusal>(&keys)) return context.out.refuse(*refusal);
    const vault::Vault copy{std::move(document), std::move(std::get<vault::Keys>(keys))};
    const auto result = compared(session.vault, copy);
    if (!result.missing.empty()) return tell(context, result);
    const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        vault.note_drill(now, result.of);
        return std::optional<Refusal>{};
    });
    if (failed) return context.out.refuse(*failed);
    return tell(context, result);
}

}  // namespace sparekey::terminal
