#include "sparekeyd/demo_staff.h"

#include "base/failure.h"
#include "base/run.h"
#include "otp/setup_key.h"
#include "otp/totp.h"
#include "signin/code_step.h"
#include "signin/password_step.h"
#include "sparekeyd/demo_person.h"
#include "staff/join_flow.h"
#include "staff/roster_flow.h"

namespace sparekey::sparekeyd {
namespace {

std::vector<SampleMember> samples() {
    return {
        {"katherine@desk.example.org", "Katherine", "orbital mechanics by hand", {true}},
        {"dorothy@desk.example.org", "Dorothy", "seven hundred loops in fortran", {true}},
        {"mary@desk.example.org", "Mary", "supersonic pressure tunnel", {false, true}},
        {"annie@desk.example.org", "Annie", "centaur upper stage rocket", {false, false, true}}};
}

template <class T>
T done(std::variant<staff::NotDone, T> result) {
    if (std::holds_alternative<T>(result)) return std::get<T>(std::move(result));
    throw Failure(Failure::Kind::broken, "a sample member could not be added");
}

}  // namespace

DemoMember::DemoMember(DemoStage& stage, SampleMember sample)
    : stage_(stage), sample_(std::move(sample)), client_(demo_client()) {
    const auto& services = stage_.staff();
    const auto invitation =
        done(run(staff::add_member(services, {sample_.email, sample_.name, sample_.roles, {}})));
    const auto password = std::make_shared<const crypto::Secret>(sample_.password);
    auto enrolling =
        granted(run(staff::begin_joining(services, client_, invitation.token, password)));
    key_ = std::move(enrolling.key);
    session_ =
        granted(run(staff::confirm_joining(services, client_, invitation.token, fresh_code())));
    if (run(staff::certify(services, sample_.email)))
        throw Failure(Failure::Kind::broken, "a sample member was not certified");
}

void DemoMember::sign_in() {
    const auto& services = stage_.staff();
    if (run(staff::present(services, session_->clone(), stage_.now()))) return;
    const auto password = std::make_shared<const crypto::Secret>(sample_.password);
    const auto step = run(signin::sign_in(services, client_, sample_.email, password));
    if (step.verdict != signin::PasswordVerdict::challenge)
        throw Failure(Failure::Kind::broken, "a sample member's password was not accepted");
    const auto typed = signin::TypedCode::of(fresh_code());
    session_ = granted(run(signin::sign_in_with_code(services, client_, *step.token, typed, false)))
                   .token.clone();
}

staff::Present DemoMember::present() const {
    auto present = run(staff::present(stage_.staff(), session_->clone(), stage_.now()));
    if (!present) throw Failure(Failure::Kind::broken, "a sample member is not at the desk");
    return *std::move(present);
}

staff::Actor DemoMember::actor() const { return staff::actor_of(present(), client_); }

std::string DemoMember::fresh_code() {
    stage_.next_code();
    return otp::one_time_code(key_.view(), otp::step_at(stage_.now()));
}

std::string DemoMember::text() const {
    return "  " + sample_.email + " (" + staff::text_of(sample_.roles) + ")\n    password      " +
           sample_.password + "\n    setup key     " +
           std::string(otp::setup_key_groups(key_.view()).text()) + "\n";
}

std::vector<DemoMember> hire_sample_staff(DemoStage& stage) {
    std::vector<DemoMember> members;
    for (auto& sample : samples()) members.emplace_back(stage, std::move(sample));
    return members;
}

}  // namespace sparekey::sparekeyd
