#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/json.h"
#include "base/text.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"
#include "vault/entry.h"

namespace sparekey::vault {
namespace {

namespace json = boost::json;

constexpr std::size_t padding_octets = 256;

std::int64_t to_ms(Time time) { return to_micros(time) / 1000; }

// RFC 8259 7, no more escapes than needed.
void append_string(std::string& to, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    to += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (c == '\n') {
            to += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            to.append("\\u00").append(1, hex[c >> 4 & 15]).append(1, hex[c & 15]);
        } else {
            to += c;
        }
    }
    to += '"';
}

class Writer {
   public:
    explicit Writer(std::size_t reserved) {
        text_.reserve(reserved);
        text_ += '{';
    }
    void string(std::string_view name, std::string_view value) {
        begin(name);
        append_string(text_, value);
    }
    template <class Integer>
    void number(std::string_view name, Integer value) {
        begin(name);
        text_ += std::to_string(value);
    }
    void raw(std::string_view name, std::string_view value) {
        begin(name);
        text_ += value;
    }
    [[nodiscard]] crypto::Secret end() {
        text_ += '}';
        text_.resize((text_.size() + padding_octets - 1) / padding_octets * padding_octets, ' ');
        return crypto::Secret::taking(std::move(text_));
    }

   private:
    void begin(std::string_view name) {
        if (text_.size() > 1) text_ += ',';
        append_string(text_, name);
        text_ += ':';
    }
    std::string text_;
};

std::string list_of(const std::vector<std::string>& tags) {
    std::string text = "[";
    for (const auto& tag : tags) {
        if (text.size() > 1) text += ',';
        append_string(text, tag);
    }
    return text + ']';
}

std::string times_of(const Entry& entry) {
    std::string text = "{";
    for (const auto& [field, at] : entry.edited) {
        if (text.size() > 1) text += ',';
        append_string(text, name_of(field));
        text += ':' + std::to_string(to_ms(at));
    }
    return text + '}';
}

// Reads members, and remembers whether one was not what it must be.
class Reader {
   public:
    explicit Reader(json::object& from) : from_(from) {}

    std::string text(std::string_view name) {
        const auto* value = take(name);
        if (!value) return {};
        if (!value->is_string()) return wrong(), std::string{};
        return {value->get_string().data(), value->get_string().size()};
    }
    std::int64_t integer(std::string_view name, std::int64_t otherwise) {
        const auto* value = take(name);
        if (!value) return otherwise;
        if (!value->is_int64()) return wrong(), otherwise;
        return value->get_int64();
    }
    std::uint64_t counter(std::string_view name) {
        const auto* value = take(name);
        if (!value) return 0;
        if (value->is_uint64()) return value->get_uint64();
        if (value->is_int64() && value->get_int64() >= 0) {
            return static_cast<std::uint64_t>(value->get_int64());
        }
        return wrong(), std::uint64_t{0};
    }
    json::object object(std::string_view name) {
        auto* value = take(name);
        if (!value) return {};
        if (!value->is_object()) return wrong(), json::object{};
        // Copied: the one it stands in is wiped with the document.
        return {value->get_object(), json::storage_ptr{}};
    }
    std::vector<std::string> texts(std::string_view name) {
        std::vector<std::string> all;
        const auto* value = take(name);
        if (!value) return all;
        if (!value->is_array()) return wrong(), all;
        for (const auto& one : value->get_array()) {
            if (!one.is_string()) return wrong(), all;
            all.emplace_back(one.get_string().data(), one.get_string().size());
        }
        return all;
    }
    void wrong() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    // What nobody asked for.
    [[nodiscard]] json::object rest() const {
        json::object others;
        for (const auto& member : from_) {
            if (std::ranges::find(taken_, std::string_view{member.key()}) == taken_.end()) {
                others.emplace(member.key(), member.value());
            }
        }
        return others;
    }

