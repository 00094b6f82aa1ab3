// For tests: an office on a scratch house, and an applicant who goes through an appeal.
#pragma once
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "account/decoys_flow.h"
#include "account/identity_table.h"
#include "evidence/item_table.h"
#include "recovery/applicant.h"
#include "recovery/case_keys_double.h"
#include "recovery/case_table.h"
#include "recovery/contest_flow.h"
#include "recovery/draft_flow.h"
#include "recovery/due_flow.h"
#include "recovery/form_flow.h"
#include "recovery/gate_flow.h"
#include "recovery/link_flow.h"
#include "recovery/open_appeals.h"
#include "recovery/open_flow.h"
#include "recovery/reset_flow.h"
#include "recovery/reset_link.h"
#include "recovery/status_flow.h"
#include "recovery/veto_flow.h"
#include "signin/acts_double.h"
#include "signin/between_double.h"
#include "signin/close_account.h"
#include "signin/password_change.h"
#include "signin/relief.h"
#include "signin/stolen_confirm.h"
#include "signin/stolen_flow.h"
#include "signin/undo_flow.h"

namespace sparekey::recovery {

using signin::granted;
using signin::House;
using signin::mailed_secret;
using signin::mails;
using signin::outcome;
using signin::Person;
using signin::secret_of;
using signin::standing_of;
using signin::Visit;
using signin::why;
using namespace std::chrono_literals;

inline constexpr std::int64_t reviewer_a = 101;
inline constexpr std::int64_t reviewer_b = 102;
inline constexpr std::int64_t the_lead = 103;

class Bureau {
   public:
    explicit Bureau(House& in) : house(in) { house.services.appeals = &appeals; }

    House& house;
    Desk desk;
    DocketAppeals appeals{house.services};
    KeysInMemory keys;
    Office office{house.services, desk, keys};

    void execute(AccountId who, const std::function<void(store::Transaction&)>& f) const {
        std::function<bool(store::Transaction&)> all = [&](store::Transaction& tx) {
            f(tx);
            return true;
        };
        run(house.services.db.transact<bool>(who, std::move(all)));
    }

    // An account with a factor and a record, all of it two months old.
    [[nodiscard]] Person person(const std::string& email,
                                const std::string& password = "correct horse battery") const {
        auto made = house.person(email, true, password);
        execute(made.who, [&](store::Transaction& tx) {
            const Time old = tx.now() - 24h * 60;
            tx.execute("UPDATE address SET added_at = $2, confirmed_at = $2 WHERE account_id = $1",
                       {made.who, old});
            tx.execute("UPDATE backup_codes SET made_at = $2, shown_at = $2 WHERE account_id = $1",
                       {made.who, old});
            tx.save(account::save_identity(to_bytes(bytes_of("sealed")),
                                           to_bytes(bytes_of("digest")),
                                           {old, account::EnteredBy::site_operator, old}));
        });
        return made;
    }

    // Everything that waits in the outbox is delivered now.
    void deliver() const {
        execute(AccountId{}, [](store::Transaction& tx) {
            tx.execute(
                "UPDATE outbox SET state = 'sent', claimed_until = $1 WHERE state = "
                "'waiting'",
                {tx.now()});
        });
    }

    // The job, until it finds nothing; and again after each of `hours`.
    void work() const {
        while (run(look_after_appeals(office, house.now())) > 0) {
        }
    }
    void pass_time(Duration length, Duration each = 6h) const {
        for (Duration gone{}; gone < length; gone += each) {
            house.clock.advance(std::min(each, length - gone));
            deliver();
            work();
        }
    }

