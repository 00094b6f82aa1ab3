#include "sparekey/sync_steps.h"

#include <poll.h>

#include <boost/json/serialize.hpp>

namespace sparekey::terminal {

namespace json = boost::json;

namespace {

constexpr int moment_ms = 1000;

void say(Context& context, const Synced& done) {
    auto& json = context.out.json();
    json["sent"] = done.sent;
    json["received"] = done.received;
    json["merged"] = done.merged;
    json["copies"] = done.copies;
    json["unreadable"] = done.unreadable;
    context.out.line("Synced: " + std::to_string(done.sent) + " sent, " +
                     std::to_string(done.received) + " received, " + std::to_string(done.merged) +
                     " merged.");
    if (done.copies > 0) {
        context.out.line(std::to_string(done.copies) +
                         " could not be merged and stand beside, tagged \"conflict copy\".");
    }
    if (done.unreadable > 0) {
        context.out.note(std::to_string(done.unreadable) +
                         " changes of another device cannot be opened; what is here was kept, and "
                         "sent again over them.\nA device that is broken or in other hands may be "
                         "in the vault: look at `sparekey device`.");
    }
}

}  // namespace

std::variant<vault::Server, Refusal> given_server(const Context& context) {
    const auto url = context.arguments.value("--server");
    const auto email = context.arguments.value("--email");
    if (!url || !email) {
        return Refusal{Exit::usage, "usage",
                       "This vault is at no server yet: give --server and --email."};
    }
    const auto link = ServerLink::to(*url);
    if (const auto* refusal = std::get_if<Refusal>(&link)) return *refusal;
    return vault::Server{*url, *email};
}

std::variant<json::object, Refusal> post(ServerLink& link, const std::string& path,
                                         const json::object& body,
                                         const ServerLink::Headers& headers) {
    auto sent = link.send("POST", "/api/v1/sync/" + path, json::serialize(body), headers);
    if (auto* refusal = std::get_if<Refusal>(&sent)) return std::move(*refusal);
    auto& answer = std::get<Answer>(sent);
    if (answer.status >= 300) return refusal_of(answer);
    return std::move(answer.body);
}

std::variant<vault::PassphraseKeys, Refusal> ask_passphrase(const Context& context,
                                                            const vault::Kdf& kdf) {
    auto asked = ask_secret(context, "--passphrase-file", "Passphrase: ");
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    return vault::derive(std::get<crypto::Secret>(asked).text(), kdf);
}

std::variant<Synced, Refusal> exchange(Context& context, Session& session,
                                       const vault::PassphraseKeys* restored) {
    Synced done;
    auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        auto link = ServerLink::to(vault.server()->url);
        if (const auto* refusal = std::get_if<Refusal>(&link)) return std::optional{*refusal};
        SyncClient client{std::get<ServerLink>(link), vault};
        const auto result = restored ? client.sync_with_restored(*restored, now)
                                     : client.sync(session.wrapping_key.view(), now);
        if (const auto* refusal = std::get_if<Refusal>(&result)) return std::optional{*refusal};
        done = std::get<Synced>(result);
        return std::optional<Refusal>{};
    });
    if (failed) return *std::move(failed);
    say(context, done);
    return done;
}

std::optional<Refusal> sync_now(Context& context, Session& session) {
    auto result = exchange(context, session);
    if (auto* refusal = std::get_if<Refusal>(&result)) return std::move(*refusal);
    return std::get<Synced>(std::move(result)).refused;
}

void wait_a_moment() { static_cast<void>(::poll(nullptr, 0, moment_ms)); }

}  // namespace sparekey::terminal
