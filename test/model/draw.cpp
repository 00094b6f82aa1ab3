#include "test/model/draw.h"

#include <algorithm>

#include "signin/forgotten.h"
#include "signin/leave.h"
#include "signin/password_step.h"
#include "signin/relief.h"
#include "signin/session_flow.h"
#include "test/model/answers.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;
using account::Services;
using signin::House;

}  // namespace

int Draw::below(int bound) {
    return static_cast<int>(random_() % static_cast<std::uint64_t>(bound));
}

// Mostly a moment: what is proven and half done lives for minutes. Now and then so long that holds
// end.
Duration Draw::pause() {
    static constexpr std::array<std::chrono::seconds, 6> moments{0s, 0s, 30s, 30s, 30s, 60s};
    static constexpr std::array<std::chrono::seconds, 5> whiles{4min, 20min, 2h, 50h, 75h};
    if (!once_in(9)) return moments.at(static_cast<std::size_t>(below(moments.size())));
    return whiles.at(static_cast<std::size_t>(below(whiles.size())));
}

Fault Draw::fault() {
    if (!once_in(5)) return Fault::none;
    const auto& all = faults_of(world_.engine());
    return all.at(static_cast<std::size_t>(below(static_cast<int>(all.size()))));
}

std::vector<Caller> Draw::callers() {
    std::vector<Caller> all;
    all.push_back(caller());
    if (!once_in(3)) return all;
    const auto again = random_;
    for (int more = 1 + below(2); more > 0; --more) {
        all.push_back(caller());
    }
    if (once_in(2)) {
        // The same by all: what may happen once has several who want it.
        const auto after = random_;
        all.resize(1);
        for (int i = 0; i < 2; ++i) {
            random_ = again;
            all.push_back(caller());
        }
        random_ = after;
    }
    return all;
}

Caller Draw::caller() {
    // Whoever is neither in nor half in mostly tries that first.
    const auto there = [this](const auto& one) { return is_there(one.name); };
    const bool is_in = std::ranges::any_of(account_.sessions, there);
    const bool is_half_in = std::ranges::any_of(account_.challenges, there);
    if (is_half_in && once_in(is_in ? 6 : 2)) return type_code();
    if (!is_in && !is_half_in && once_in(2)) return sign_in();
    if (account_.enrolment && is_in && once_in(2)) return confirm();
    const int drawn = below(100);
    if (drawn < 20) return sign_in();
    if (drawn < 42) return type_code();
    if (drawn < 64) return step_up();
    if (drawn < 70) return confirm();
    if (drawn < 75) return ask_reset();
    if (drawn < 82) return reset();
    if (drawn < 84) return ask_relief();
    if (drawn < 87) return use_relief();
    if (drawn < 91) return begin_stolen();
    if (drawn < 96) return confirm_stolen();
    if (drawn < 99) return leave();
    return freeze();
}

Actor Draw::actor() {
    static constexpr std::array<const char*, 3> browsers{"home", "phone", "thief"};
    return {world_.secrets, browsers.at(static_cast<std::size_t>(below(browsers.size())))};
}

int Draw::password() {
    if (!once_in(8)) return account_.password;
    return once_in(2) ? -1 : below(world_.passwords);
}

std::string Draw::code() {
    const int drawn = below(12);
    if (drawn == 0) return "00000000";
    if (drawn == 1) return "000000";
    return drawn < 8 ? one_time_code() : backup_code();
}

std::string Draw::one_time_code() {
    auto key = account_.authenticator ? account_.authenticator->key : "k0";
    if (once_in(10)) {
        key = "k" + std::to_string(below(static_cast<int>(world_.secrets.keys.size())));
    }
    static constexpr std::array<int, 8> drifts{0, 0, 0, 1, 1, 1, -1, -2};
    const auto drift = drifts.at(static_cast<std::size_t>(below(drifts.size())));
    return world_.secrets.code_of(key, otp::step_at(world_.now()) + drift);
}

std::string Draw::backup_code() {
    const auto& sets = world_.secrets.sets;
    auto found = account_.codes ? sets.find(account_.codes->set) : sets.end();
    if (found == sets.end() || once_in(8)) {
        found = sets.find("b" + std::to_string(below(static_cast<int>(sets.size()))));
    }
    return found->second.at(static_cast<std::size_t>(below(8)));
}

bool Draw::is_there(const std::string& name) const {
    const auto now = world_.now();
    const auto is = [&](const auto& one, Time until) { return one.name == name && now < until; };
    return std::ranges::any_of(
               account_.challenges,
               [&](const Challenge& one) { return is(one, one.made + 5min) && one.tries < 5; }) ||
           std::ranges::any_of(account_.sessions,
                               [&](const Session& one) { return is(one, one.seen + 1h); }) ||
           std::ranges::any_of(account_.reports,
                               [&](const Report& one) { return is(one, one.made + 15min); }) ||
           std::ranges::any_of(account_.links,
                               [&](const Link& one) { return is(one, one.expires) && !one.used; });
}

const Named* Draw::one_of(const std::vector<Named>& all) {
    if (all.empty()) return nullptr;
    std::vector<const Named*> there;
    for (const auto& one : all) {
        if (is_there(one.name)) there.push_back(&one);
    }
    if (there.empty() || once_in(12)) return &all.back();
    return there.at(static_cast<std::size_t>(below(static_cast<int>(there.size()))));
}

