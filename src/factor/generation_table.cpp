#include "base/failure.h"
#include "crypto/seal.h"
#include "factor/generation.h"
#include "factor/generation_body.h"

namespace sparekey::factor {
namespace {

std::string_view slug(Cause cause) {
    switch (cause) {
    case Cause::replace: return "replace";
    case Cause::disable: return "disable";
    case Cause::regenerate: return "regenerate";
    case Cause::password: return "password";
    case Cause::undo: return "undo";
    case Cause::not_me: return "not_me";
    case Cause::reset: return "reset";
    }
    return "";
}

Bytes bound_to(AccountId who, GenerationId id) {
    return crypto::associated_data("generation.body", who, id.value);
}

const store::Save insert{
    "INSERT INTO generation (account_id, generation_id, kind, made_at, keep_until, body) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won"};
const store::Save remove{
    "DELETE FROM generation WHERE account_id = $1 AND generation_id = $3 AND @won"};
const store::Save prolong{
    "UPDATE generation SET keep_until = CASE WHEN keep_until < $4 THEN $4 ELSE keep_until END "
    "WHERE account_id = $1 AND generation_id = $3 AND @won"};
const store::Save suspend{
    "UPDATE generation SET "
    "suspended_until = CASE WHEN suspended_until < $3 THEN $3 ELSE suspended_until END, "
    "keep_until = CASE WHEN keep_until < $4 THEN $4 ELSE keep_until END "
    "WHERE account_id = $1 AND keep_until > $5 AND @won"};

}  // namespace

const store::Load load_generations{
    "SELECT generation_id, made_at, keep_until, suspended_until, body FROM generation "
    "WHERE account_id = $1 ORDER BY made_at DESC, generation_id"};

store::SaveCall save_generation(const Generation& kept, Cause cause, const crypto::KeyRing& ring,
                                AccountId who) {
    const auto plain = crypto::Secret::taking(encode_replaced(kept.body));
    return {insert,
            {kept.id, slug(cause), kept.made_at, kept.keep_until,
             crypto::seal(ring, plain.view(), bound_to(who, kept.id))}};
}

std::vector<Generation> read_generations(const store::Rows& rows, const crypto::KeyRing& ring,
                                         AccountId who, Time now) {
    std::vector<Generation> alive;
    for (const auto& row : rows) {
        Generation one{row.id<GenerationId>(0), row.time(1), row.time(2), row.time(3), {}};
        if (one.keep_until <= now) continue;
        const auto plain = crypto::open(ring, row.bytes(4), bound_to(who, one.id));
        auto body = plain ? decode_replaced(plain->view()) : std::nullopt;
        if (!body) throw Failure{Failure::Kind::broken, "a generation does not open"};
        one.body = *std::move(body);
        alive.push_back(std::move(one));
    }
    return alive;
}

store::SaveCall keep_generation_until(GenerationId id, Time until) {
    return {prolong, {id, until}, store::any_rows};
}

store::SaveCall delete_generation(GenerationId id) { return {remove, {id}}; }

store::SaveCall suspend_generations(Time until, Time hold_until, Time now) {
    return {suspend, {until, Time{hold_until + kept_after_hold}, now}, store::any_rows};
}

}  // namespace sparekey::factor
