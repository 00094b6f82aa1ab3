// What the routes of sync/ share: how a device signs a request, how a head and changes are read
// from a body and written into an answer, and how a refusal is told.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "http/feature.h"
#include "sync/sync_flow.h"

namespace sparekey::http {

// From the headers Sparekey-Vault, -Device, -Time and -Signature; nullopt where one is missing or
// cannot be read. Method, path and body are the request's own.
[[nodiscard]] std::optional<sync::SignedRequest> signed_request(const Request&);

// The same, or why it is not looked at. The client's budget comes first: reading a head and its
// signatures is work.
[[nodiscard]] std::variant<sync::SignedRequest, Response> asked_by_device(const Web&,
                                                                          const Request&);
// Of whoever signed in with the login key.
[[nodiscard]] std::optional<account::Token> bearer_of_vault(const Request&);

[[nodiscard]] Response refused(const sync::Refusal&, Time now);

// 32 octets as base64url, as the account's password.
[[nodiscard]] std::shared_ptr<const crypto::Secret> login_key_field(Fields&);
[[nodiscard]] std::optional<sync::Head> head_field(Fields&);
[[nodiscard]] sync::Push push_field(Fields&);
// By the device of the request; nullopt where there is none.
[[nodiscard]] std::optional<vault::Mark> mark_field(Fields&, const sync::SignedRequest&);
[[nodiscard]] boost::json::value mark_json(const std::optional<vault::Mark>&);
// Who asks: a device's id stands where a browser's cookie would.
[[nodiscard]] account::Client client_field(Fields&, const Request&);
// A refused one is nullopt.
[[nodiscard]] std::optional<vault::DeviceId> device_field(Fields&);

[[nodiscard]] boost::json::object kdf_json(const vault::Kdf&);
[[nodiscard]] boost::json::object change_json(const vault::Change&);

}  // namespace sparekey::http
