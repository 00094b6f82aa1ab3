#include "operators/verify.h"

#include <array>
#include <boost/json.hpp>

#include "base/failure.h"
#include "base/json.h"

namespace sparekey::operators {
namespace {

namespace json = boost::json;
using account::FactorUsed;

constexpr std::size_t json_depth_max = 2;
constexpr std::array restrictions{guard::Restriction::none, guard::Restriction::hold,
                                  guard::Restriction::freeze};

Result<Told> accept(account::Plan& plan, const CodeProven& proven) {
    const bool by_backup_code = proven.proven.factor == FactorUsed::backup_code;
    if (by_backup_code) {
        const auto left = std::to_string(proven.codes_left);
        plan.line(journal::Kind::code_verified, "backup_code " + left);
        plan.tell(proven.recipients, outbox::Kind::signed_in_by_backup_code, {{"left", left}});
    } else {
        plan.line(journal::Kind::code_verified, "one_time_code");
    }
    return told_of(Verified{proven.proven.factor, proven.codes_left, plan.standing(), plan.now()});
}

}  // namespace

Told told_of(const Verified& verified) {
    return {
        json::serialize(json::object{{"backup", verified.kind == FactorUsed::backup_code},
                                     {"left", verified.codes_left},
                                     {"restriction", guard::slug(verified.standing.restriction)},
                                     {"until", to_micros(verified.standing.until)},
                                     {"at", to_micros(verified.at)}})};
}

Verified verified_of(const Told& told) {
    const auto parsed = parse_json(told.text, json_depth_max);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr) throw Failure{Failure::Kind::broken, "a verification cannot be read"};
    Verified verified;
    if (object->at("backup").as_bool()) verified.kind = FactorUsed::backup_code;
    verified.codes_left = static_cast<int>(object->at("left").as_int64());
    for (const auto restriction : restrictions) {
        if (guard::slug(restriction) == object->at("restriction").as_string())
            verified.standing.restriction = restriction;
    }
    verified.standing.until = from_micros(object->at("until").as_int64());
    verified.at = from_micros(object->at("at").as_int64());
    return verified;
}

Acting verifying() {
    return {.loads = {},
            .work = {},
            .act = [](account::Plan& plan, const std::vector<store::Rows>&,
                      const CodeProven& proven) { return accept(plan, proven); }};
}

}  // namespace sparekey::operators
