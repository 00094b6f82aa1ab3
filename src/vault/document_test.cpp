#include "vault/document.h"

#include <doctest/doctest.h>

#include <string>

#include "vault/merge.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using test::noon;
using namespace std::chrono_literals;

std::string sample() {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada@example.org"), noon);
    vault.add(test::entry("Another", "ada"), noon);
    auto changed = vault.find(id)->clone();
    changed.note = "a note";
    vault.edit(id, changed, noon + 1s);
    vault.note_drill(noon + 2s, 2);
    return to_text(vault.document(noon + 3s));
}

DocumentFault fault_of(std::string_view text) {
    const auto read = read_document(text);
    REQUIRE(std::holds_alternative<DocumentFault>(read));
    CHECK(words_of(std::get<DocumentFault>(read)).ends_with('.'));
    return std::get<DocumentFault>(read);
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

TEST_CASE("a vault is written, and reads back as it was") {
    const auto text = sample();
    auto read = read_document(text);
    REQUIRE(std::holds_alternative<Document>(read));
    CHECK(to_text(std::get<Document>(read)) == text);
    CHECK(std::get<Document>(read).records.size() == 2);
    CHECK(std::get<Document>(read).history.size() == 1);
    CHECK(std::get<Document>(read).drilled_entries == 2);
}

TEST_CASE("no secret, name or note stands in it") {
    const auto text = sample();
    for (const auto* word : {"Example", "ada@example", "a note", "JBSWY3DPEHPK3PXP", "Another"}) {
        CAPTURE(word);
        CHECK(text.find(word) == text.npos);
    }
}

TEST_CASE("cut off anywhere it is refused") {
    const auto text = sample();
    for (std::size_t size = 0; size + 2 < text.size(); size += 97) {
        CHECK(fault_of(std::string_view{text}.substr(0, size)) == DocumentFault::no_json);
    }
}

TEST_CASE("what is wrong with a file is said") {
    const auto text = sample();
    CHECK(fault_of("{}") == DocumentFault::other_format);
    CHECK(fault_of("[]") == DocumentFault::other_format);
    CHECK(fault_of(with(text, "sparekey-vault-1", "sparekey-vault-2")) ==
          DocumentFault::later_format);
    CHECK(fault_of(with(text, "65536", "8192")) == DocumentFault::weak_kdf);
    CHECK(fault_of(with(text, "65536", "99999999")) == DocumentFault::weak_kdf);
    CHECK(fault_of(with(text, "\"passes\":3", "\"passes\":1")) == DocumentFault::weak_kdf);
    CHECK(fault_of(with(text, "argon2id", "sha256")) == DocumentFault::broken_header);
    CHECK(fault_of(with(text, "\"wrapped_key\"", "\"wrapped\"")) == DocumentFault::broken_header);
    CHECK(fault_of(with(text, "laptop", "tablet")) == DocumentFault::bad_roster);
    CHECK(fault_of(with(text, "\"revision\":", "\"revision\":-")) == DocumentFault::broken_entry);
    CHECK(fault_of(with(text, "\"deleted\":false", "\"deleted\":0")) ==
          DocumentFault::broken_entry);
    CHECK(fault_of(std::string(document_octets_max + 1, ' ')) == DocumentFault::too_large);
}

TEST_CASE("an entry that was changed in the file is kept aside, and the others open") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    vault.add(test::entry("Another", "ada"), noon);
    auto text = to_text(vault.document(noon));
    // Another revision, as a server would that wants an old entry to look new.
    const auto at = text.find("\"revision\":1", text.find(id.text()));
    text.replace(at, 12, "\"revision\":7");
    auto document = std::get<Document>(read_document(text));
    auto keys = open_by_passphrase(document.header, test::wrapping_key);
    Vault opened{std::move(document), std::move(*keys)};
    CHECK(opened.unreadable() == 1);
    CHECK(opened.find(id) == nullptr);
    CHECK(opened.entries().size() == 1);
    // And written again as it came.
    CHECK(to_text(opened.document(noon)).find("\"revision\":7") != std::string::npos);
}

TEST_CASE("an export has neither the device nor the state of syncing") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    vault.note_synced(id, 1);
    REQUIRE(vault.chain().take({1, id, 1, {}}));
    vault.chain().epoch = 1;
    const auto text = to_text(vault.export_document(noon));
    CHECK(text.find("\"device\"") == text.npos);
    CHECK(text.find("\"sync\"") == text.npos);
    CHECK(text.find("\"synced\"") == text.npos);
    CHECK(to_text(vault.document(noon)).find("\"device\"") != text.npos);
    CHECK(test::reopened(vault).chain() == vault.chain());
    CHECK_FALSE(test::reopened(vault).items().at(id).record.is_pending());
}

}  // namespace
}  // namespace sparekey::vault