    // As the desk does it: one change of the account with its docket.
    bool happens(AccountId who, AppealId id, const Happening& what) const {
        const auto client = House::client("desk");
        store::Decide<bool> decide = [&](const store::Loaded& loaded, Time now) {
            account::Plan plan{who, loaded, house.services.ring, client, now};
            Docket docket{house.services, loaded.rows, 0, plan};
            auto asked = what;
            if (asked.pass) {
                asked.pass->pass.at = now;
                asked.pass->evidence_digest = docket.find(id)->evidence_digest;
            }
            const bool done = happen(plan, docket, id, asked);
            return plan.decision(done);
        };
        auto loads = docket_loads();
        return run(house.services.db.change<bool>(who, std::move(loads), std::move(decide)));
    }
    [[nodiscard]] static Happening pass_of(std::int64_t staff, Seat seat) {
        return {.event = Event::passed, .pass = SignedPass{{staff, seat, {}}, {}, "{}", 1}};
    }
    // A verdict below the lead in an escalated case; the second fills the last seat.
    bool fills(AccountId who, AppealId id, std::int64_t staff, Seat seat) const {
        const auto client = House::client("desk");
        store::Decide<bool> decide = [&](const store::Loaded& loaded, Time now) {
            account::Plan plan{who, loaded, house.services.ring, client, now};
            Docket docket{house.services, loaded.rows, 0, plan};
            const SignedPass given{{staff, seat, now}, docket.find(id)->evidence_digest, "{}", 1};
            const bool done = fill_seat(plan, docket, id, given, seat == Seat::b);
            return plan.decision(done);
        };
        auto loads = docket_loads();
        return run(house.services.db.change<bool>(who, std::move(loads), std::move(decide)));
    }
    [[nodiscard]] std::vector<Case> cases(AccountId who) const {
        std::vector<store::LoadCall> loads{load_cases, load_passes};
        const auto loaded = run(house.services.db.load(who, std::move(loads)));
        return read_cases(loaded.rows[0], loaded.rows[1], who);
    }
    [[nodiscard]] Case one(AccountId who, AppealId id) const {
        for (auto& c : cases(who)) {
            if (c.id == id) return c;
        }
        FAIL("no such case");
        return {};
    }
    [[nodiscard]] std::int64_t count(AccountId who, const std::string& table) const {
        return house.count("SELECT COUNT(*) FROM " + table + " WHERE account_id = $1", {who});
    }
    // Whoever stands between password and code is in none.
    [[nodiscard]] std::int64_t sessions(AccountId who) const {
        return house.count("SELECT COUNT(*) FROM session WHERE account_id = $1 AND level > 0",
                           {who});
    }
};

// Whoever knows the password and has the mailbox, in one browser.
class Appellant {
   public:
    Appellant(Bureau& at, Person& of, std::string_view in = "borrowed")
        : bureau(at), house(at.house), person(of), browser(in), client(House::client(in)) {}

    Bureau& bureau;
    House& house;
    Person& person;
    std::string browser;
    account::Client client;
    std::optional<account::Token> access;
    AppealId id;
    std::string receipt;

    [[nodiscard]] std::string gate_code() const {
        run(ask_at_gate(house.services, client, person.email));
        return std::string{mailed_secret(house, person.who, outbox::Kind::appeal_code).text()};
    }
    account::Result<Opened> try_open(const std::string& password, Lost lost = Lost::phone_lost) {
        const OpenAsked asked{person.email, gate_code(),     secret_of(password),
                              lost,         "Europe/Berlin", house.now()};
        auto result = run(open_appeal(bureau.office, client, asked));
        if (const auto* opened = std::get_if<Opened>(&result)) {
            access = opened->access.clone();
            id = opened->appeal;
        }
        return result;
    }
    void open(Lost lost = Lost::phone_lost) { REQUIRE(granted(try_open(person.password, lost))); }