   private:
    json::value* take(std::string_view name) {
        taken_.push_back(name);
        return from_.if_contains(name);
    }
    json::object& from_;
    std::vector<std::string_view> taken_;
    bool good_ = true;
};

Key read_key(Reader& from) {
    Key key;
    const auto type = from.text("type");
    if (type == "totp") {
        key.type = Type::totp;
    } else if (type == "hotp") {
        key.type = Type::hotp;
    } else if (type == "steam") {
        key.type = Type::steam;
    } else {
        from.wrong();
    }
    const auto text = crypto::Secret::taking(from.text("secret"));
    if (auto secret = otp::parse_setup_key(text.text())) {
        key.secret = std::move(*secret);
    } else {
        from.wrong();
    }
    if (const auto algorithm = otp::parse_algorithm(from.text("algorithm"))) {
        key.algorithm = *algorithm;
    } else {
        from.wrong();
    }
    // Out of range becomes a value that fault_of() refuses.
    const auto small = [](std::int64_t value) {
        return static_cast<int>(std::clamp<std::int64_t>(value, -1, 1'000'000));
    };
    key.digits = small(from.integer("digits", -1));
    key.period_s = key.type == Type::hotp ? 30 : small(from.integer("period", -1));
    return key;
}

void read_times(Reader& from, Entry& into) {
    constexpr std::int64_t ms_max = 253'402'300'800'000;  // The year 10000.
    const auto time = [&](std::int64_t ms) {
        if (ms < 0 || ms > ms_max) from.wrong();
        return from_micros(std::clamp<std::int64_t>(ms, 0, ms_max) * 1000);
    };
    into.created = time(from.integer("created", -1));
    for (const auto& [name, value] : from.object("edited")) {
        const auto field = std::ranges::find_if(
            fields, [&](Field one) { return name_of(one) == std::string_view{name}; });
        if (field == std::end(fields)) continue;
        if (!value.is_int64()) return from.wrong();
        into.edited[*field] = time(value.get_int64());
    }
}

}  // namespace

crypto::Secret to_json(const Entry& entry) {
    const auto& key = entry.key;
    Writer to{1024 + entry.note.size() * 2};
    to.string("type", name_of(key.type));
    to.string("issuer", entry.issuer);
    to.string("account", entry.account);
    to.string("secret", otp::setup_key_text(key.secret.view()).text());
    to.string("algorithm", otp::name_of(key.algorithm));
    to.number("digits", key.digits);
    if (key.type == Type::hotp) {
        to.number("counter", entry.counter);
    } else {
        to.number("period", key.period_s);
    }
    if (!entry.note.empty()) to.string("note", entry.note);
    if (!entry.tags.empty()) to.raw("tags", list_of(entry.tags));
    to.number("order", entry.order);
    to.number("created", to_ms(entry.created));
    if (!entry.edited.empty()) to.raw("edited", times_of(entry));
    if (entry.restored > 0) to.number("restored", entry.restored);
    if (!entry.extra.empty()) to.raw("extra", json::serialize(entry.extra));
    for (const auto& member : entry.other) to.raw(member.key(), json::serialize(member.value()));
    return to.end();
}

std::optional<Entry> parse_entry(std::string_view text) {
    if (text.size() > entry_octets_max) return std::nullopt;
    auto document = parse_json(text, json_depth_max);
    if (!document || !document->is_object()) return std::nullopt;
    Reader from{document->get_object()};
    Entry entry;
    entry.key = read_key(from);
    entry.issuer = from.text("issuer");
    entry.account = from.text("account");
    entry.counter = from.counter("counter");
    entry.note = from.text("note");
    entry.tags = from.texts("tags");
    std::ranges::sort(entry.tags);
    entry.tags.erase(std::unique(entry.tags.begin(), entry.tags.end()), entry.tags.end());
    entry.order = from.integer("order", 0);
    read_times(from, entry);
    entry.restored = from.counter("restored");
    entry.extra = from.object("extra");
    entry.other = from.rest();
    if (!from.good() || fault_of(entry)) return std::nullopt;
    return entry;
}

}  // namespace sparekey::vault
