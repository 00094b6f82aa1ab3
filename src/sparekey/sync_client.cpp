#include "sparekey/sync_client.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "vault/document.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

constexpr std::string_view request_purpose = "sparekey-vault-1 request";
constexpr std::size_t push_entries_max = 500;
constexpr std::size_t push_octets_max = 700 * 1024;
constexpr int rounds_max = 1000;

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

std::uint64_t roster_number(const vault::Header& header) {
    const auto roster = vault::parse_roster(header.roster.text);
    return roster ? roster->number : 0;
}

// The server took these: they stand in the chain, where nothing came between.
void note_sent(vault::Vault& vault, const std::vector<vault::Pending>& sent, std::uint64_t before) {
    for (const auto& one : sent) {
        const vault::Link link{++before, one.id, one.record->revision,
                               crypto::sha256(one.record->sealed)};
        static_cast<void>(vault.chain().take(link));  // Else it comes with the changes.
        vault::accepted(vault, link.id, link.revision);
    }
}

}  // namespace

std::string head_text(const vault::Header& header) {
    vault::Document bare;
    bare.header = header;
    return vault::to_text(bare);
}

std::optional<vault::Header> parse_head(const json::object& answer) {
    auto read = vault::read_document(text_at(answer, "head"));
    auto* document = std::get_if<vault::Document>(&read);
    if (document == nullptr) return std::nullopt;
    return std::move(document->header);
}

Refusal lied(std::string_view how) {
    return {Exit::refused, "server-lied",
            "The server is not to be trusted: " + std::string{how} +
                " Nothing of it was taken; the vault is as it was."};
}

Refusal refusal_of(const Answer& answer) {
    if (answer.slug == "device-not-accepted") {
        return {Exit::refused, answer.slug,
                "The server does not accept this device any more. The vault here stays readable."};
    }
    const auto slug = answer.slug.empty() ? std::string{"server-refused"} : answer.slug;
    const auto title = text_at(answer.body, "title");
    return {Exit::refused, slug,
            "The server refused (" + std::to_string(answer.status) +
                "): " + (title.empty() ? "it does not say why." : title)};
}

SyncClient::Sent SyncClient::send_at(std::string_view method, const std::string& path,
                                     const std::string& body, std::int64_t time_ms) {
    const auto& device = *vault_.device();
    const auto digest = crypto::sha256(bytes_of(body));
    const auto text = std::string{method} + '\n' + path + '\n' + std::to_string(time_ms) + '\n' +
                      to_base64url(digest);
    const auto signature = device.signing().sign(request_purpose, bytes_of(text));
    return link_.send(method, path, body,
                      {{"Sparekey-Vault", vault_.header().vault.text()},
                       {"Sparekey-Device", device.id.text()},
                       {"Sparekey-Time", std::to_string(time_ms)},
                       {"Sparekey-Signature", to_base64url(signature)}});
}

SyncClient::Sent SyncClient::send(std::string_view method, const std::string& path,
                                  const std::string& body, Time now) {
    const auto here_ms = to_micros(now) / 1000;
    auto sent = send_at(method, path, body, here_ms + clock_off_ms_);
    const auto* answer = std::get_if<Answer>(&sent);
    if (answer == nullptr || answer->slug != "clock-differs") return sent;
    // A wrong clock here must keep nobody from syncing: nothing rests on the time but that a
    // request that was overheard is not good for ever.
    clock_off_ms_ = static_cast<std::int64_t>(number_at(answer->body, "server_time_ms")) - here_ms;
    return send_at(method, path, body, here_ms + clock_off_ms_);
}

