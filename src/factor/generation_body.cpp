#include "factor/generation_body.h"

#include <algorithm>
#include <string>

namespace sparekey::factor {
namespace {

constexpr std::uint64_t format = 1;

void put(Bytes& to, std::int64_t value) { append_u64(to, static_cast<std::uint64_t>(value)); }
void put(Bytes& to, Time value) { put(to, to_micros(value)); }
void put(Bytes& to, BytesView value) {
    put(to, static_cast<std::int64_t>(value.size()));
    append(to, value);
}
void put(Bytes& to, const std::optional<Bytes>& value) {
    put(to, std::int64_t{value.has_value()});
    if (value) put(to, BytesView{*value});
}

void put(Bytes& to, const Authenticator& a) {
    put(to, a.version);
    put(to, BytesView{a.sealed_key});
    put(to, a.last_step);
    put(to, a.enabled_at);
    put(to, a.suspended_until);
}
void put(Bytes& to, const BackupCodes& set) {
    put(to, set.version);
    put(to, BytesView{set.set_salt});
    put(to, BytesView{set.salts});
    put(to, BytesView{set.digests});
    // What was withdrawn comes back with no code that is good.
    for (const auto used : set.used_at) put(to, used == Time{} ? set.withdrawn_at : used);
    put(to, set.sealed);
    put(to, set.sealed_endings);
    put(to, set.made_at);
    put(to, set.shown_at);
}
void put(Bytes& to, const account::StoredPassword& p) {
    put(to, p.version);
    put(to, BytesView{p.salt});
    put(to, std::int64_t{p.cost.memory_kib});
    put(to, std::int64_t{p.cost.passes});
    put(to, BytesView{p.digest});
    put(to, p.changed_at);
    put(to, bytes_of(p.changed_by));
}

// Reads what put() wrote. Once something is missing, everything after it is, and whole() is false.
class Source {
   public:
    explicit Source(BytesView from) : from_(from) {}

    std::int64_t integer() {
        const auto value = read_u64(from_, 0);
        if (!value) {
            missing_ = true;
            return 0;
        }
        from_ = from_.subspan(8);
        return static_cast<std::int64_t>(*value);
    }
    Time time() { return from_micros(integer()); }
    Bytes octets() {
        const auto size = integer();
        if (size < 0 || static_cast<std::uint64_t>(size) > from_.size()) missing_ = true;
        if (missing_) return {};
        auto value = to_bytes(from_.first(static_cast<std::size_t>(size)));
        from_ = from_.subspan(static_cast<std::size_t>(size));
        return value;
    }
    std::optional<Bytes> optional_octets() {
        if (integer() == 0) return std::nullopt;
        return octets();
    }
    [[nodiscard]] bool whole() const { return !missing_ && from_.empty(); }

   private:
    BytesView from_;
    bool missing_ = false;
};

Authenticator authenticator_from(Source& from) {
    Authenticator a;
    a.version = from.integer();
    a.sealed_key = from.octets();
    a.last_step = from.integer();
    a.enabled_at = from.time();
    a.suspended_until = from.time();
    return a;
}
BackupCodes codes_from(Source& from) {
    BackupCodes set;
    set.version = from.integer();
    set.set_salt = from.octets();
    set.salts = from.octets();
    set.digests = from.octets();
    std::ranges::generate(set.used_at, [&] { return from.time(); });
    set.sealed = from.optional_octets();
    set.sealed_endings = from.optional_octets();
    set.made_at = from.time();
    set.shown_at = from.time();
    return set;
}
account::StoredPassword password_from(Source& from) {
    account::StoredPassword p;
    p.version = from.integer();
    p.salt = from.octets();
    p.cost.memory_kib = static_cast<std::uint32_t>(from.integer());
    p.cost.passes = static_cast<std::uint32_t>(from.integer());
    p.digest = from.octets();
    p.changed_at = from.time();
    p.changed_by = std::string{text_of(from.octets())};
    return p;
}

}  // namespace

Bytes encode_replaced(const Replaced& replaced) {
    Bytes all;
    append_u64(all, format);
    put(all, std::int64_t{replaced.authenticator.has_value()});
    put(all, std::int64_t{replaced.codes.has_value()});
    put(all, std::int64_t{replaced.password.has_value()});
    if (replaced.authenticator) put(all, *replaced.authenticator);
    if (replaced.codes) put(all, *replaced.codes);
    if (replaced.password) put(all, *replaced.password);
    return all;
}

std::optional<Replaced> decode_replaced(BytesView octets) {
    Source from{octets};
    if (from.integer() != static_cast<std::int64_t>(format)) return std::nullopt;
    const bool has_authenticator = from.integer() != 0;
    const bool has_codes = from.integer() != 0;
    const bool has_password = from.integer() != 0;
    Replaced replaced;
    if (has_authenticator) replaced.authenticator = authenticator_from(from);
    if (has_codes) replaced.codes = codes_from(from);
    if (has_password) replaced.password = password_from(from);
    if (!from.whole()) return std::nullopt;
    return replaced;
}

}  // namespace sparekey::factor
