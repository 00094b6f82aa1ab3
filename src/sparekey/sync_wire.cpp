#include "sparekey/sync_wire.h"

#include <algorithm>

#include "base/text.h"
#include "sparekey/server_link.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

constexpr std::size_t push_entries_max = 500;
constexpr std::size_t push_octets_max = 700 * 1024;

}  // namespace

std::uint64_t number_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_int64() || value->get_int64() < 0) return 0;
    return static_cast<std::uint64_t>(value->get_int64());
}

json::object entry_json(const vault::Pending& pending) {
    const auto& record = *pending.record;
    return {{"id", record.id.text()},      {"replaces", pending.replaces},
            {"revision", record.revision}, {"epoch", record.epoch},
            {"deleted", record.deleted},   {"sealed", to_base64url(record.sealed)}};
}

std::optional<vault::Change> parse_change(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const auto& from = value.get_object();
    const auto id = vault::EntryId::parse(text_at(from, "id"));
    const auto digest = parse_base64url(text_at(from, "seal_digest"));
    vault::Change change;
    if (!id || !digest || digest->size() != change.link.seal_digest.size()) return std::nullopt;
    change.link.seq = number_at(from, "seq");
    change.link.id = *id;
    change.link.revision = number_at(from, "revision");
    std::ranges::copy(*digest, change.link.seal_digest.begin());
    const auto* sealed = from.if_contains("record");
    if (!sealed || !sealed->is_object()) return change;
    const auto& its = sealed->get_object();
    const auto* deleted = its.if_contains("deleted");
    auto octets = parse_base64url(text_at(its, "sealed"));
    if (!octets || !deleted || !deleted->is_bool()) return std::nullopt;
    vault::Record record;
    record.id = *id;
    record.revision = change.link.revision;
    record.epoch = static_cast<vault::Epoch>(number_at(its, "epoch"));
    record.deleted = deleted->get_bool();
    record.sealed = *std::move(octets);
    change.record = std::move(record);
    return change;
}

json::object mark_json(const vault::Mark& mark) {
    return {{"digest", to_base64url(mark.digest)}, {"signature", to_base64url(mark.signature)}};
}

std::optional<vault::Mark> parse_mark(const json::object& answer) {
    const auto* value = answer.if_contains("mark");
    if (!value || !value->is_object()) return std::nullopt;
    const auto& from = value->get_object();
    const auto digest = parse_base64url(text_at(from, "digest"));
    const auto signature = parse_base64url(text_at(from, "signature"));
    vault::Mark mark;
    if (!digest || digest->size() != mark.digest.size() || !signature ||
        signature->size() != mark.signature.size()) {
        return std::nullopt;
    }
    mark.seq = number_at(from, "seq");
    std::ranges::copy(*digest, mark.digest.begin());
    mark.signer = text_at(from, "signer");
    std::ranges::copy(*signature, mark.signature.begin());
    return mark;
}

std::vector<vault::Pending> first_of(const std::vector<vault::Pending>& all) {
    const bool is_known = all.front().replaces > 0;
    std::vector<vault::Pending> first;
    std::size_t octets = 0;
    for (const auto& one : all) {
        if (first.size() >= push_entries_max || octets >= push_octets_max ||
            (one.replaces > 0) != is_known) {
            break;
        }
        octets += one.record->sealed.size() * 4 / 3 + 200;
        first.push_back(one);
    }
    return first;
}

}  // namespace sparekey::terminal
