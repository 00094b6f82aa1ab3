#include "recovery/workbench_flow.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "account/identity_table.h"
#include "evidence/item_table.h"
#include "recovery/bench_double.h"
#include "recovery/form_flow.h"

using namespace sparekey;
using namespace sparekey::recovery;
using namespace std::chrono_literals;
using account::Why;
using signin::granted;
using signin::outcome;
using signin::why;
using staff::hire;

namespace {

constexpr const char* kate = "kate@desk.example.org";
constexpr const char* dora = "dora@desk.example.org";
const evidence::ItemId selfie{77};

// With a form and one picture.
Filed file_whole(Room& room) {
    const auto filed = file(room);
    run(room.keys.create({filed.who, filed.id}, room.now()));
    person::Claimed claimed;
    claimed.legal_name = "Jane Miller";
    claimed.id_number = "X4711291";
    claimed.phone = "+442079460041";
    const auto json = person::to_json(claimed);
    StoredForm form;
    form.sealed = *room.keys.seal_form({filed.who, filed.id}, form_purpose, bytes_of(json));
    form.saved_at = room.now();
    evidence::Item item;
    item.id = selfie;
    item.kind = evidence::Kind::selfie;
    item.status = evidence::Status::good;
    item.at = room.now();
    std::function<bool(store::Transaction&)> save = [&](store::Transaction& tx) {
        tx.save(save_form(filed.id, form));
        const person::Record known{"Jane Ann Miller", "1990-12-31", "x-4711291", "+4930123456"};
        tx.save(account::save_identity(account::seal_identity(room.house.ring, filed.who, known),
                                       Bytes(32),
                                       {tx.now(), account::EnteredBy::site_operator, tx.now()}));
        tx.save(evidence::insert_item(filed.id, item));
        return true;
    };
    run(room.house.services.db.transact<bool>(filed.who, std::move(save)));
    return filed;
}

bool tells(const Workbench& seen, Event event) {
    return std::ranges::find(seen.timeline, slug(event), &CaseEvent::event) != seen.timeline.end();
}

std::int64_t views(Room& room) { return room.house.count("SELECT COUNT(*) FROM appeal_view"); }

}  // namespace

TEST_CASE("whoever has a case sees how claims compare, masks and what there is, and no record") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        const auto filed = file_whole(room);
        REQUIRE(next(room, a));
        const auto opened = run(open_case(room.bench, actor_of(a), filed.id));
        const auto& seen = outcome(opened);
        CHECK(seen.seat == Seat::a);
        CHECK(seen.claims.at(0).masked == "J••• M•••••");
        CHECK(seen.claims.at(0).result == "near");
        CHECK(seen.claims.at(1).result == "match");
        CHECK(seen.claims.at(2).result == "none");
        CHECK(seen.claims.at(3).result == "absent");
        CHECK(seen.items.size() == 1);
        CHECK(seen.others.empty());
        CHECK(seen.allowed ==
              std::vector<Act>{Act::ask, Act::video, Act::pass, Act::reject, Act::fraud});
        // Looking at the list opens nothing.
        CHECK(views(room) == 0);
    });
}

TEST_CASE("nobody sees anything of a case that is not theirs, or is theirs no more") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        auto lead = hire(room.members, "mary@desk.example.org", a_lead);
        const auto filed = file_whole(room);
        const auto nothing = [&](staff::Sitting& who) {
            static_cast<void>(seated(room, who));
            CHECK(why(run(open_case(room.bench, actor_of(who), filed.id))) == Why::not_assigned);
            CHECK(why(run(reveal(room.bench, actor_of(who), filed.id, Field::legal_name,
                                 "near"))) == Why::not_assigned);
            CHECK(why(run(view_item(room.bench, actor_of(who), filed.id, selfie))) ==
                  Why::not_assigned);
            CHECK(why(run(ask_for_material(room.bench, actor_of(who), filed.id, {}, {}))) ==
                  Why::not_assigned);
            CHECK(why(run(release_case(room.bench, actor_of(who), filed.id))) == Why::not_assigned);
        };
        for (auto* who : {&a, &b, &lead}) nothing(*who);
        REQUIRE(next(room, a));
        nothing(b);
        nothing(lead);
        CHECK(granted(run(open_case(room.bench, actor_of(a), filed.id))));
        // An id of nobody's is the same answer.
        CHECK(why(run(open_case(room.bench, actor_of(a), AppealId{42}))) == Why::not_assigned);
        room.house.clock.advance(31min);
        nothing(a);
        CHECK(views(room) == 0);
    });
}

