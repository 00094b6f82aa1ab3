#include "sparekey/sync_client.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/check.h"
#include "sparekey/output.h"
#include "sparekey/sync_wire.h"
#include "vault/document.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

constexpr std::string_view request_purpose = "sparekey-vault-1 request";
constexpr int rounds_max = 1000;
constexpr int conflicts_max = 20;
constexpr std::size_t title_octets_max = 200;

std::uint64_t roster_number(const vault::Header& header) {
    const auto roster = vault::parse_roster(header.roster.text);
    return roster ? roster->number : 0;
}

// Where this device stands once the server has taken these.
vault::Chain chain_behind(vault::Chain at, const std::vector<vault::Pending>& sent) {
    for (const auto& one : sent) {
        ENSURE(at.take(vault::next_link(at, *one.record)));
        at.epoch = one.record->epoch;
    }
    return at;
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
    const bool is_slug = !answer.slug.empty() && answer.slug.size() <= title_octets_max;
    const auto slug = is_slug ? printable(answer.slug) : std::string{"server-refused"};
    auto title = printable(text_at(answer.body, "title"));
    if (title.size() > title_octets_max) title.resize(title_octets_max);
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
    behind_.reset();
    if (theirs.roster.text == mine.roster.text) return std::nullopt;
    if (roster_number(theirs) < roster_number(mine)) {
        if (!vault::continues(theirs.roster, mine.roster))
            return lied("It has an earlier list of devices than this device knows.");
        behind_ = std::move(theirs);
        return std::nullopt;
    }
    if (!vault::continues(mine.roster, theirs.roster))
        return lied("Its list of devices is signed by nobody who may.");
    auto keys = vault::open_by_device(theirs, *vault_.device());
    if (!keys) return lied("The vault's key is not sealed to this device, or not by who has it.");
    for (const auto& [epoch, key] : vault_.keys().all()) {
        const auto* offered = keys->find(epoch);
        if (offered != nullptr && !std::ranges::equal(offered->view(), key.view()))
            return lied("It handed out another key of the vault.");
    }
    vault_.learn(theirs, *std::move(keys), wrapping_key, now);
    return std::nullopt;
}

// The list was changed here, by a new recovery key, before the server heard of it.
std::optional<Refusal> SyncClient::offer_roster(Time now) {
    // A later key came with another passphrase, of which the server knows nothing any more.
    if (behind_->epoch != vault_.header().epoch && passphrase_ != nullptr) {
        behind_.reset();
        return put_passphrase(*passphrase_, now);
    }
    auto next = vault_.header();
    next.kdf = behind_->kdf;
    next.wrapped = behind_->wrapped;
    behind_.reset();
    return put_head({{"head", head_text(next)}, {"new_passphrase", false}}, now);
}

std::optional<Refusal> SyncClient::take(const vault::Change& change, BytesView wrapping_key,
                                        Synced& done, Time now) {
    auto received = vault::receive(vault_, change, now);
    if (received == vault::Received::later_key) {
        // Somebody took a device out since the list was fetched.
        if (auto refusal = follow(wrapping_key, now)) return refusal;
        received = vault::receive(vault_, change, now);
    }
    switch (received) {
    case vault::Received::taken: ++done.received; break;
    case vault::Received::known: break;
    case vault::Received::merged:
    case vault::Received::revived: ++done.merged; break;
    case vault::Received::kept_copy: ++done.copies; break;
    case vault::Received::unreadable: ++done.unreadable; break;
    case vault::Received::out_of_order:
        return lied("It left out changes, or handed them out in another order.");
    case vault::Received::forged: return lied("It handed out a change that nobody made.");
    case vault::Received::went_back: return lied("It went back to an earlier state.");
    case vault::Received::later_key:
    case vault::Received::earlier_key:
        return lied("It handed out a change under a key that is not the vault's any more.");
    }
    return std::nullopt;
}

std::optional<Refusal> SyncClient::take_page(const json::object& page, BytesView wrapping_key,
                                             Missing& missing, Synced& done, Time now) {
    const auto* changes = page.if_contains("changes");
    if (!changes || !changes->is_array()) return lied("It answers what it should not.");
    for (const auto& value : changes->get_array()) {
        const auto change = parse_change(value);
        if (!change) return lied("It answers what it should not.");
        if (auto refusal = take(*change, wrapping_key, done, now)) return refusal;
        if (change->record)
            missing.erase(change->link.id);
        else
            missing.insert(change->link.id);
    }
    if (number_at(page, "seq") < vault_.chain().seq) return lied("It forgot changes that it had.");
    return std::nullopt;
}

