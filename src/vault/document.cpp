#include "vault/document.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace sparekey::vault {
namespace {

std::int64_t to_ms(Time time) { return to_micros(time) / 1000; }

// One member a line at the top, one entry a line below: what a person can look through, and a
// backup program can compare.
class Lines {
   public:
    explicit Lines(std::size_t reserved) { text_.reserve(reserved); }

    // Only texts that need no escape: ids, numbers, base64url.
    void plain(std::string_view name, std::string_view value) {
        begin(name);
        text_.append(1, '"').append(value).append(1, '"');
    }
    void number(std::string_view name, std::int64_t value) {
        begin(name);
        text_ += std::to_string(value);
    }
    void raw(std::string_view name, std::string_view value) {
        begin(name);
        text_ += value;
    }
    void open_list(std::string_view name) {
        begin(name);
        text_ += '[';
        first_ = true;
    }
    void next_in_list() {
        text_ += first_ ? "\n" : ",\n";
        first_ = false;
    }
    void close_list() {
        text_ += "\n ]";
        first_ = false;
    }
    [[nodiscard]] std::string& text() { return text_; }
    [[nodiscard]] std::string end() {
        text_ += "\n}\n";
        return std::move(text_);
    }

   private:
    void begin(std::string_view name) {
        text_ += first_ ? "{\n \"" : ",\n \"";
        first_ = false;
        text_.append(name).append("\": ");
    }
    std::string text_;
    bool first_ = true;
};

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string{text});
}

void append_member(std::string& to, std::string_view name, std::string_view value) {
    to.append(",\"").append(name).append("\":").append(value);
}

void append_record(std::string& to, const Record& record) {
    to.append("  {\"id\":\"").append(record.id.text()).append("\"");
    append_member(to, "revision", std::to_string(record.revision));
    append_member(to, "epoch", std::to_string(record.epoch));
    append_member(to, "deleted", record.deleted ? "true" : "false");
    append_member(to, "changed", std::to_string(to_ms(record.changed)));
    if (record.synced > 0) append_member(to, "synced", std::to_string(record.synced));
    if (record.undone) append_member(to, "undone", "true");
    to.append(",\"sealed\":\"").append(to_base64url(record.sealed)).append("\"");
}

std::string kdf_text(const Kdf& kdf) {
    return "{\"name\":\"argon2id\",\"memory_kib\":" + std::to_string(kdf.memory_kib) +
           ",\"passes\":" + std::to_string(kdf.passes) + ",\"lanes\":1,\"salt\":\"" +
           to_base64url(kdf.salt) + "\"}";
}

template <class Map, class Name>
std::string keys_text(const Map& keys, Name name) {
    std::string text = "{";
    for (const auto& [key, sealed] : keys) {
        if (text.size() > 1) text += ',';
        text.append(1, '"').append(name(key)).append("\":\"");
        text.append(to_base64url(sealed)).append(1, '"');
    }
    return text + '}';
}

std::string roster_text(const SignedRoster& roster) {
    return "{\"text\":" + json_text(roster.text) + ",\"signer\":\"" + roster.signer +
           "\",\"signature\":\"" + to_base64url(roster.signature) + "\"}";
}

std::size_t size_of(const Document& document) {
    std::size_t octets = 16 * 1024;
    const auto add = [&](const Record& record) { octets += 220 + record.sealed.size() * 4 / 3; };
    for (const auto& record : document.records) add(record);
    for (const auto& past : document.history) add(past.record);
    return octets;
}

}  // namespace

std::string to_text(const Document& document) {
    const auto& header = document.header;
    Lines to{size_of(document)};
    to.plain("format", format_name);
    to.plain("vault", header.vault.text());
    to.raw("kdf", kdf_text(header.kdf));
    to.number("epoch", header.epoch);
    to.plain("wrapped_key", to_base64url(header.wrapped));
    to.raw("earlier_keys",
           keys_text(header.earlier, [](Epoch epoch) { return std::to_string(epoch); }));
    to.raw("sealed_keys",
           keys_text(header.sealed, [](const std::string& to_whom) { return to_whom; }));
    to.raw("roster", roster_text(header.roster));
    to.plain("binding", to_base64url(header.binding));
    to.number("written", to_ms(document.written));
    if (document.drilled != Time{}) {
        to.number("drilled", to_ms(document.drilled));
        to.number("drilled_entries", static_cast<std::int64_t>(document.drilled_entries));
    }
    if (document.device) {
        to.raw("device", "{\"id\":\"" + document.device->id.text() +
                             "\",\"epoch\":" + std::to_string(document.device->epoch) +
                             ",\"sealed\":\"" + to_base64url(document.device->sealed) + "\"}");
    }
    if (document.chain.seq > 0) {
        to.raw("sync", "{\"seq\":" + std::to_string(document.chain.seq) + ",\"digest\":\"" +
                           to_base64url(document.chain.digest) +
                           "\",\"epoch\":" + std::to_string(document.chain.epoch) + "}");
    }
    if (document.server) {
        to.raw("server", "{\"url\":" + json_text(document.server->url) +
                             ",\"email\":" + json_text(document.server->email) + "}");
    }
    to.open_list("entries");
    for (const auto& record : document.records) {
        to.next_in_list();
        append_record(to.text(), record);
        to.text() += '}';
    }
    to.close_list();
    to.open_list("history");
    for (const auto& past : document.history) {
        to.next_in_list();
        append_record(to.text(), past.record);
        append_member(to.text(), "replaced", std::to_string(to_ms(past.replaced)));
        to.text() += '}';
    }
    to.close_list();
    return to.end();
}

std::string_view words_of(DocumentFault fault) {
    switch (fault) {
    case DocumentFault::no_json: return "It is cut off or damaged: it is not a whole JSON text.";
    case DocumentFault::other_format: return "It is no vault of Sparekey.";
    case DocumentFault::later_format: return "A later version of Sparekey wrote it.";
    case DocumentFault::weak_kdf:
        return "Its passphrase is protected in a way that is not accepted.";
    case DocumentFault::broken_header: return "Its header is damaged.";
    case DocumentFault::broken_entry: return "One of its entries is damaged.";
    case DocumentFault::bad_roster: return "Its list of devices is not signed by one of them.";
    case DocumentFault::too_large: return "It is larger than any vault.";
    }
    return {};
}

}  // namespace sparekey::vault
