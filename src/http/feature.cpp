#include "http/feature.h"

#include <array>
#include <charconv>
#include <ctime>

#include "account/password.h"
#include "base/text.h"
#include "base/user_agent.h"
#include "crypto/keyed_digest.h"
#include "factor/authenticator.h"
#include "http/refusal_words.h"

namespace sparekey::http {
namespace {

namespace json = boost::json;
using account::Why;

constexpr auto browser_cookie_lives =
    std::chrono::hours{24 * 400};  // The longest that browsers keep one.
constexpr std::size_t code_octets_max = 32;

std::string_view blocked_reason(Why why) {
    if (why == Why::password_common) return "common";
    if (why == Why::password_too_similar) return "too_similar";
    if (why == Why::password_site_name) return "site_name";
    return {};
}

std::string_view factor_slug(signin::FactorState state) {
    switch (state) {
    case signin::FactorState::none: return "none";
    case signin::FactorState::active: return "active";
    case signin::FactorState::suspended: return "suspended";
    }
    return "none";
}

json::value account_json(const Web& web, const signin::Current& current) {
    const auto& settings = web.services.settings;
    const bool by_backup_code = current.session.method == account::Method::backup_code;
    return json::object{
        {"email", current.email},
        {"level", current.session.level},
        {"method", signin::slug(current.session.method)},
        {"factor", factor_slug(current.factor)},
        {"restriction", json::object{{"kind", guard::slug(current.standing.restriction)},
                                     {"until", time_json(current.standing.until)}}},
        {"backup_codes_left", current.codes_left},
        {"replace_with_password", by_backup_code && current.factor != signin::FactorState::none},
        {"must_change_password", current.must_change_password},
        {"session_expires_at", time_json(signin::absolute_end(current.session, settings))},
        {"idle_expires_at", time_json(signin::idle_end(current.session, settings))}};
}

}  // namespace

Asking asking(const Request& request) {
    Asking who;
    who.client.address = request.client.text();
    who.client.agent = agent_text(agent_of(request.header("User-Agent").value_or("")));
    const auto cookie = request.cookie(browser_cookie);
    const auto known = cookie ? parse_base64url(*cookie) : std::nullopt;
    if (known && known->size() == account::Token::random_octets) {
        who.client.browser_digest = to_bytes(crypto::token_digest(*known));
        return who;
    }
    const auto fresh = crypto::Secret::random(account::Token::random_octets);
    who.client.browser_digest = to_bytes(crypto::token_digest(fresh.view()));
    who.new_browser = crypto::Secret::taking(to_base64url(fresh.view()));
    return who;
}

void keep_browser(Response& response, const Asking& who) {
    if (who.new_browser)
        response.cookie(set_cookie(browser_cookie, who.new_browser->text(), browser_cookie_lives));
}

std::optional<account::Token> token_of(const Request& request, std::string_view cookie,
                                       account::Realm realm) {
    const auto text = request.cookie(cookie);
    return text ? account::Token::parse(*text, realm) : std::nullopt;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

std::optional<std::int64_t> id_parameter(const Request& request, std::string_view name) {
    return parse_id(request.path_parameter(name));
}

std::optional<Response> too_often(const Web& web, const Request& request, ClientLimits::Kind kind) {
    if (web.limits.take(request.client, kind, request.now)) return std::nullopt;
    return problem(Problem{429, "too-many-requests", "Too many requests.",
                           "Wait a little before trying again."},
                   web.limits.wait(kind));
}

Response refused(const account::Refusal& refusal, Time now) {
    const auto words = words_of(refusal.why);
    Problem what{words.status, words.slug, words.title, words.detail};
    if (refusal.tries_left >= 0) what.more["tries_left"] = refusal.tries_left;
    if (refusal.wait.count() > 0) what.more["wait_s"] = refusal.wait.count();
    if (refusal.why == Why::restricted) what.more["restriction"] = guard::slug(refusal.restriction);
    if (const auto until = time_json(refusal.until); !until.is_null()) what.more["until"] = until;
    if (const auto reason = blocked_reason(refusal.why); !reason.empty())
        what.more["reason"] = reason;
    const bool waits = refusal.why == Why::too_many_tries || refusal.why == Why::too_many_mails;
    auto response = waits && refusal.until > now ? problem(std::move(what), refusal.until - now)
                                                 : problem(std::move(what));
    // RFC 9110 15.5.2: a 401 names a scheme; a private one, so that no browser asks in a window of
    // its own.
    if (refusal.why == Why::key_not_accepted) {
        response.header("WWW-Authenticate", "Bearer realm=\"operator\"");
    } else if (words.status == 401) {
        response.header("WWW-Authenticate", "Sparekey realm=\"account\"");
    }
    return response;
}

Response refused(Why why, Time now) { return refused(account::Refusal{.why = why}, now); }

json::value time_json(Time t) {
    if (t == Time{} || t == factor::until_replaced) return nullptr;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count();
    const std::time_t value = seconds;
    std::tm parts{};
    gmtime_r(&value, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return json::string{std::string_view{text.data(), length}};
}

json::value state_json(const Web& web, const std::optional<signin::Current>& current,
                       const std::optional<signin::Waiting>& waiting) {
    json::object state{
        {"signed_in", current.has_value()}, {"challenge", nullptr}, {"account", nullptr}};
    if (current) state["account"] = account_json(web, *current);
    if (!current && waiting) {
        const bool suspended = waiting->one_time_codes == signin::FactorState::suspended;
        state["challenge"] = json::object{
            {"expires_at", time_json(waiting->challenge.created_at + signin::challenge_lives)},
            {"one_time_codes", suspended ? "suspended" : "active"},
            {"backup_codes_left", waiting->codes_left}};
    }
    return state;
}

Awaitable<json::value> session_state(const Web& web, std::optional<account::Token> session,
                                     Time now) {
    const auto found = co_await signin::current(web.services, std::move(session), now);
    co_return state_json(web, found, std::nullopt);
}

void keep_session(Response& response, const account::Token& token) {
    response.cookie(set_cookie(session_cookie, token.text().text()));
}

void forget_session(Response& response) { response.cookie(clear_cookie(session_cookie)); }

std::string email_field(Fields& fields, std::string_view name) {
    const auto typed = fields.text(name, email_octets_max);
    if (typed.empty()) return {};
    const auto canonical = canonical_email(typed);
    if (!canonical) fields.reject(name, "is not an e-mail address.");
    return canonical.value_or(std::string{});
}

std::shared_ptr<const crypto::Secret> password_field(Fields& fields, std::string_view name) {
    return std::make_shared<const crypto::Secret>(
        fields.secret(name, account::password_octets_max));
}

signin::Proof proof_field(Fields& fields) {
    auto& own = fields.object("proof");
    signin::Proof proof;
    proof.password = password_field(own, "password");
    if (const auto code = own.optional_text("code", code_octets_max))
        proof.code = signin::TypedCode::of(*code);
    proof.confirm_last = own.optional_boolean("confirm_last", false);
    return proof;
}

}  // namespace sparekey::http
