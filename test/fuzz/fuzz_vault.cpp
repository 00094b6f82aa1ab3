// The vault's file, its entries, its roster and what people type of the recovery key: never trusted
// before it is read.
// rooms: vault otp crypto base
#include "base/check.h"
#include "input.h"
#include "vault/document.h"
#include "vault/recovery_key.h"
#include "vault/roster.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    const auto read = vault::read_document(text);
    if (const auto* document = std::get_if<vault::Document>(&read)) {
        ENSURE(document->header.kdf.is_acceptable());
        const auto again = vault::read_document(vault::to_text(*document));
        ENSURE(std::holds_alternative<vault::Document>(again));
        ENSURE(std::get<vault::Document>(again).records.size() == document->records.size());
    } else {
        ENSURE(!words_of(std::get<vault::DocumentFault>(read)).empty());
    }
    if (const auto entry = vault::parse_entry(text)) {
        const auto again = vault::parse_entry(vault::to_json(*entry).text());
        ENSURE(again && again->key == entry->key && again->issuer == entry->issuer);
    }
    if (const auto roster = vault::parse_roster(text)) {
        ENSURE(roster->devices.size() <= vault::devices_max);
    }
    const auto key = vault::read_recovery_key(text);
    if (const auto* octets = std::get_if<crypto::Secret>(&key)) {
        const auto typed = vault::recovery_key_text(octets->view());
        ENSURE(std::holds_alternative<crypto::Secret>(vault::read_recovery_key(typed.text())));
    }
    return 0;
}