Caller Draw::sign_in() {
    const auto who = actor();
    const int count = password();
    const auto made = std::make_shared<std::optional<account::Token>>();
    Caller caller{
        who.browser + ": password " + std::to_string(count), password_steps(who, count), {}};
    const auto text = std::make_shared<const crypto::Secret>(World::password_text(count));
    caller.act = [=, this](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        auto step = co_await signin::sign_in(services, client, world_.person().email, text);
        *made = std::move(step.token);
        switch (step.verdict) {
        case signin::PasswordVerdict::not_accepted: co_return "not_accepted";
        case signin::PasswordVerdict::challenge: co_return "challenge";
        case signin::PasswordVerdict::session: co_return "session";
        }
        co_return "";
    };
    caller.learn = [=, this] {
        if (!*made) return;
        const bool challenge = account_.authenticator.has_value();
        world_.learn(challenge ? world_.challenges : world_.sessions, challenge ? 'c' : 's',
                     **made);
    };
    return caller;
}

Caller Draw::type_code() {
    const auto* challenge = one_of(world_.challenges);
    if (challenge == nullptr || (!is_there(challenge->name) && !once_in(6))) return sign_in();
    const auto who = actor();
    const auto typed = code();
    const auto token = std::make_shared<account::Token>(challenge->token.clone());
    const auto made = std::make_shared<std::optional<account::Token>>();
    Caller caller{who.browser + ": code " + typed + " at " + challenge->name,
                  code_steps(who, challenge->name, typed),
                  {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        const auto code = signin::TypedCode::of(typed);
        auto result = co_await signin::sign_in_with_code(services, client, *token, code, false);
        auto* done = std::get_if<signin::CodeAccepted>(&result);
        if (done != nullptr) *made = done->token.clone();
        co_return answer_of(result, "signed in");
    };
    caller.learn = [=, this] {
        if (*made) world_.learn(world_.sessions, 's', **made);
    };
    return caller;
}

Caller Draw::ask_reset() {
    const auto who = actor();
    Caller caller{who.browser + ": ask for a reset link", ask_reset_steps(who), {}};
    caller.act = [=, this](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        co_await signin::ask_for_reset_link(services, client, world_.person().email);
        co_return "done";
    };
    return caller;
}

Caller Draw::reset() {
    const auto* link = one_of(world_.reset_links);
    if (link == nullptr || (!is_there(link->name) && !once_in(6))) return ask_reset();
    const auto who = actor();
    const int next = world_.passwords++;
    const auto typed = once_in(4) ? std::string{} : code();
    const auto token = std::make_shared<account::Token>(link->token.clone());
    Caller caller{
        who.browser + ": reset by " + link->name + " to " + std::to_string(next) + " with " + typed,
        reset_steps(who, link->name, next, typed),
        {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        const auto text = std::make_shared<const crypto::Secret>(World::password_text(next));
        signin::NewPassword wanted{*token, text};
        if (typed.empty())
            wanted.without_factor = true;
        else
            wanted.code = signin::TypedCode::of(typed);
        const auto result = co_await signin::reset_password(services, client, wanted);
        const auto* done = std::get_if<signin::ResetResult>(&result);
        const bool pending = done != nullptr && *done == signin::ResetResult::pending;
        co_return answer_of(result, pending ? "pending" : "changed");
    };
    return caller;
}

Caller Draw::ask_relief() {
    Caller caller{"ask for relief", ask_relief_steps(), {}};
    caller.act = [this](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client("thief");
        co_await signin::ask_for_relief(services, client, world_.person().email);
        co_return "done";
    };
    return caller;
}

Caller Draw::use_relief() {
    const auto* link = one_of(world_.relief_links);
    if (link == nullptr || (!is_there(link->name) && !once_in(6))) return ask_relief();
    const auto who = actor();
    const auto token = std::make_shared<account::Token>(link->token.clone());
    Caller caller{who.browser + ": relief by " + link->name, use_relief_steps(who, link->name), {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        const auto result = co_await signin::use_relief(services, client, *token);
        co_return answer_of(result, "done");
    };
    return caller;
}

Caller Draw::leave() {
    const auto* session = one_of(world_.sessions);
    if (session == nullptr || (!is_there(session->name) && !once_in(6))) return sign_in();
    const auto token = std::make_shared<account::Token>(session->token.clone());
    const bool others = once_in(2);
    Caller caller{(others ? "end all others, from " : "sign out ") + session->name,
                  others ? end_others_steps(session->name) : sign_out_steps(session->name),
                  {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client("home");
        if (others) {
            const auto result = co_await signin::end_others(services, client, *token);
            co_return answer_of(result, "done");
        }
        co_await signin::sign_out(services, client, *token);
        co_return "done";
    };
    return caller;
}

Caller Draw::freeze() {
    constexpr auto length = std::chrono::hours{24 * 4};
    Caller caller{"an appeal freezes the account", freeze_steps(length), {}};
    caller.act = [this, length](const Services& services) -> Awaitable<std::string> {
        store::Decide<bool> decide = [length](const store::Loaded& loaded, Time now) {
            auto guard = *loaded.guard;
            guard::begin_freeze(guard, now + length, now);
            return store::Decision<bool>{true, guard, {}};
        };
        std::vector<store::LoadCall> loads;
        co_await services.db.change<bool>(world_.person().who, std::move(loads), std::move(decide));
        co_return "done";
    };
    return caller;
}

}  // namespace sparekey::model