    void put(evidence::Kind kind) {
        DecideApplicant<account::Done> decide =
            [&](account::Plan& plan, Applicant& at) -> account::Result<account::Done> {
            evidence::Item item;
            item.id = evidence::ItemId{random_id()};
            item.kind = kind;
            item.version = evidence::next_version(at.items, kind);
            item.captured = evidence::Captured::camera;
            item.status = evidence::Status::good;
            item.at = plan.now();
            item.sha256 = crypto::sha256(bytes_of(std::to_string(item.id.value)));
            plan.save(evidence::insert_item(at.id, item));
            at.items.push_back(item);
            note_evidence(plan, at);
            return account::Done{};
        };
        REQUIRE(granted(run(change_as_applicant<account::Done>(bureau.office, client, *access,
                                                               std::move(decide)))));
    }
    void fill() {
        REQUIRE(granted(run(paper_code(bureau.office, client, *access))));
        for (const auto kind :
             {evidence::Kind::id_front, evidence::Kind::id_back, evidence::Kind::selfie})
            put(kind);
        person::Claimed claimed;
        claimed.legal_name = "Ada Lovelace";
        claimed.id_number = "L8989-" + person.email;
        claimed.phone = "+44 20 7946 0000";
        REQUIRE(granted(run(save_draft_form(bureau.office, client, *access, claimed))));
        const auto shown = run(make_receipt(bureau.office, client, *access));
        receipt = std::string{outcome(shown).text()};
    }
    account::Result<account::Done> try_submit() {
        return run(recovery::submit(bureau.office, client, *access, receipt));
    }
    void submit() {
        fill();
        REQUIRE(granted(try_submit()));
    }
    [[nodiscard]] Case now() const { return bureau.one(person.who, id); }
    [[nodiscard]] State state() const { return now().appeal.state; }

    // Submitted, checked, and with a video in the first review.
    void to_review() {
        open();
        submit();
        bureau.work();
        record();
    }
    void record() {
        REQUIRE(bureau.happens(person.who, id, {.event = Event::video_asked}));
        put(evidence::Kind::video);
        REQUIRE(bureau.happens(person.who, id, {.event = Event::recorded}));
    }
    void pass(std::int64_t staff, Seat seat) {
        REQUIRE(bureau.happens(person.who, id, Bureau::pass_of(staff, seat)));
    }
    void to_link() {
        to_review();
        pass(reviewer_a, Seat::a);
        pass(reviewer_b, Seat::b);
        wait_for_link();
    }
    void wait_for_link() {
        for (int i = 0; i < 4 * 8 && state() != State::link_sent; ++i) bureau.pass_time(6h);
        REQUIRE(state() == State::link_sent);
    }
    [[nodiscard]] account::Token mailed_link() const {
        return signin::mailed_token(house, person.who, outbox::Kind::appeal_link);
    }
    account::Result<ResetBegun> begin(const account::Token& link, const std::string& password) {
        const ResetAsked asked{link, secret_of(password), receipt};
        return run(begin_reset(bureau.office, client, asked));
    }
    // The person has the new key and codes afterwards.
    account::Result<ResetDone> confirm(const ResetBegun& begun) {
        const auto& key = begun.enrolling.key;
        const auto code = otp::one_time_code(key.view(), otp::step_at(house.now()));
        auto result = run(confirm_reset(bureau.office, client, begun.access, code));
        if (auto* done = std::get_if<ResetDone>(&result)) {
            person.key = key.clone();
            for (std::size_t i = 0; i < done->codes.size(); ++i)
                person.codes[i] = done->codes[i].clone();
        }
        return result;
    }
    void reset() {
        const auto link = mailed_link();
        const auto begun = begin(link, person.password);
        REQUIRE(granted(begun));
        REQUIRE(granted(confirm(outcome(begun))));
    }
    account::Result<Vetoed> veto_with(const std::string& code, const std::string& password,
                                      std::string_view in = "kitchen") {
        const VetoAsked asked{.email = person.email,
                              .password = secret_of(password),
                              .code = signin::TypedCode::of(code),
                              .mailed_code = {}};
        return run(recovery::veto(bureau.office, House::client(in), asked));
    }
    account::Result<ContestResult> not_me(outbox::Kind letter) {
        const auto token = signin::mailed_token(house, person.who, letter);
        return run(contest(bureau.office, House::client("mailbox"), token));
    }
};

template <class Test>
void in_each_bureau(Test&& test) {
    signin::in_each_house([&](House& house) {
        Bureau bureau{house};
        test(bureau);
        house.services.appeals = nullptr;
    });
}

}  // namespace sparekey::recovery
