#include "transfer/google.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/base64.h"
#include "base/random.h"
#include "base/text.h"
#include "otp/otpauth.h"
#include "transfer/protobuf.h"

namespace sparekey::transfer {
namespace {

using vault::Type;

// Field numbers and values of the message, as other apps' readers have them.
namespace payload {
enum { parameters = 1, version = 2, batch_size = 3, batch_index = 4, batch_id = 5 };
}
namespace parameter {
enum { secret = 1, name = 2, issuer = 3, algorithm = 4, digits = 5, type = 6, counter = 7 };
}
constexpr std::uint64_t type_hotp = 1;
constexpr std::uint64_t type_totp = 2;
constexpr std::int64_t batch_size_max = 1000;

struct Batch {
    std::int64_t size = 1;
    std::int64_t index = 0;
    std::int64_t id = 0;
};

// What stands after "data=": percent-encoded base64, which a form decoder may have made spaces in.
std::optional<Bytes> message_of(std::string_view uri) {
    const auto at = uri.find("data=");
    if (at == uri.npos) return std::nullopt;
    auto data = uri.substr(at + 5);
    data = data.substr(0, data.find('&'));
    std::string text;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto octet =
            data[i] == '%' && i + 2 < data.size() ? parse_hex(data.substr(i + 1, 2)) : std::nullopt;
        text += octet ? static_cast<char>(octet->front()) : data[i] == ' ' ? '+' : data[i];
        if (octet) i += 2;
    }
    auto message = parse_base64(text);
    crypto::wipe(text);
    return message;
}

std::string_view algorithm_name(std::uint64_t value) {
    switch (value) {
    case 0:
    case 1: return "SHA1";
    case 2: return "SHA256";
    case 3: return "SHA512";
    }
    return value == 4 ? "MD5" : "?";
}

// "Issuer:account" where the issuer is there again.
void read_name(std::string_view name, Draft& draft) {
    const auto prefix = draft.issuer + ':';
    if (!draft.issuer.empty() && name.starts_with(prefix)) {
        draft.account = trim(name.substr(prefix.size()));
        return;
    }
    const auto colon = name.find(':');
    if (draft.issuer.empty() && colon != name.npos) {
        draft.issuer = trim(name.substr(0, colon));
        draft.account = trim(name.substr(colon + 1));
    } else {
        draft.account = name;
    }
}

void read_parameters(BytesView message, Collector& collector) {
    WireReader reader{message};
    Draft draft;
    std::string name;
    std::uint64_t type = 0;
    std::uint64_t digits = 0;
    draft.octets = Bytes{};
    while (const auto field = reader.next()) {
        switch (field->number) {
        case parameter::secret: draft.octets = to_bytes(field->octets); break;
        case parameter::name: name = text_of(field->octets); break;
        case parameter::issuer: draft.issuer = text_of(field->octets); break;
        case parameter::algorithm: draft.algorithm = algorithm_name(field->value); break;
        case parameter::digits: digits = field->value; break;
        case parameter::type: type = field->value; break;
        case parameter::counter: draft.counter = static_cast<std::int64_t>(field->value); break;
        }
    }
    read_name(name, draft);
    const auto called = draft.issuer.empty() ? draft.account : draft.issuer;
    if (reader.broken()) return collector.refuse(called, "It is damaged.");
    if (digits > 2) return collector.refuse(called, "Its number of digits is not known.");
    if (type > type_totp) return collector.refuse(called, "Its type is not known.");
    if (draft.octets->empty()) return collector.refuse(called, "Its secret is empty.");
    draft.digits = digits == 2 ? 8 : 6;
    draft.type = type == type_hotp ? "hotp" : "totp";
    if (type == type_hotp && !draft.counter) draft.counter = 0;  // protobuf leaves out a zero.
    collector.take(std::move(draft));
}

std::optional<Batch> read_message(BytesView message, Collector& collector) {
    WireReader reader{message};
    Batch batch;
    std::vector<BytesView> all;
    while (const auto field = reader.next()) {
        const auto value = static_cast<std::int64_t>(field->value);
        switch (field->number) {
        case payload::parameters: all.push_back(field->octets); break;
        case payload::batch_size: batch.size = value; break;
        case payload::batch_index: batch.index = value; break;
        case payload::batch_id: batch.id = value; break;
        }
    }
    if (reader.broken() || batch.size > batch_size_max || batch.index < 0) return std::nullopt;
    for (const auto one : all) read_parameters(one, collector);
    return batch;
}

Bytes parameters_of(const vault::Entry& entry) {
    using otp::Algorithm;
    const auto& key = entry.key;
    WireWriter to;
    to.octets(parameter::secret, key.secret.view());
    const auto name = entry.issuer.empty() ? entry.account : entry.issuer + ':' + entry.account;
    to.octets(parameter::name, bytes_of(name));
    if (!entry.issuer.empty()) to.octets(parameter::issuer, bytes_of(entry.issuer));
    to.number(parameter::algorithm, key.algorithm == Algorithm::sha256   ? 2
                                    : key.algorithm == Algorithm::sha512 ? 3
                                                                         : 1);
    to.number(parameter::digits, key.digits == 8 ? 2 : 1);
    to.number(parameter::type, key.type == Type::hotp ? type_hotp : type_totp);
    if (key.type == Type::hotp) {
        to.number(parameter::counter, static_cast<std::int64_t>(entry.counter));
    }
    return to.message();
}

crypto::Secret uri_of(const Bytes& message) {
    std::string uri{migration_scheme};
    uri += "offline?data=";
    for (const char c : to_base64(message)) {
        if (c == '+') {
            uri += "%2B";
        } else if (c == '/') {
            uri += "%2F";
        } else if (c == '=') {
            uri += "%3D";
        } else {
            uri += c;
        }
    }
    return crypto::Secret::taking(std::move(uri));
}

}  // namespace

