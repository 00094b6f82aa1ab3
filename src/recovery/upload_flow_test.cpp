#include "recovery/upload_flow.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "picture/encode_double.h"
#include "picture/jpeg.h"
#include "picture/sample_double.h"
#include "recovery/appeal_double.h"
#include "recovery/upload_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using evidence::Captured;
using evidence::Item;
using evidence::Kind;
using evidence::Media;

Case in_state(State state) {
    Case c;
    c.appeal.state = state;
    return c;
}
Offered picture_of(Kind kind, Captured captured = Captured::camera) {
    return {kind, captured, Media::jpeg};
}

const Bytes card = picture::encode_jpeg(picture::sample(1600, 1000));
const Bytes other_card = picture::encode_jpeg(picture::sample(1500, 1000));

TEST_CASE("a draft takes the two sides and the selfie, and nothing that nobody asked for") {
    const auto draft = in_state(State::draft);
    CHECK_FALSE(refusal_of(draft, {}, picture_of(Kind::id_front)));
    CHECK_FALSE(refusal_of(draft, {}, picture_of(Kind::id_back, Captured::file)));
    CHECK_FALSE(refusal_of(draft, {}, picture_of(Kind::selfie)));
    CHECK(refusal_of(draft, {}, picture_of(Kind::extra)) == Why::wrong_state);
    CHECK(refusal_of(draft, {}, picture_of(Kind::video)) == Why::wrong_state);
    auto complete = draft;
    complete.appeal.complete = true;
    CHECK(refusal_of(complete, {}, picture_of(Kind::id_front)) == Why::wrong_state);
}

TEST_CASE("once it is submitted a case takes what was asked for, and only while it is asked") {
    auto asked = in_state(State::needs_material);
    asked.needed = {{"id_back", "blurred"}, {"extra", "proof_of_address"}, {"selfie", "cut_off"}};
    CHECK_FALSE(refusal_of(asked, {}, picture_of(Kind::id_back)));
    CHECK_FALSE(refusal_of(asked, {}, picture_of(Kind::extra, Captured::file)));
    CHECK(refusal_of(asked, {}, picture_of(Kind::id_front)) == Why::wrong_state);
    for (int state = 0; state < state_count; ++state) {
        auto other = asked;
        other.appeal.state = static_cast<State>(state);
        if (other.appeal.state == State::draft || other.appeal.state == State::needs_material)
            continue;
        CHECK(refusal_of(other, {}, picture_of(Kind::id_back)) == Why::wrong_state);
    }
}

TEST_CASE("a selfie is by camera only, in the draft and when it is asked for again") {
    CHECK(refusal_of(in_state(State::draft), {}, picture_of(Kind::selfie, Captured::file)) ==
          Why::camera_needed);
    auto asked = in_state(State::needs_material);
    asked.needed = {{"selfie", "cut_off"}};
    CHECK(refusal_of(asked, {}, picture_of(Kind::selfie, Captured::file)) == Why::camera_needed);
    CHECK_FALSE(refusal_of(asked, {}, picture_of(Kind::selfie)));
}

TEST_CASE("eight extras a round, and sixty pictures an appeal") {
    auto asked = in_state(State::needs_material);
    asked.appeal.material_rounds = 2;
    asked.needed = {{"extra", "asked"}, {"id_back", "blurred"}};
    std::vector<Item> items(evidence::extras_max - 1);
    for (auto& item : items) item.round = 2;
    CHECK_FALSE(refusal_of(asked, items, picture_of(Kind::extra)));
    items.push_back(items.back());
    CHECK(refusal_of(asked, items, picture_of(Kind::extra)) == Why::too_many_items);
    CHECK_FALSE(refusal_of(asked, items, picture_of(Kind::id_back)));
    asked.appeal.material_rounds = 3;
    CHECK_FALSE(refusal_of(asked, items, picture_of(Kind::extra)));
    items.resize(evidence::items_max - 1);
    CHECK_FALSE(refusal_of(asked, items, picture_of(Kind::id_back)));
    items.resize(evidence::items_max);
    CHECK(refusal_of(asked, items, picture_of(Kind::id_back)) == Why::too_many_items);
}