std::variant<vault::Header, Refusal> SyncClient::fetch_head(Time now) {
    auto sent = send("GET", "/api/v1/sync/vault", {}, now);
    if (auto* refusal = std::get_if<Refusal>(&sent)) return std::move(*refusal);
    const auto& answer = std::get<Answer>(sent);
    if (answer.status != 200) return refusal_of(answer);
    auto head = parse_head(answer.body);
    if (!head || head->vault != vault_.header().vault) return lied("It handed out another vault.");
    if (number_at(answer.body, "seq") < vault_.chain().seq)
        return lied("It forgot changes that it had.");
    return *std::move(head);
}

// The list of devices and the vault's key, as they are at the server.
std::optional<Refusal> SyncClient::follow(BytesView wrapping_key, Time now) {
    auto fetched = fetch_head(now);
    if (auto* refusal = std::get_if<Refusal>(&fetched)) return std::move(*refusal);
    auto& theirs = std::get<vault::Header>(fetched);
    const auto& mine = vault_.header();
    if (theirs.roster.text == mine.roster.text) return std::nullopt;
    if (roster_number(theirs) < roster_number(mine)) return offer_roster(std::move(theirs), now);
    if (!vault::continues(mine.roster, theirs.roster))
        return lied("Its list of devices is signed by nobody who may.");
    auto keys = vault::open_by_device(theirs, *vault_.device());
    if (!keys) return lied("The vault's key is not sealed to this device.");
    if (theirs.epoch == mine.epoch && !std::ranges::equal(keys->key(), vault_.keys().key()))
        return lied("It handed out another key of the vault.");
    vault_.learn(theirs, *std::move(keys), wrapping_key, now);
    return std::nullopt;
}

// The list was changed here, by a new recovery key, before the server heard of it.
std::optional<Refusal> SyncClient::offer_roster(vault::Header theirs, Time now) {
    if (!vault::continues(theirs.roster, vault_.header().roster))
        return lied("It has an earlier list of devices than this device knows.");
    auto next = vault_.header();
    next.kdf = theirs.kdf;
    next.wrapped = theirs.wrapped;
    return put_head({{"head", head_text(next)}, {"new_passphrase", false}}, now);
}

std::optional<Refusal> SyncClient::take_page(const json::object& page, Synced& done, Time now) {
    const auto* changes = page.if_contains("changes");
    if (!changes || !changes->is_array()) return lied("It answers what it should not.");
    for (const auto& value : changes->get_array()) {
        const auto change = parse_change(value);
        if (!change) return lied("It answers what it should not.");
        switch (vault::receive(vault_, *change, now)) {
        case vault::Received::taken: ++done.received; break;
        case vault::Received::known: break;
        case vault::Received::merged:
        case vault::Received::revived: ++done.merged; break;
        case vault::Received::kept_copy: ++done.copies; break;
        case vault::Received::out_of_order:
            return lied("It left out changes, or handed them out in another order.");
        case vault::Received::forged: return lied("It handed out a change that nobody made.");
        case vault::Received::went_back: return lied("It went back to an earlier state.");
        }
    }
    if (number_at(page, "seq") < vault_.chain().seq) return lied("It forgot changes that it had.");
    return std::nullopt;
}

std::optional<Refusal> SyncClient::pull(Synced& done, Time now) {
    for (int i = 0; i < rounds_max; ++i) {
        const auto before = vault_.chain().seq;
        const auto sent = send("GET", "/api/v1/sync/changes/" + std::to_string(before), {}, now);
        if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
        const auto& answer = std::get<Answer>(sent);
        if (answer.status != 200) return refusal_of(answer);
        if (auto refusal = take_page(answer.body, done, now)) return refusal;
        if (vault_.chain().seq >= number_at(answer.body, "seq")) return std::nullopt;
        if (vault_.chain().seq == before) return lied("It keeps back changes that it has.");
    }
    return lied("It has more changes than any vault.");
}