void read_google(std::span<const std::string_view> uris, Collector& collector) {
    struct Set {
        std::int64_t size = 1;
        std::set<std::int64_t> seen;
    };
    std::map<std::int64_t, Set> sets;
    std::set<std::string_view> read;
    for (const auto uri : uris) {
        if (!read.insert(uri).second) continue;  // One code photographed twice.
        const auto message = message_of(uri);
        const auto batch = message ? read_message(*message, collector) : std::nullopt;
        if (!batch) {
            collector.refuse("a QR code", "It is a damaged Google Authenticator export.");
            continue;
        }
        auto& set = sets[batch->id];
        set.size = std::max(set.size, batch->size);
        set.seen.insert(batch->index);
    }
    for (const auto& [id, set] : sets) {
        for (std::int64_t i = 0; i < set.size; ++i) {
            if (set.seen.contains(i)) continue;
            collector.refuse("QR code " + std::to_string(i + 1) + " of " + std::to_string(set.size),
                             "It is missing; its entries are not known.");
        }
    }
}

std::vector<crypto::Secret> write_google(std::span<const vault::Entry* const> entries) {
    std::vector<const vault::Entry*> writable;
    std::ranges::copy_if(entries, std::back_inserter(writable),
                         [](const vault::Entry* entry) { return entry->key.type != Type::steam; });
    const auto codes = (writable.size() + entries_per_code - 1) / entries_per_code;
    const auto random = random_bytes<4>();
    const auto id = static_cast<std::int32_t>(std::to_integer<std::uint32_t>(random[0]) << 24 |
                                              std::to_integer<std::uint32_t>(random[1]) << 16 |
                                              std::to_integer<std::uint32_t>(random[2]) << 8 |
                                              std::to_integer<std::uint32_t>(random[3]));
    std::vector<crypto::Secret> uris;
    for (std::size_t code = 0; code < codes; ++code) {
        WireWriter to;
        const auto end = std::min(writable.size(), (code + 1) * entries_per_code);
        for (auto i = code * entries_per_code; i < end; ++i) {
            to.octets(payload::parameters, parameters_of(*writable[i]));
        }
        to.number(payload::version, 1);
        to.number(payload::batch_size, static_cast<std::int64_t>(codes));
        to.number(payload::batch_index, static_cast<std::int64_t>(code));
        to.number(payload::batch_id, id);
        uris.push_back(uri_of(to.message()));
    }
    return uris;
}

}  // namespace sparekey::transfer
