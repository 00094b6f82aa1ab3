#include <algorithm>

#include "base/text.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

// Java's octets: from -128 to 127.
std::optional<Bytes> signed_octets(const json::object& from, std::string_view name) {
    const auto* array = array_at(from, name);
    if (!array) return std::nullopt;
    Bytes octets;
    for (const auto& one : *array) {
        if (!one.is_int64() || one.get_int64() < -128 || one.get_int64() > 255) return {};
        octets.push_back(static_cast<std::byte>(one.get_int64() & 0xff));
    }
    return octets;
}

void take(const json::object& token, Collector& collector) {
    Draft draft;
    draft.type = text_at(token, "type");
    draft.issuer = text_at(token, "issuerExt");
    if (draft.issuer.empty()) draft.issuer = text_at(token, "issuerInt");
    draft.account = text_at(token, "label");
    draft.octets = signed_octets(token, "secret");
    if (!draft.octets || draft.octets->empty()) {
        return collector.refuse(draft.issuer, "Its secret is missing or broken.");
    }
    draft.algorithm = text_at(token, "algo");
    draft.digits = number_at(token, "digits");
    draft.period = number_at(token, "period");
    // It keeps the counter that was used last, and shows the next one.
    if (const auto counter = number_at(token, "counter")) draft.counter = *counter + 1;
    if (lower_ascii(draft.issuer) == "steam" && lower_ascii(draft.type) == "totp") {
        draft.type = "steam";
    }
    collector.take(std::move(draft));
}

}  // namespace

Result read_freeotp(const json::object& file) {
    const auto* tokens = array_at(file, "tokens");
    if (!tokens) return damaged("Its list of tokens is missing.");
    Collector collector;
    for (const auto& one : *tokens) {
        if (const auto* token = one.if_object()) {
            take(*token, collector);
        } else {
            collector.refuse({}, "It is no entry.");
        }
    }
    return collector.end("a FreeOTP+ backup");
}

}  // namespace sparekey::transfer