TEST_CASE("a picture is sealed, looked at and kept; the next of its kind takes its place") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto first = archive.send(at, picture_of(Kind::id_front), card);
        REQUIRE(granted(first));
        CHECK(outcome(first).status == evidence::Status::good);
        CHECK(outcome(first).width == 1600);
        CHECK(outcome(first).sha256 == crypto::sha256(card));
        const auto digest = at.now().evidence_digest;
        CHECK_FALSE(digest.empty());
        const auto second = archive.send(at, picture_of(Kind::id_front), other_card);
        REQUIRE(granted(second));
        const auto items = archive.items(at);
        REQUIRE(items.size() == 1);
        CHECK(items[0].id == outcome(second).id);
        CHECK(at.now().evidence_digest != digest);
        CHECK(archive.files(outcome(first).id) == 0);
        CHECK(archive.files(outcome(second).id) == 2);
    });
}

TEST_CASE("what cannot be opened is refused and leaves nothing behind") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto front = picture_of(Kind::id_front);
        const auto said = to_bytes(bytes_of("GIF89a, they say, a picture"));
        CHECK(why(archive.send(at, front, said)) == Why::picture_unreadable);
        CHECK(why(archive.send(at, front, {})) == Why::picture_unreadable);
        auto cut = card;
        cut.resize(cut.size() / 3);
        CHECK(why(archive.send(at, front, cut)) == Why::picture_unreadable);
        const auto huge = picture::png_claiming(60'000, 60'000);
        CHECK(why(archive.send(at, front, huge)) == Why::picture_too_large);
        CHECK(why(archive.break_off(at, front, card)) == Why::upload_broken_off);
        CHECK(archive.items(at).empty());
        CHECK(archive.files() == 0);
    });
}

TEST_CASE("while a picture arrives the case may move on, and takes it no more") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        archive.meanwhile = [&] {
            REQUIRE(granted(run(withdraw(bureau.office, at.client, *at.access))));
        };
        CHECK(why(archive.send(at, picture_of(Kind::id_front), card)) == Why::wrong_state);
        CHECK(archive.items(at).empty());
        CHECK(archive.files() == 0);
    });
}

TEST_CASE("a picture is removed while staff have not seen it, and never after") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto kept = outcome(archive.send(at, picture_of(Kind::id_back), card));
        const auto remove = [&](evidence::ItemId id) {
            return run(remove_item(bureau.office, *archive.store, at.client, *at.access, id));
        };
        CHECK(why(remove(evidence::ItemId{kept.id.value + 1})) == Why::not_found);
        REQUIRE(granted(remove(kept.id)));
        CHECK(archive.files() == 0);
        CHECK(why(remove(kept.id)) == Why::not_found);
        at.submit();
        const auto sent = archive.items(at);
        CHECK(why(remove(sent.front().id)) == Why::wrong_state);
        bureau.work();
        REQUIRE(bureau.happens(
            ada.who, at.id, {.event = Event::material_asked, .needed = {{"id_front", "blurred"}}}));
        // What they saw stays, whatever comes in its place.
        CHECK(why(remove(sent.front().id)) == Why::wrong_state);
        const auto again = archive.send(at, picture_of(Kind::id_front), other_card);
        REQUIRE(granted(again));
        CHECK(outcome(again).round == 1);
        CHECK(archive.items(at).size() == sent.size() + 1);
        REQUIRE(granted(remove(outcome(again).id)));
    });
}

TEST_CASE("nobody else's token uploads or removes") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        auto eve = bureau.person("eve@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto kept = outcome(archive.send(at, picture_of(Kind::id_back), card));
        Appellant thief{bureau, eve, "elsewhere"};
        thief.open();
        CHECK(why(run(remove_item(bureau.office, *archive.store, thief.client, *thief.access,
                                  kept.id))) == Why::not_found);
        thief.access = account::Token::make(ada.who);
        CHECK(why(archive.send(thief, picture_of(Kind::id_back), card)) == Why::no_appeal);
        CHECK(archive.items(at).size() == 1);
    });
}

}  // namespace
}  // namespace sparekey::recovery