std::optional<Refusal> SyncClient::compare(const json::object& page, BytesView wrapping_key,
                                           Time now) {
    const auto mark = parse_mark(page);
    const auto compared = [&] {
        const auto roster = vault::parse_roster(vault_.header().roster.text);
        return vault::compare(vault_.header().vault, vault_.chain(), mark, *roster);
    };
    auto found = compared();
    if (found == vault::Compared::unknown_signer) {
        if (auto refusal = follow(wrapping_key, now)) return refusal;
        found = compared();
    }
    switch (found) {
    case vault::Compared::same: return std::nullopt;
    case vault::Compared::other_history:
        return lied("It shows this device another history of the vault than others.");
    case vault::Compared::unknown_signer:
    case vault::Compared::not_signed: break;
    }
    return lied("No device of this vault says that these are its changes.");
}

std::optional<Refusal> SyncClient::pull(BytesView wrapping_key, Synced& done, Time now) {
    Missing missing;
    for (int i = 0; i < rounds_max; ++i) {
        const auto before = vault_.chain().seq;
        const auto sent = send("GET", "/api/v1/sync/changes/" + std::to_string(before), {}, now);
        if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
        const auto& answer = std::get<Answer>(sent);
        if (answer.status != 200) return refusal_of(answer);
        if (auto refusal = take_page(answer.body, wrapping_key, missing, done, now)) return refusal;
        if (vault_.chain().seq >= number_at(answer.body, "seq")) {
            if (!missing.empty()) return lied("It keeps back what entries are now.");
            return compare(answer.body, wrapping_key, now);
        }
        if (vault_.chain().seq == before) return lied("It keeps back changes that it has.");
    }
    return lied("It has more changes than any vault.");
}

std::variant<SyncClient::Pushed, Refusal> SyncClient::push(const std::vector<vault::Pending>& some,
                                                           Synced& done, Time now) {
    json::array entries;
    for (const auto& one : some) entries.push_back(entry_json(one));
    const auto behind = chain_behind(vault_.chain(), some);
    const auto mark = vault::sign_mark(vault_.header().vault, behind, *vault_.device());
    const auto body = json::serialize(json::object{
        {"after", vault_.chain().seq}, {"entries", std::move(entries)}, {"mark", mark_json(mark)}});
    const auto sent = send("PUT", "/api/v1/sync/entries", body, now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    if (answer.slug == "entry-changed" || answer.slug == "vault-changed" ||
        answer.slug == "vault-moved") {
        return Pushed::others_were_faster;
    }
    if (answer.status != 200) return refusal_of(answer);
    done.sent += some.size();
    for (const auto& one : some) vault::accepted(vault_, one.id, one.record->revision);
    // By what was sent, not by what is answered: a server that let it fall is found at the next
    // comparison.
    vault_.chain() = behind;
    return Pushed::taken;
}

std::variant<SyncClient::Pushed, Refusal> SyncClient::push_all(Synced& done, Time now) {
    while (true) {
        const auto all = vault::pending(vault_);
        if (all.empty()) return Pushed::taken;
        auto pushed = push(first_of(all), done, now);
        const auto* taken = std::get_if<Pushed>(&pushed);
        if (taken == nullptr || *taken != Pushed::taken) return pushed;
    }
}

std::variant<Synced, Refusal> SyncClient::sync(BytesView wrapping_key, Time now) {
    Synced done;
    for (int i = 0; i < conflicts_max; ++i) {
        if (auto refusal = follow(wrapping_key, now)) return *std::move(refusal);
        if (auto refusal = pull(wrapping_key, done, now)) return *std::move(refusal);
        if (behind_) done.refused = offer_roster(now);
        if (done.refused) return done;
        static_cast<void>(vault_.reseal(now));
        auto pushed = push_all(done, now);
        if (auto* refusal = std::get_if<Refusal>(&pushed)) {
            done.refused = std::move(*refusal);
            return done;
        }
        if (std::get<Pushed>(pushed) == Pushed::taken) return done;
    }
    done.refused =
        Refusal{Exit::failed, "busy", "Other devices keep changing the vault. Try again."};
    return done;
}

std::variant<Synced, Refusal> SyncClient::sync_with_restored(
    const vault::PassphraseKeys& passphrase, Time now) {
    vault_.forget_server_state();
    passphrase_ = &passphrase;
    auto done = sync(passphrase.wrapping.view(), now);
    passphrase_ = nullptr;
    return done;
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
    if (const auto& refused = std::get<Synced>(synced).refused) return refused;
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

std::optional<Refusal> SyncClient::put_head(json::object body, Time now) {
    const auto& at = vault_.chain();
    body["mark"] = nullptr;
    if (at.seq > 0) {
        auto mark = mark_json(vault::sign_mark(vault_.header().vault, at, *vault_.device()));
        mark["seq"] = at.seq;
        body["mark"] = std::move(mark);
    }
    const auto sent = send("PUT", "/api/v1/sync/vault", json::serialize(body), now);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) return *refusal;
    const auto& answer = std::get<Answer>(sent);
    if (answer.status != 204) return refusal_of(answer);
    return std::nullopt;
}

}  // namespace sparekey::terminal
