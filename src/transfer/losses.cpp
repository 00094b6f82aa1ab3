#include "transfer/losses.h"

#include "otp/otpauth.h"

namespace sparekey::transfer {
namespace {

using otp::Algorithm;
using vault::Type;

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all += (all.empty() ? "" : ", ") + part;
    return all;
}

std::vector<std::string> lost_to_google(const vault::Entry& entry) {
    const auto& key = entry.key;
    std::vector<std::string> lost;
    if (key.type == Type::totp && key.period_s != 30) {
        lost.push_back("its period of " + std::to_string(key.period_s) + " s");
    }
    if (key.digits != 6 && key.digits != 8) {
        lost.push_back("its " + std::to_string(key.digits) + " digits");
    }
    if (key.algorithm == Algorithm::sha224 || key.algorithm == Algorithm::sha384) {
        lost.push_back("its algorithm");
    }
    return lost;
}

}  // namespace

bool is_left_out(const vault::Entry& entry, Target target) {
    return target == Target::google && entry.key.type == Type::steam;
}

std::optional<std::string> loss(const vault::Entry& entry, Target target) {
    if (is_left_out(entry, target)) return "It is left out: the format has no Steam codes.";
    std::vector<std::string> lost;
    if (target == Target::google) lost = lost_to_google(entry);
    const bool wrong_codes = !lost.empty();
    if (target != Target::aegis && !entry.note.empty()) lost.emplace_back("its note");
    if (target != Target::aegis && !entry.tags.empty()) lost.emplace_back("its tags");
    if (target == Target::aegis &&
        (entry.key.algorithm == Algorithm::sha224 || entry.key.algorithm == Algorithm::sha384)) {
        return "It is written, but Aegis does not know its algorithm.";
    }
    if (lost.empty()) return std::nullopt;
    return "The format cannot carry " + joined(lost) +
           (wrong_codes ? ". Its codes will be wrong there." : ".");
}

}  // namespace sparekey::transfer
