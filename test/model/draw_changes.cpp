// The changes of a signed-in person, and the stolen phone.
#include "factor/backup_code_actions.h"
#include "factor/disable.h"
#include "factor/enrol.h"
#include "signin/enrolment_flow.h"
#include "signin/password_change.h"
#include "signin/step_up.h"
#include "signin/stolen_confirm.h"
#include "test/model/answers.h"
#include "test/model/draw.h"

namespace sparekey::model {
namespace {

using account::Action;
using account::Services;
using signin::House;

// What a step-up gave its person.
struct Given {
    std::optional<account::Token> session;
    std::optional<otp::BackupCodes> codes;
    std::optional<crypto::Secret> key;
};

template <class T>
Awaitable<std::string> stepped_up(const Services& services, const StepUp& asked,
                                  const std::string& browser, const account::Token& session,
                                  Action<T> action, Given& given) {
    const auto client = House::client(browser);
    signin::Proof proof{
        std::make_shared<const crypto::Secret>(World::password_text(asked.password)), std::nullopt,
        false};
    if (!asked.code.empty()) proof.code = signin::TypedCode::of(asked.code);
    auto result = co_await signin::step_up<T>(services, client, session, proof, std::move(action));
    if (auto* done = std::get_if<signin::SteppedUp<T>>(&result)) {
        given.session = std::move(done->session);
        if constexpr (std::is_same_v<T, otp::BackupCodes>) given.codes = std::move(done->outcome);
        if constexpr (std::is_same_v<T, factor::Enrolling>)
            given.key = std::move(done->outcome.key);
    }
    co_return answer_of(result, "done");
}

Awaitable<std::string> change(const Services& services, const StepUp& asked,
                              const std::string& browser, const account::Token& session,
                              Given& given) {
    switch (asked.change) {
    case Change::regenerate: {
        auto action = factor::regenerate_codes(services, session.account());
        co_return co_await stepped_up(services, asked, browser, session, std::move(action), given);
    }
    case Change::change_password: {
        const auto next =
            std::make_shared<const crypto::Secret>(World::password_text(asked.next_password));
        auto action = signin::change_password(services, session.account(), next);
        co_return co_await stepped_up(services, asked, browser, session, std::move(action), given);
    }
    case Change::disable: {
        auto action = factor::disable(services, World::password_text(asked.password));
        auto& ready = std::get<Action<account::Done>>(action);
        co_return co_await stepped_up(services, asked, browser, session, std::move(ready), given);
    }
    case Change::replace: {
        auto action = factor::begin_replacing(services);
        co_return co_await stepped_up(services, asked, browser, session, std::move(action), given);
    }
    }
    co_return "";
}

std::string name_of(Change change) {
    switch (change) {
    case Change::regenerate: return "regenerate";
    case Change::change_password: return "change the password";
    case Change::disable: return "disable";
    case Change::replace: return "begin to replace";
    }
    return "";
}

}  // namespace

Caller Draw::step_up() {
    const auto* session = one_of(world_.sessions);
    if (session == nullptr || (!is_there(session->name) && !once_in(6))) return sign_in();
    const auto who = actor();
    static constexpr std::array<Change, 9> changes{
        Change::regenerate,      Change::regenerate,      Change::regenerate,
        Change::change_password, Change::change_password, Change::replace,
        Change::replace,         Change::replace,         Change::disable};
    StepUp asked{session->name, password(), once_in(9) ? std::string{} : code(),
                 changes.at(static_cast<std::size_t>(below(changes.size()))), 0};
    if (asked.change == Change::disable && !once_in(4)) asked.change = Change::replace;
    if (asked.change == Change::change_password) asked.next_password = world_.passwords++;
    const auto token = std::make_shared<account::Token>(session->token.clone());
    const auto given = std::make_shared<Given>();
    Caller caller{who.browser + ": " + name_of(asked.change) + " in " + session->name +
                      " with password " + std::to_string(asked.password) + " and " + asked.code,
                  step_up_steps(who, asked),
                  {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        co_return co_await change(services, asked, who.browser, *token, *given);
    };
    caller.learn = [=, this] {
        if (given->session) world_.learn(world_.sessions, 's', *given->session);
        if (given->codes) world_.learn_codes(*given->codes);
        if (given->key) world_.learn_key(*given->key);
    };
    return caller;
}

Caller Draw::confirm() {
    const auto& enrolment = account_.enrolment;
    const auto* session = one_of(world_.sessions);
    if (!enrolment || enrolment->key == nameless || session == nullptr) return step_up();
    for (const auto& one : world_.sessions) {
        for (const auto& living : account_.sessions) {
            if (living.enrols && living.name == one.name && !once_in(8)) session = &one;
        }
    }
    const auto step = otp::step_at(world_.now());
    const auto typed =
        once_in(5) ? std::string{"000000"} : world_.secrets.code_of(enrolment->key, step);
    const auto token = std::make_shared<account::Token>(session->token.clone());
    const auto given = std::make_shared<Given>();
    const auto who = actor();
    Caller caller{"confirm " + enrolment->key + " in " + session->name + " with " + typed,
                  confirm_steps(who, session->name, typed),
                  {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client("home");
        auto result = co_await signin::confirm_enrolment(services, client, *token, typed);
        if (auto* done = std::get_if<signin::Confirmed>(&result)) {
            given->session = done->session.clone();
            given->codes = std::move(done->codes);
        }
        co_return answer_of(result, "done");
    };
    caller.learn = [=, this] {
        if (given->session) world_.learn(world_.sessions, 's', *given->session);
        if (given->codes) world_.learn_codes(*given->codes);
    };
    return caller;
}

Caller Draw::begin_stolen() {
    const auto who = actor();
    const int count = password();
    const auto made = std::make_shared<std::optional<account::Token>>();
    Caller caller{who.browser + ": my phone was stolen, password " + std::to_string(count),
                  begin_stolen_steps(who, count),
                  {}};
    caller.act = [=, this](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        const auto text = std::make_shared<const crypto::Secret>(World::password_text(count));
        auto result = co_await signin::begin_stolen(services, client, world_.person().email, text);
        if (auto* begun = std::get_if<signin::StolenBegun>(&result)) *made = begun->report.clone();
        co_return answer_of(result, "begun");
    };
    caller.learn = [=, this] {
        if (*made) world_.learn(world_.reports, 'p', **made);
    };
    return caller;
}

Caller Draw::confirm_stolen() {
    const auto* report = one_of(world_.reports);
    if (report == nullptr || (!is_there(report->name) && !once_in(6))) return begin_stolen();
    const auto who = actor();
    const auto typed = once_in(4) ? std::string{"00000000"} : backup_code();
    const auto token = std::make_shared<account::Token>(report->token.clone());
    Caller caller{who.browser + ": stolen, by " + typed + " at " + report->name,
                  confirm_stolen_steps(who, report->name, typed),
                  {}};
    caller.act = [=](const Services& services) -> Awaitable<std::string> {
        const auto client = House::client(who.browser);
        const auto result =
            co_await signin::confirm_stolen_by_backup_code(services, client, *token, typed, false);
        co_return answer_of(result, "stolen");
    };
    return caller;
}

}  // namespace sparekey::model