TEST_CASE("a field opens for a minute, with a reason, and forty times at most") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        const auto filed = file_whole(room);
        REQUIRE(next(room, a));
        const auto open = [&](Field field) {
            return run(reveal(room.bench, actor_of(a), filed.id, field, "near"));
        };
        const auto opened = open(Field::legal_name);
        CHECK(outcome(opened).value == "Jane Miller");
        CHECK(outcome(opened).until == room.now() + 60s);
        CHECK(why(open(Field::deposits)) == Why::not_found);
        for (int i = 1; i < reveals_max; ++i) REQUIRE(granted(open(Field::phone)));
        CHECK(why(open(Field::legal_name)) == Why::too_many_tries);
        CHECK(views(room) == reveals_max);
    });
}

TEST_CASE("each look is counted for the applicant by seat, and journalled in the member's chain") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        const auto filed = file_whole(room);
        REQUIRE(next(room, a));
        REQUIRE(granted(run(view_item(room.bench, actor_of(a), filed.id, selfie))));
        const auto shown = run(view_item(room.bench, actor_of(a), filed.id, selfie));
        CHECK(outcome(shown).watermark.find("Katherine") == 0);
        CHECK(outcome(shown).watermark.find(filed.number) != std::string::npos);
        REQUIRE(granted(
            run(reveal(room.bench, actor_of(a), filed.id, Field::legal_name, "compare_document"))));
        CHECK(why(run(view_item(room.bench, actor_of(a), filed.id, evidence::ItemId{1}))) ==
              Why::not_found);
        std::vector<store::LoadCall> loads{views_of(filed.id)};
        const auto loaded = run(room.house.services.db.load(filed.who, std::move(loads)));
        const auto counted = read_views(loaded.rows[0]);
        REQUIRE(counted.size() == 1);
        CHECK(counted[0].seat == Seat::a);
        CHECK(counted[0].views == 3);
        CHECK(signin::lines(room.house, a.who, journal::Kind::desk_viewed) == 2);
        CHECK(signin::lines(room.house, a.who, journal::Kind::desk_revealed) == 1);
        CHECK(signin::lines(room.house, filed.who, journal::Kind::desk_viewed) == 0);
        // Its chain is whole: every line of the member's is found from the newest back.
        std::function<journal::Page(store::Reader&)> read = [&](store::Reader& reader) {
            return journal::read_page(reader, a.who, 0);
        };
        const auto page = run(room.house.services.db.read<journal::Page>(std::move(read)));
        CHECK(page.lines.front().kind == journal::Kind::desk_revealed);
        CHECK(page.lines.back().kind == journal::Kind::staff_added);
    });
}

TEST_CASE("B sees nothing of A's verdict before deciding, and a lead all of it") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        auto lead = hire(room.members, "mary@desk.example.org", a_lead);
        const auto filed = file_whole(room);
        auto first = verdict(Act::pass);
        first.note = "The hologram moves as it should.";
        REQUIRE(granted(sit_and_give(room, a, filed, first)));
        REQUIRE(next(room, b));
        const auto before = run(open_case(room.bench, actor_of(b), filed.id));
        CHECK(outcome(before).others.empty());
        CHECK(outcome(before).checklist == Checklist{});
        CHECK_FALSE(tells(outcome(before), Event::passed));
        const auto decided = give(room, b, filed.id, verdict(Act::doubt));
        REQUIRE(outcome(decided).first);
        CHECK(outcome(decided).first->note == "The hologram moves as it should.");
        REQUIRE(next(room, lead));
        const auto whole = run(open_case(room.bench, actor_of(lead), filed.id));
        CHECK(outcome(whole).others.size() == 2);
        CHECK(tells(outcome(whole), Event::passed));
        CHECK(tells(outcome(whole), Event::doubted));
        // The note is sealed under the appeal's key, and gone with it.
        run(room.keys.destroy_form_key({filed.who, filed.id}));
        const auto later = run(open_case(room.bench, actor_of(lead), filed.id));
        CHECK(outcome(later).others.at(0).note.empty());
        CHECK(outcome(later).claims.empty());
    });
}