std::variant<bool, Refusal> SyncClient::push(Synced& done, Time now) {
    auto all = vault::pending(vault_);
    std::size_t count = 0;
    std::size_t octets = 0;
    json::array entries;
    for (; count < all.size() && count < push_entries_max && octets < push_octets_max; ++count) {
        octets += all[count].record->sealed.size() * 4 / 3 + 200;
        entries.push_back(entry_json(all[count]));
    }
    all.resize(count);
    const auto body = json::serialize(json::object{{"entries", std::move(entries)}});
    const auto sent = send("PUT", "/api/v1/sync/entries", body, now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    if (answer.slug == "entry-changed" || answer.slug == "vault-changed") return false;
    if (answer.status != 200) return refusal_of(answer);
    done.sent += count;
    note_sent(vault_, all, number_at(answer.body, "before"));
    return true;
}

std::variant<Synced, Refusal> SyncClient::sync(BytesView wrapping_key, Time now) {
    Synced done;
    for (int i = 0; i < rounds_max; ++i) {
        if (auto refusal = follow(wrapping_key, now)) return *std::move(refusal);
        if (auto refusal = pull(done, now)) return *std::move(refusal);
        static_cast<void>(vault_.reseal(now));
        bool all_sent = true;
        while (all_sent && !vault::pending(vault_).empty()) {
            const auto pushed = push(done, now);
            if (const auto* refusal = std::get_if<Refusal>(&pushed)) return *refusal;
            all_sent = std::get<bool>(pushed);
        }
        if (all_sent) return done;
    }
    return Refusal{Exit::failed, "busy", "Other devices keep changing the vault. Try again."};
}

std::optional<Refusal> SyncClient::remove(const vault::DeviceId& removed, const vault::Kdf& kdf,
                                          const vault::PassphraseKeys& passphrase, Time now) {
    auto keys = vault::open_by_device(vault_.header(), *vault_.device());
    if (!keys) return Refusal{Exit::refused, "bad-vault", "This device cannot open the vault."};
    auto& header = vault_.header();
    if (!vault::remove_device(header, *keys, removed, kdf, passphrase.wrapping.view(),
                              *vault_.device())) {
        return Refusal{Exit::refused, "not-removable", "There is no such other device."};
    }
    vault_.rekey(*std::move(keys), now);
    return put_passphrase(passphrase, now);
}

std::optional<Refusal> SyncClient::change_passphrase(const vault::PassphraseKeys& passphrase,
                                                     Time now) {
    // First what is new: the head that is sent must be the next one, and of the newest key.
    const auto synced = sync(passphrase.wrapping.view(), now);
    if (const auto* refusal = std::get_if<Refusal>(&synced)) return *refusal;
    return put_passphrase(passphrase, now);
}

std::optional<Refusal> SyncClient::let_in(const vault::Member& added, BytesView wrapping_key,
                                          Time now) {
    const auto synced = sync(wrapping_key, now);
    if (const auto* refusal = std::get_if<Refusal>(&synced)) return *refusal;
    auto& header = vault_.header();
    // It is in by an answer that was lost.
    const auto roster = vault::parse_roster(header.roster.text);
    const auto* const there = roster->find(added.id);
    if (there != nullptr && there->keys == added.keys) return std::nullopt;
    if (!vault::add_device(header, vault_.keys(), added, *vault_.device()))
        return Refusal{Exit::refused, "vault-unfit",
                       "The vault has as many devices as it may, or this one by other keys."};
    return put_head({{"head", head_text(header)}, {"new_passphrase", false}}, now);
}

std::optional<Refusal> SyncClient::put_passphrase(const vault::PassphraseKeys& passphrase,
                                                  Time now) {
    return put_head({{"head", head_text(vault_.header())},
                     {"new_passphrase", true},
                     {"login_key", to_base64url(passphrase.login.view())}},
                    now);
}

std::optional<Refusal> SyncClient::put_head(const json::object& body, Time now) {
    const auto sent = send("PUT", "/api/v1/sync/vault", json::serialize(body), now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    if (answer.status != 204) return refusal_of(answer);
    return std::nullopt;
}

}  // namespace sparekey::terminal
