#include "sparekeyd/key_administration.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "account/plan.h"
#include "base/run.h"
#include "operators/key_flow.h"

namespace sparekey::sparekeyd {
namespace {

namespace json = boost::json;

std::string known_scopes() {
    std::string text;
    for (const auto scope : operators::all_scopes) {
        if (!text.empty()) text += ", ";
        text += operators::slug(scope);
    }
    return text;
}

Answered create(const account::Services& services, const KeyRequest& asked) {
    const auto scopes = operators::parse_scopes(asked.scopes);
    if (!scopes) {
        return {false, fmt::format("A key has scopes, with commas between: {}; not {}.\n",
                                   known_scopes(), asked.scopes)};
    }
    if (!operators::is_key_name(asked.name)) {
        return {false, fmt::format("A key's name is one line of at most {} characters.\n",
                                   operators::key_name_characters_max)};
    }
    const auto made = run(operators::make_key(services, asked.name, *scopes));
    if (!made) {
        return {false,
                fmt::format("There are {} keys already; revoke one first.\n", operators::keys_max)};
    }
    const auto text = operators::key_text(made->token);
    return {true, fmt::format("The key, shown this once:\n\n    {}\n\nIts id, for the list and for "
                              "`sparekeyd key revoke`: {}. It may: {}.\n",
                              text.text(), made->id.value, operators::text_of(*scopes))};
}

std::string state_text(const operators::Key& key) {
    if (key.revoked_at != Time{}) return "revoked " + account::time_text(key.revoked_at);
    if (key.last_used_at == Time{}) return "not used yet";
    return "last used in the hour after " + account::time_text(key.last_used_at);
}

Answered list(const account::Services& services) {
    std::string text;
    for (const auto& key : run(operators::keys(services))) {
        text += fmt::format("{}  {}  ({}; made {}; {})\n", key.id.value,
                            key.name.empty() ? "-" : key.name, operators::text_of(key.scopes),
                            account::time_text(key.made_at), state_text(key));
    }
    return {true, text.empty() ? "There are no keys.\n" : text};
}

Answered revoke(const account::Services& services, const std::string& id) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
    const bool is_id = error == std::errc{} && end == id.data() + id.size() && value > 0;
    if (!is_id || !run(operators::revoke_key(services, AccountId{value})))
        return {false, "There is no such key, or it was revoked before.\n"};
    return {true, "Revoked: it is good for nothing from the next call on.\n"};
}

std::string text_member(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

}  // namespace

std::string_view name(KeyVerb verb) {
    switch (verb) {
    case KeyVerb::create: return "create";
    case KeyVerb::list: return "list";
    case KeyVerb::revoke: return "revoke";
    }
    return "";
}

const std::vector<KeyVerb>& key_verbs() {
    static const std::vector<KeyVerb> all{KeyVerb::create, KeyVerb::list, KeyVerb::revoke};
    return all;
}

Answered administer_keys(const account::Services& services, const KeyRequest& asked) {
    switch (asked.verb) {
    case KeyVerb::create: return create(services, asked);
    case KeyVerb::list: return list(services);
    case KeyVerb::revoke: return revoke(services, asked.id);
    }
    return {false, ""};
}

std::string request_text(const KeyRequest& asked) {
    return json::serialize(json::object{{"key", name(asked.verb)},
                                        {"id", asked.id},
                                        {"name", asked.name},
                                        {"scopes", asked.scopes}});
}

std::optional<KeyRequest> parse_key_request(const std::string& request) {
    boost::system::error_code malformed;
    const auto parsed = json::parse(request, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    if (object == nullptr) return std::nullopt;
    const auto wanted = text_member(*object, "key");
    const auto verb =
        std::ranges::find_if(key_verbs(), [&](KeyVerb known) { return name(known) == wanted; });
    if (verb == key_verbs().end()) return std::nullopt;
    return KeyRequest{*verb, text_member(*object, "id"), text_member(*object, "name"),
                      text_member(*object, "scopes")};
}

}  // namespace sparekey::sparekeyd
