#include "sparekeyd/demo_person.h"

#include "account/sign_up.h"
#include "base/check.h"
#include "base/random.h"
#include "base/run.h"
#include "factor/enrol.h"
#include "otp/setup_key.h"
#include "otp/totp.h"
#include "signin/enrolment_flow.h"
#include "signin/step_up.h"
#include "sparekeyd/identity_import.h"

namespace sparekey::sparekeyd {

account::Client demo_client() {
    account::Client client{"127.0.0.1", "demo", Bytes(32)};
    fill_random(client.browser_digest);
    return client;
}

DemoPerson::DemoPerson(DemoStage& stage, Sample sample)
    : stage_(stage),
      sample_(std::move(sample)),
      password_(std::make_shared<const crypto::Secret>(sample_.password)),
      client_(demo_client()) {
    const auto& services = stage_.site();
    auto begun = granted(run(account::begin_sign_up(services, client_, sample_.email, password_)));
    who_ = begun.token.account();
    const auto code = stage_.mailed(who_, outbox::Kind::sign_up_code);
    account::BeginSession begin = [&](store::Transaction& tx, const account::Token& session,
                                      Time now) {
        tx.save(signin::save_session(
            signin::new_session(session, account::Method::password, client_, now)));
    };
    const auto session = granted(
        run(account::confirm_sign_up(services, client_, begun.token, code, std::move(begin))));
    if (sample_.with_factor) enable(session);
    const auto entered = enter_people(services, {{sample_.email, sample_.record, sample_.facts}});
    if (entered.at(0) != Taken::added)
        throw Failure(Failure::Kind::broken, "a sample account got no identity record");
}

void DemoPerson::enable(const account::Token& session) {
    const auto& services = stage_.site();
    granted(run(signin::mail_enable_code(services, client_, session)));
    const auto mailed = stage_.mailed(who_, outbox::Kind::enable_code);
    signin::Proof proof{password_, std::nullopt};
    auto enrolling = granted(run(signin::step_up<factor::Enrolling>(
        services, client_, session, proof, factor::begin_enabling(services, client_, mailed))));
    key_ = std::move(enrolling.outcome.key);
    codes_ = granted(run(signin::confirm_enrolment(services, client_, enrolling.session.value(),
                                                   code())))
                 .codes;
}

std::string DemoPerson::code() const {
    ENSURE(key_.has_value());
    return otp::one_time_code(key_->view(), otp::step_at(stage_.now()));
}

std::string DemoPerson::text() const {
    auto text = "  " + sample_.email + "\n    password      " + sample_.password + "\n";
    if (key_) {
        text += "    setup key     " + std::string(otp::setup_key_groups(key_->view()).text()) +
                "\n    backup codes ";
        for (const auto& backup : *codes_)
            text += " " + std::string(otp::format_backup_code(backup.text()).text()) + ",";
        text.back() = '\n';
    } else {
        text += "    no second factor yet\n";
    }
    const auto& [record, facts] = std::tie(sample_.record, sample_.facts);
    return text + "    identity      " + record.legal_name + ", " + record.id_number + ", " +
           record.phone + "\n    facts         since " + facts.registered_month + ", paid " +
           facts.transactions.front() + ", deposited " + facts.deposits.front() + "\n";
}

}  // namespace sparekey::sparekeyd
