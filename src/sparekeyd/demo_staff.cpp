#include "sparekeyd/demo_staff.h"

#include <memory>
#include <vector>

#include "base/failure.h"
#include "base/random.h"
#include "base/run.h"
#include "otp/setup_key.h"
#include "otp/totp.h"
#include "staff/join_flow.h"
#include "staff/roster_flow.h"

namespace sparekey::sparekeyd {
namespace {

struct Sample {
    std::string email;
    std::string name;
    std::string password;
    staff::Roles roles;
};

std::vector<Sample> samples() {
    return {
        {"katherine@desk.example.org", "Katherine", "orbital mechanics by hand", {true}},
        {"dorothy@desk.example.org", "Dorothy", "seven hundred loops in fortran", {true}},
        {"mary@desk.example.org", "Mary", "supersonic pressure tunnel", {false, true}},
        {"annie@desk.example.org", "Annie", "centaur upper stage rocket", {false, false, true}}};
}

template <class T, class Refusal>
T granted(std::variant<Refusal, T> result) {
    if (std::holds_alternative<T>(result)) return std::get<T>(std::move(result));
    throw Failure(Failure::Kind::broken, "a sample member was refused what everybody is granted");
}

std::string join(const account::Services& services, const Sample& sample) {
    account::Client client{"127.0.0.1", "demo", Bytes(32)};
    fill_random(client.browser_digest);
    const auto invitation =
        granted(run(staff::add_member(services, {sample.email, sample.name, sample.roles, {}})));
    const auto password = std::make_shared<const crypto::Secret>(sample.password);
    const auto enrolling =
        granted(run(staff::begin_joining(services, client, invitation.token, password)));
    const auto code = otp::one_time_code(enrolling.key.view(), otp::step_at(wall_clock()));
    static_cast<void>(
        granted(run(staff::confirm_joining(services, client, invitation.token, code))));
    if (run(staff::certify(services, sample.email)))
        throw Failure(Failure::Kind::broken, "a sample member was not certified");
    return "  " + sample.email + " (" + staff::text_of(sample.roles) + ")\n    password      " +
           sample.password + "\n    setup key     " +
           std::string(otp::setup_key_groups(enrolling.key.view()).text()) + "\n";
}

}  // namespace

std::string add_sample_staff(const account::Services& services) {
    std::string text;
    for (const auto& sample : samples()) text += join(services, sample);
    return text;
}

}  // namespace sparekey::sparekeyd
