#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <set>

#include "base/json.h"
#include "vault/document.h"
#include "vault/json_pieces.h"

namespace sparekey::vault {
namespace {

namespace json = boost::json;
using Fault = DocumentFault;

constexpr std::size_t earlier_keys_max = 1000;
constexpr std::string_view large_arrays[] = {"entries", "history"};

std::string_view text_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

// -1 when it is missing or no such number.
std::int64_t number_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_int64() && value->get_int64() >= 0 ? value->get_int64() : -1;
}

Time time_at(const json::object& from, std::string_view name) {
    constexpr std::int64_t ms_max = 253'402'300'800'000;  // The year 10000.
    return from_micros(std::clamp<std::int64_t>(number_at(from, name), 0, ms_max) * 1000);
}

std::optional<Epoch> epoch_at(const json::object& from, std::string_view name) {
    const auto number = number_at(from, name);
    if (number < 1 || number > UINT32_MAX) return std::nullopt;
    return static_cast<Epoch>(number);
}

const json::object* object_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value ? value->if_object() : nullptr;
}

template <class Octets>
bool read_octets(const json::object& from, std::string_view name, Octets& into) {
    const auto octets = parse_base64url(text_at(from, name));
    if (!octets || octets->size() != into.size()) return false;
    std::ranges::copy(*octets, into.begin());
    return true;
}

std::optional<Kdf> read_kdf(const json::object* from) {
    if (!from || text_at(*from, "name") != "argon2id" || number_at(*from, "lanes") != 1) return {};
    Kdf kdf;
    const auto bounded = [&](std::string_view name) {
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(number_at(*from, name), 0, UINT32_MAX));
    };
    kdf.memory_kib = bounded("memory_kib");
    kdf.passes = bounded("passes");
    if (!read_octets(*from, "salt", kdf.salt)) return std::nullopt;
    return kdf;
}

// Octets by a text.
std::optional<std::map<std::string, Bytes>> read_keys(const json::object* from) {
    if (!from || from->size() > earlier_keys_max) return std::nullopt;
    std::map<std::string, Bytes> keys;
    for (const auto& [name, value] : *from) {
        auto octets = parse_base64url(text_at(*from, name));
        if (!octets || octets->empty()) return std::nullopt;
        keys.emplace(std::string{name}, std::move(*octets));
    }
    return keys;
}

bool read_earlier(const json::object* from, std::map<Epoch, Bytes>& into) {
    auto keys = read_keys(from);
    if (!keys) return false;
    for (auto& [name, sealed] : *keys) {
        Epoch epoch = 0;
        const auto end = name.data() + name.size();
        const auto [stopped, error] = std::from_chars(name.data(), end, epoch);
        if (error != std::errc{} || stopped != end) return false;
        into[epoch] = std::move(sealed);
    }
    return true;
}

bool read_roster(const json::object* from, SignedRoster& into) {
    if (!from || !read_octets(*from, "signature", into.signature)) return false;
    into.text = text_at(*from, "text");
    into.signer = text_at(*from, "signer");
    return true;
}

std::optional<Fault> read_header(const json::object& from, Header& into) {
    const auto vault = VaultId::parse(text_at(from, "vault"));
    const auto kdf = read_kdf(object_at(from, "kdf"));
    const auto epoch = epoch_at(from, "epoch");
    auto wrapped = parse_base64url(text_at(from, "wrapped_key"));
    auto sealed = read_keys(object_at(from, "sealed_keys"));
    if (!vault || !kdf || !epoch || !wrapped || wrapped->empty() || !sealed) {
        return Fault::broken_header;
    }
    if (!kdf->is_acceptable()) return Fault::weak_kdf;
    into.vault = *vault;
    into.kdf = *kdf;
    into.epoch = *epoch;
    into.wrapped = std::move(*wrapped);
    into.sealed = std::move(*sealed);
    if (!read_earlier(object_at(from, "earlier_keys"), into.earlier)) return Fault::broken_header;
    if (!read_roster(object_at(from, "roster"), into.roster) ||
        !read_octets(from, "binding", into.binding)) {
        return Fault::broken_header;
    }
    const auto roster = parse_roster(into.roster.text);
    if (!roster || roster->vault != into.vault || roster->epoch != into.epoch ||
        !is_signed_by_itself(into.roster)) {
        return Fault::bad_roster;
    }
    return std::nullopt;
}

