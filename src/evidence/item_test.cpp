#include "evidence/item.h"

#include <doctest/doctest.h>

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

Item item(std::int64_t id, Kind kind, std::int64_t version = 1, Status status = Status::good) {
    Item made;
    made.id = ItemId{id};
    made.kind = kind;
    made.version = version;
    made.status = status;
    made.sha256 = crypto::sha256(bytes_of(std::to_string(id)));
    return made;
}

}  // namespace

TEST_CASE("of each kind the newest counts, of extras all, and nothing unreadable") {
    const std::vector<Item> items{item(9, Kind::extra),
                                  item(2, Kind::id_front),
                                  item(1, Kind::id_front, 2),
                                  item(8, Kind::extra, 2),
                                  item(3, Kind::selfie),
                                  item(4, Kind::selfie, 2, Status::unreadable),
                                  item(5, Kind::video, 1, Status::arriving)};
    std::vector<std::int64_t> ids;
    for (const auto& one : current(items)) ids.push_back(one.id.value);
    CHECK(ids == std::vector<std::int64_t>{1, 3, 8, 9});
    CHECK(has(items, Kind::selfie));
    CHECK_FALSE(has(items, Kind::video));
    CHECK(next_version(items, Kind::selfie) == 3);
    CHECK(next_version(items, Kind::id_back) == 1);
}

TEST_CASE("the evidence digest is of what counts, in whatever order it was loaded") {
    const std::vector<Item> items{item(1, Kind::id_front), item(2, Kind::selfie)};
    const std::vector<Item> turned{items[1], items[0]};
    CHECK(evidence_digest(items) == evidence_digest(turned));

    auto more = items;
    more.push_back(item(3, Kind::video));
    CHECK(evidence_digest(more) != evidence_digest(items));

    auto changed = items;
    changed[1].sha256[0] ^= std::byte{1};
    CHECK(evidence_digest(changed) != evidence_digest(items));

    auto gone = more;
    gone[2].status = Status::replaced;
    CHECK(evidence_digest(gone) == evidence_digest(items));
}

TEST_CASE("kinds, media and advice travel as words and come back") {
    for (const auto kind : all_kinds) CHECK(parse_kind(slug(kind)) == kind);
    CHECK(parse_media("video/webm;codecs=vp8,opus") == Media::webm);
    CHECK(parse_media(" IMAGE/JPEG ; q=1") == Media::jpeg);
    CHECK_FALSE(parse_media("image/gif"));
    const Advice advice{.blurred = true, .small = true};
    CHECK(advice_text(advice) == "blurred small");
    CHECK(parse_advice("blurred small") == advice);
    CHECK(parse_advice("") == Advice{});
    CHECK_FALSE(parse_advice("small blurred"));
    CHECK_FALSE(parse_advice("blurred  small"));
}
