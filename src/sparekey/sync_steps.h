// What the commands that speak to a server share.
#pragma once
#include "sparekey/session.h"
#include "sparekey/sync_client.h"

namespace sparekey::terminal {

// --server and --email.
[[nodiscard]] std::variant<vault::Server, Refusal> given_server(const Context&);

// A request that no device signs yet.
[[nodiscard]] std::variant<boost::json::object, Refusal> post(
    ServerLink&, const std::string& path, const boost::json::object& body,
    const ServerLink::Headers& headers = {});

[[nodiscard]] std::variant<vault::PassphraseKeys, Refusal> ask_passphrase(const Context&,
                                                                          const vault::Kdf&);
// Syncs, saves, and says what it did. What came is kept where it was proven, also where what was to
// go was refused. `restored`: with a server that was brought back from a backup.
[[nodiscard]] std::variant<Synced, Refusal> exchange(
    Context&, Session&, const vault::PassphraseKeys* restored = nullptr);
// The same; a Refusal also where only what was to go was refused.
[[nodiscard]] std::optional<Refusal> sync_now(Context&, Session&);

// For whoever waits for another device.
void wait_a_moment();

}  // namespace sparekey::terminal