std::optional<Record> read_record(const json::object* from) {
    if (!from) return std::nullopt;
    const auto id = EntryId::parse(text_at(*from, "id"));
    const auto revision = number_at(*from, "revision");
    const auto epoch = epoch_at(*from, "epoch");
    const auto* deleted = from->if_contains("deleted");
    auto sealed = parse_base64url(text_at(*from, "sealed"));
    if (!id || revision < 1 || !epoch || !deleted || !deleted->is_bool() || !sealed) {
        return std::nullopt;
    }
    Record record{.id = *id,
                  .revision = static_cast<std::uint64_t>(revision),
                  .epoch = *epoch,
                  .deleted = deleted->get_bool(),
                  .sealed = std::move(*sealed)};
    record.changed = time_at(*from, "changed");
    record.synced =
        static_cast<std::uint64_t>(std::max<std::int64_t>(number_at(*from, "synced"), 0));
    const auto* undone = from->if_contains("undone");
    record.undone = undone && undone->is_bool() && undone->get_bool();
    return record;
}

// The elements of one of the two large arrays, each parsed on its own.
template <class Take>
std::optional<Fault> read_each(const std::vector<std::string_view>& elements, Take take) {
    for (const auto element : elements) {
        const auto value = parse_json(element, json_depth_max);
        if (!value) return Fault::no_json;
        auto record = read_record(value->if_object());
        if (!record || !take(std::move(*record), value->get_object())) return Fault::broken_entry;
    }
    return std::nullopt;
}

std::optional<Fault> read_entries(const json::object& from, const JsonPieces& pieces,
                                  Document& into) {
    // Were they not taken out (written with escapes, say), they are not empty here.
    for (const auto name : large_arrays) {
        const auto* array = from.if_contains(name);
        if (!array || !array->is_array() || !array->get_array().empty()) {
            return Fault::broken_header;
        }
    }
    if (pieces.arrays[0].size() > entries_max) return Fault::too_large;
    std::set<EntryId> seen;
    into.records.reserve(pieces.arrays[0].size());
    const auto fault = read_each(pieces.arrays[0], [&](Record&& record, const json::object&) {
        if (!seen.insert(record.id).second) return false;
        into.records.push_back(std::move(record));
        return true;
    });
    if (fault) return fault;
    return read_each(pieces.arrays[1], [&](Record&& record, const json::object& element) {
        into.history.push_back({std::move(record), time_at(element, "replaced")});
        return true;
    });
}

bool read_device(const json::object& from, Document& into) {
    if (!from.if_contains("device")) return true;
    const auto* device = object_at(from, "device");
    if (!device) return false;
    const auto id = DeviceId::parse(text_at(*device, "id"));
    const auto epoch = epoch_at(*device, "epoch");
    auto sealed = parse_base64url(text_at(*device, "sealed"));
    if (!id || !epoch || !sealed) return false;
    into.device = SealedDevice{*id, *epoch, std::move(*sealed)};
    return true;
}

bool read_chain(const json::object& from, Chain& into) {
    if (!from.if_contains("sync")) return true;
    const auto* sync = object_at(from, "sync");
    if (!sync || number_at(*sync, "seq") < 1) return false;
    into.seq = static_cast<std::uint64_t>(number_at(*sync, "seq"));
    const auto epoch = epoch_at(*sync, "epoch");
    if (!epoch) return false;
    into.epoch = *epoch;
    return read_octets(*sync, "digest", into.digest);
}

bool read_server(const json::object& from, std::optional<Server>& into) {
    if (!from.if_contains("server")) return true;
    const auto* server = object_at(from, "server");
    if (!server) return false;
    into = Server{std::string{text_at(*server, "url")}, std::string{text_at(*server, "email")}};
    return !into->url.empty() && !into->email.empty();
}

}  // namespace

std::variant<Document, DocumentFault> read_document(std::string_view text) {
    if (text.size() > document_octets_max) return Fault::too_large;
    const auto pieces = take_arrays_out(text, large_arrays);
    if (!pieces) return Fault::no_json;
    const auto value = parse_json(pieces->rest, json_depth_max);
    if (!value) return Fault::no_json;
    const auto* from = value->if_object();
    const auto format = from ? text_at(*from, "format") : std::string_view{};
    if (format.starts_with("sparekey-vault-") && format != format_name) return Fault::later_format;
    if (format != format_name) return Fault::other_format;

    Document document;
    if (const auto fault = read_header(*from, document.header)) return *fault;
    if (const auto fault = read_entries(*from, *pieces, document)) return *fault;
    if (!read_device(*from, document) || !read_chain(*from, document.chain) ||
        !read_server(*from, document.server)) {
        return Fault::broken_header;
    }
    document.written = time_at(*from, "written");
    document.drilled = time_at(*from, "drilled");
    document.drilled_entries =
        static_cast<std::uint64_t>(std::max<std::int64_t>(number_at(*from, "drilled_entries"), 0));
    return document;
}

}  // namespace sparekey::vault
