#include "vault/otpauth_entry.h"

#include <utility>

namespace sparekey::vault {
namespace {

using Kind = otp::OtpauthKey::Kind;

Type type_of(Kind kind) {
    switch (kind) {
    case Kind::totp: return Type::totp;
    case Kind::hotp: return Type::hotp;
    case Kind::steam: return Type::steam;
    }
    return Type::totp;
}

Kind kind_of(Type type) {
    switch (type) {
    case Type::totp: return Kind::totp;
    case Type::hotp: return Kind::hotp;
    case Type::steam: return Kind::steam;
    }
    return Kind::totp;
}

std::string text_of(const boost::json::value& value) {
    if (!value.is_string()) return {};
    return {value.get_string().data(), value.get_string().size()};
}

}  // namespace

Entry entry_of(otp::OtpauthKey&& from) {
    Entry entry;
    entry.key = {type_of(from.kind), std::move(from.key), from.algorithm, from.digits,
                 from.period_s};
    entry.issuer = std::move(from.issuer);
    entry.account = std::move(from.account);
    entry.counter = from.counter;
    if (!from.label_issuer.empty()) entry.extra["label_issuer"] = from.label_issuer;
    if (!from.extra.empty()) {
        boost::json::object parameters;
        for (const auto& [name, value] : from.extra) parameters[name] = value;
        entry.extra["otpauth"] = std::move(parameters);
    }
    return entry;
}

otp::OtpauthKey otpauth_of(const Entry& entry) {
    otp::OtpauthKey key;
    key.kind = kind_of(entry.key.type);
    key.key = entry.key.secret.clone();
    key.algorithm = entry.key.algorithm;
    key.digits = entry.key.digits;
    key.period_s = entry.key.period_s;
    key.counter = entry.counter;
    key.issuer = entry.issuer;
    key.account = entry.account;
    if (const auto* label = entry.extra.if_contains("label_issuer")) {
        key.label_issuer = text_of(*label);
    }
    const auto* parameters = entry.extra.if_contains("otpauth");
    if (parameters && parameters->is_object()) {
        for (const auto& [name, value] : parameters->get_object()) {
            key.extra.emplace_back(std::string{name}, text_of(value));
        }
    }
    return key;
}

}  // namespace sparekey::vault
