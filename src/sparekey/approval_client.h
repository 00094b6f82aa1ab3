// How a device that is in lets another one in, over a server that is believed nothing: both sides
// of it (doc/vault.md, "Letting a device in").
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "sparekey/sync_client.h"
#include "vault/approval.h"

namespace sparekey::terminal {

// Who asks, as the server says.
struct Question {
    vault::Member device;
    crypto::Digest commitment{};
    bool answered = false;
    std::optional<vault::ApprovalNonce> opened;
};
using Asked = std::variant<std::optional<Question>, Refusal>;
[[nodiscard]] Asked who_asks(SyncClient&, Time now);

// The device that is in. Its nonce is given once, and what it compares is good as long as this
// lives.
class Approver {
   public:
    Approver(SyncClient& client, Question question);

    [[nodiscard]] const vault::Member& device() const { return question_.device; }
    [[nodiscard]] std::optional<Refusal> give_nonce(Time now);
    // The digits, once the other one has shown its nonce; nullopt until then. `known` is this
    // device's own list.
    [[nodiscard]] std::variant<std::optional<std::string>, Refusal> code(const vault::Header& known,
                                                                         Time now);
    [[nodiscard]] bool is_over(Time now) const { return now >= begun_ + vault::approval_lives; }
    [[nodiscard]] std::optional<Refusal> refuse(Time now);

   private:
    SyncClient& client_;
    Question question_;
    vault::ApprovalNonce mine_;
    Time begun_{};
};

// The new device, which signs nothing yet: `token` is of the sign-in.
class Asker {
   public:
    Asker(ServerLink& link, std::string token, const vault::Header& known, const vault::Keys& keys,
          const vault::Device& device);

    [[nodiscard]] std::optional<Refusal> ask(const std::string& name, Time now);
    // The digits, once a device has answered. The first answer stands: whoever has seen this nonce
    // could search for another one that makes any digits.
    [[nodiscard]] std::variant<std::optional<std::string>, Refusal> code();
    // The header that this device keeps, once it is in.
    [[nodiscard]] std::variant<std::optional<vault::Header>, Refusal> let_in();
    [[nodiscard]] bool is_over(Time now) const { return now >= begun_ + vault::approval_lives; }

   private:
    [[nodiscard]] std::variant<boost::json::object, Refusal> wait();
    [[nodiscard]] std::variant<boost::json::object, Refusal> send(std::string_view method,
                                                                  const std::string& path,
                                                                  const std::string& body);

    ServerLink& link_;
    std::string token_;
    const vault::Header& known_;
    const vault::Keys& keys_;
    const vault::Device& device_;
    vault::ApprovalNonce nonce_;
    std::optional<vault::ApprovalNonce> other_;
    crypto::Digest commitment_{};
    Time begun_{};
};

// Of either, when ten minutes are over or the other one has refused.
[[nodiscard]] Refusal not_let_in();

}  // namespace sparekey::terminal
