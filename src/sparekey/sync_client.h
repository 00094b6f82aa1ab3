// A vault and the server that hands its changes on: what is sent, and what is believed of the
// answers. Nothing of it: every change must be sealed by somebody with the vault's key and be the
// next one, and every list of devices must continue the one that is known here.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sparekey/server_link.h"
#include "vault/replica.h"

namespace sparekey::terminal {

struct Synced {
    std::size_t sent = 0;
    std::size_t received = 0;  // Changes that were new here.
    std::size_t merged = 0;
    std::size_t copies = 0;  // Kept beside, because they could not be merged.
};

class SyncClient {
   public:
    SyncClient(ServerLink& link, vault::Vault& vault) : link_(link), vault_(vault) {}

    // Takes what is new and sends what is pending, until both are done. `wrapping_key` is this
    // file's own: a later key of the vault is wrapped with it.
    [[nodiscard]] std::variant<Synced, Refusal> sync(BytesView wrapping_key, Time now);

    // Takes the device out at the server and here: a later key, under which every live entry is
    // sealed and pending; the next sync sends them.
    [[nodiscard]] std::optional<Refusal> remove(const vault::DeviceId&, const vault::Kdf&,
                                                const vault::PassphraseKeys&, Time now);
    // The vault's header has the new one already; the server's is changed to it, and no entry is
    // sealed anew. What is new at the server is taken first.
    [[nodiscard]] std::optional<Refusal> change_passphrase(const vault::PassphraseKeys&, Time now);

    // Lets a device in that a person approved, at the server and here. What is new at the server is
    // taken first.
    [[nodiscard]] std::optional<Refusal> let_in(const vault::Member&, BytesView wrapping_key,
                                                Time now);

    using Sent = std::variant<Answer, Refusal>;
    // A request that this device signs.
    [[nodiscard]] Sent send(std::string_view method, const std::string& path,
                            const std::string& body, Time now);

   private:
    // The vault's own head, with a new login key.
    [[nodiscard]] std::optional<Refusal> put_passphrase(const vault::PassphraseKeys&, Time now);
    [[nodiscard]] std::optional<Refusal> put_head(const boost::json::object& body, Time now);
    [[nodiscard]] Sent send_at(std::string_view method, const std::string& path,
                               const std::string& body, std::int64_t time_ms);
    // The head at the server, where it is one.
    [[nodiscard]] std::variant<vault::Header, Refusal> fetch_head(Time now);
    [[nodiscard]] std::optional<Refusal> follow(BytesView wrapping_key, Time now);
    [[nodiscard]] std::optional<Refusal> offer_roster(vault::Header theirs, Time now);
    [[nodiscard]] std::optional<Refusal> pull(Synced&, Time now);
    [[nodiscard]] std::optional<Refusal> take_page(const boost::json::object&, Synced&, Time now);
    // False where others were faster: pull, and send again.
    [[nodiscard]] std::variant<bool, Refusal> push(Synced&, Time now);

    ServerLink& link_;
    vault::Vault& vault_;
    std::int64_t clock_off_ms_ = 0;
};

// A head as it travels: a vault file without entries.
[[nodiscard]] std::string head_text(const vault::Header&);
[[nodiscard]] std::optional<vault::Header> parse_head(const boost::json::object& answer);
[[nodiscard]] Refusal refusal_of(const Answer&);
[[nodiscard]] Refusal lied(std::string_view how);

}  // namespace sparekey::terminal
