// A vault and the server that hands its changes on: what is sent, and what is believed of the
// answers. Nothing of it: every change must be the next one, every list of devices must continue
// the one that is known here, and in the end a device must have signed that this is all there is.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sparekey/server_link.h"
#include "vault/mark.h"
#include "vault/replica.h"

namespace sparekey::terminal {

struct Synced {
    std::size_t sent = 0;
    std::size_t received = 0;  // Changes that were new here.
    std::size_t merged = 0;
    std::size_t copies = 0;      // Kept beside, because they could not be merged.
    std::size_t unreadable = 0;  // A device has sent what nobody can open.
    // Why what is pending was not taken; what came is proven, and to be kept, all the same.
    std::optional<Refusal> refused;
};

class SyncClient {
   public:
    SyncClient(ServerLink& link, vault::Vault& vault) : link_(link), vault_(vault) {}

    // Takes what is new and sends what is pending, until both are done. `wrapping_key` is this
    // file's own: a later key of the vault is wrapped with it. A Refusal: nothing of it may be
    // kept.
    [[nodiscard]] std::variant<Synced, Refusal> sync(BytesView wrapping_key, Time now);
    // The same from the first change on, with a server that was brought back from a backup and does
    // not know what was changed since, a later list of devices and passphrase among it.
    [[nodiscard]] std::variant<Synced, Refusal> sync_with_restored(const vault::PassphraseKeys&,
                                                                   Time now);

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
    // With the mark of where this device stands.
    [[nodiscard]] std::optional<Refusal> put_head(boost::json::object body, Time now);
    [[nodiscard]] Sent send_at(std::string_view method, const std::string& path,
                               const std::string& body, std::int64_t time_ms);
    // The head at the server, where it is one.
    [[nodiscard]] std::variant<vault::Header, Refusal> fetch_head(Time now);
    [[nodiscard]] std::optional<Refusal> follow(BytesView wrapping_key, Time now);
    [[nodiscard]] std::optional<Refusal> offer_roster(Time now);
    using Missing = std::set<vault::EntryId>;  // Changes that came without their seal.
    [[nodiscard]] std::optional<Refusal> pull(BytesView wrapping_key, Synced&, Time now);
    [[nodiscard]] std::optional<Refusal> take_page(const boost::json::object&, BytesView, Missing&,
                                                   Synced&, Time now);
    [[nodiscard]] std::optional<Refusal> take(const vault::Change&, BytesView wrapping_key, Synced&,
                                              Time now);
    // Whether some device says that this is all there is.
    [[nodiscard]] std::optional<Refusal> compare(const boost::json::object& page,
                                                 BytesView wrapping_key, Time now);
    // Where others were faster: pull, and send again.
    enum class Pushed { taken, others_were_faster };
    [[nodiscard]] std::variant<Pushed, Refusal> push(const std::vector<vault::Pending>&, Synced&,
                                                     Time now);
    [[nodiscard]] std::variant<Pushed, Refusal> push_all(Synced&, Time now);

    ServerLink& link_;
    vault::Vault& vault_;
    std::optional<vault::Header> behind_;  // The server's, where it has an earlier list.
    const vault::PassphraseKeys* passphrase_ = nullptr;  // Of the vault, where it was typed.
    std::int64_t clock_off_ms_ = 0;
};

// A head as it travels: a vault file without entries.
[[nodiscard]] std::string head_text(const vault::Header&);
[[nodiscard]] std::optional<vault::Header> parse_head(const boost::json::object& answer);
[[nodiscard]] Refusal refusal_of(const Answer&);
[[nodiscard]] Refusal lied(std::string_view how);

}  // namespace sparekey::terminal
