#include "http/account_routes.h"

#include <charconv>

#include "account/identity_table.h"
#include "base/text.h"
#include "http/refusals.h"
#include "journal/journal.h"
#include "person/claim.h"
#include "signin/close_account.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Identity;
using account::IdentityState;
using account::Why;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t octets_a_character = 4;  // UTF-8's longest.

// A line's id as `next` gave it out: digits only, greater than zero.
std::optional<std::int64_t> parse_line_id(std::string_view text) {
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || id <= 0) return std::nullopt;
    return id;
}

Awaitable<Response> get_activity(const Web& web, Request& request) {
    const auto before = request.query("before");
    const auto from = before ? parse_line_id(*before) : 0;
    if (!from) co_return malformed_request();
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);

    std::function<journal::Page(store::Reader&)> read = [&](store::Reader& reader) {
        return journal::read_page(reader, now->who, *from);
    };
    const auto page = co_await web.services.db.read<journal::Page>(std::move(read));
    array lines;
    for (const auto& line : page.lines) {
        lines.push_back(object{{"id", std::to_string(line.id)},
                               {"at", time_json(line.at)},
                               {"kind", journal::slug(line.kind)},
                               {"client", line.client}});
    }
    object body{{"lines", std::move(lines)}, {"next", nullptr}};
    if (page.next != 0) body["next"] = std::to_string(page.next);
    co_return json(200, body);
}

value identity_json(const std::optional<IdentityState>& state) {
    if (!state) {
        return object{{"present", false},
                      {"entered_at", nullptr},
                      {"entered_by", nullptr},
                      {"usable_from", nullptr}};
    }
    return object{{"present", true},
                  {"entered_at", time_json(state->entered_at)},
                  {"entered_by", account::slug(state->entered_by)},
                  {"usable_from", time_json(state->usable_from)}};
}

Awaitable<std::optional<IdentityState>> load_state(const Web& web, AccountId who) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::load_identity_state);
    const auto loaded = co_await web.services.db.load(who, std::move(loads));
    co_return account::read_identity_state(loaded.rows[0]);
}

Awaitable<Response> get_identity(const Web& web, Request& request) {
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    const auto state = co_await load_state(web, now->who);
    co_return json(200, identity_json(state));
}

// More than white space. Whether it is too long, the room says that has the limits.
std::string text_field(Fields& fields, std::string_view name, std::size_t characters_max) {
    const auto typed = fields.text(name, characters_max * octets_a_character);
    if (typed.empty()) return {};
    const auto text = trim(typed);
    if (text.empty()) fields.reject(name, "is empty.");
    return std::string{text};
}

std::shared_ptr<const Identity> identity_fields(Fields& fields, Time now) {
    auto entered = std::make_shared<Identity>();
    entered->legal_name = text_field(fields, "legal_name", person::legal_name_max);
    entered->birth_date = text_field(fields, "birth_date", std::string_view{"1990-12-31"}.size());
    entered->id_number = text_field(fields, "id_number", person::id_number_max);
    const auto phone =
        fields.optional_text("phone", person::phone_max * octets_a_character).value_or("");
    entered->phone = std::string{trim(phone)};
    for (const auto& wrong : person::wrong_in(*entered, now)) fields.reject(wrong.path, wrong.why);
    return entered;
}

Awaitable<Response> post_identity(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    auto entered = identity_fields(fields, request.now);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    // Asked before the proof is spent; the change asks again.
    const auto present = co_await load_state(web, now->who);
    if (present && present->entered_by == account::EnteredBy::site_operator) {
        co_return refused(Why::identity_by_operator, request.now);
    }
    auto action = account::enter_identity(web.services, std::move(entered));
    std::function<Response(IdentityState&, const value&)> answer =
        [](IdentityState& state, const value&) { return json(200, identity_json(state)); };
    co_return co_await answer_step_up<IdentityState>(web, request, std::move(proof),
                                                     std::move(action), std::move(answer));
}

Awaitable<Response> post_close(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto action = signin::close_account(web.services);
    std::function<Response(Done&, const value&)> answer = [](Done&, const value&) {
        return no_content();
    };
    co_return co_await answer_step_up<Done>(web, request, std::move(proof), std::move(action),
                                            std::move(answer));
}

}  // namespace

void add_account_routes(Router& router, const Web& web) {
    router.get("/api/v1/activity", [&web](Request& request) { return get_activity(web, request); });
    router.get("/api/v1/identity", [&web](Request& request) { return get_identity(web, request); });
    router.post("/api/v1/identity",
                [&web](Request& request) { return post_identity(web, request); });
    router.post("/api/v1/account/close",
                [&web](Request& request) { return post_close(web, request); });
}

}  // namespace sparekey::http
