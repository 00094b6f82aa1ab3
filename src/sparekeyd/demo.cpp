#include "sparekeyd/demo.h"

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <fstream>
#include <sstream>

#include "account/sign_up.h"
#include "base/failure.h"
#include "base/random.h"
#include "base/run.h"
#include "factor/enrol.h"
#include "otp/backup_code.h"
#include "otp/setup_key.h"
#include "otp/totp.h"
#include "outbox/delivery.h"
#include "signin/enrolment_flow.h"
#include "signin/step_up.h"
#include "sparekeyd/demo_staff.h"
#include "sparekeyd/identity_import.h"

namespace sparekey::sparekeyd {
namespace {

constexpr Duration lease = std::chrono::seconds{1};
constexpr int mails_max = 16;
constexpr Duration sample_age = std::chrono::hours{24 * 60};

struct Sample {
    std::string email;
    std::string password;
    bool with_factor;
    person::Record record;
    person::Facts facts;
};

// Passwords long enough to stand alone: one of them has no second factor yet.
std::vector<Sample> samples() {
    return {{"ada@example.org",
             "analytical engine no. 1",
             true,
             {"Ada Lovelace", "1985-12-10", "L898902C", "+44 20 7946 0000"},
             {"2024-05", {"250.00 EUR", "12.40 EUR"}, {"100.00 EUR", "400.00 EUR"}}},
            {"grace@example.org",
             "a moth in relay no. 70",
             false,
             {"Grace Brewster Hopper", "1986-12-09", "C01X00T47", "+1 212 555 0100"},
             {"2025-01", {"0.015 BTC"}, {"0.02 BTC"}}}};
}

template <class T>
T granted(account::Result<T> result) {
    if (std::holds_alternative<T>(result)) return std::get<T>(std::move(result));
    throw Failure(Failure::Kind::broken, "a sample account was refused what everybody is granted");
}

// One person, in a browser of their own.
class Person {
   public:
    Person(const account::Services& services, Sample sample)
        : services_(services),
          sample_(std::move(sample)),
          password_(std::make_shared<const crypto::Secret>(sample_.password)),
          client_{"127.0.0.1", "demo", Bytes(32)} {
        fill_random(client_.browser_digest);
    }

    // How to sign in to it.
    std::string sign_up() {
        auto begun =
            granted(run(account::begin_sign_up(services_, client_, sample_.email, password_)));
        const auto code = mailed_code(begun.token.account());
        account::BeginSession begin = [&](store::Transaction& tx, const account::Token& session,
                                          Time now) {
            tx.save(signin::save_session(
                signin::new_session(session, account::Method::password, client_, now)));
        };
        const auto session = granted(run(account::confirm_sign_up(services_, client_, begun.token,
                                                                  code.text(), std::move(begin))));
        auto text = "  " + sample_.email + "\n    password      " + sample_.password + "\n";
        text += sample_.with_factor ? enable(session) : "    no second factor yet\n";
        enter_record(session.account());
        return text + record_text();
    }

   private:
    std::string enable(const account::Token& session) {
        granted(run(signin::mail_enable_code(services_, client_, session)));
        const auto code = mailed_code(session.account());
        signin::Proof proof{password_, std::nullopt};
        auto enrolling = granted(run(signin::step_up<factor::Enrolling>(
            services_, client_, session, proof,
            factor::begin_enabling(services_, client_, std::string(code.text())))));
        const auto& key = enrolling.outcome.key;
        const auto typed = otp::one_time_code(key.view(), otp::step_at(wall_clock()));
        const auto confirmed = granted(
            run(signin::confirm_enrolment(services_, client_, enrolling.session.value(), typed)));
        auto text = "    setup key     " + std::string(otp::setup_key_groups(key.view()).text()) +
                    "\n    backup codes ";
        for (const auto& backup : confirmed.codes) {
            text += " " + std::string(otp::format_backup_code(backup.text()).text()) + ",";
        }
        text.back() = '\n';
        return text;
    }

    // An appeal asks for an address and a record that are 30 days old.
    void enter_record(AccountId who) {
        const auto entered =
            enter_people(services_, {{sample_.email, sample_.record, sample_.facts}});
        if (entered.at(0) != Taken::added)
            throw Failure(Failure::Kind::broken, "a sample account got no identity record");
        std::function<bool(store::Transaction&)> age = [&](store::Transaction& tx) {
            const auto then = tx.now() - sample_age;
            tx.execute("UPDATE account SET created_at = $2 WHERE account_id = $1", {who, then});
            tx.execute("UPDATE address SET added_at = $2, confirmed_at = $2 WHERE account_id = $1",
                       {who, then});
            tx.execute("UPDATE identity_record SET entered_at = $2 WHERE account_id = $1",
                       {who, then});
            return true;
        };
        run(services_.db.transact<bool>(who, std::move(age)));
    }

    // What an appeal would have to say.
    [[nodiscard]] std::string record_text() const {
        const auto& record = sample_.record;
        const auto& facts = sample_.facts;
        return "    identity      " + record.legal_name + ", " + record.id_number + ", " +
               record.phone + "\n    facts         since " + facts.registered_month + ", paid " +
               facts.transactions.front() + ", deposited " + facts.deposits.front() + "\n";
    }

    // From the letter, as the person would read it; it is not sent any more.
    crypto::Secret mailed_code(AccountId who) {
        std::function<std::optional<std::string>(store::Transaction&)> read =
            [&](store::Transaction& tx) {
                std::optional<std::string> code;
                for (const auto& mail : outbox::claim(tx, services_.ring, lease, mails_max)) {
                    if (mail.account != who || !mail.secret) continue;
                    code = mail.secret->text();
                    outbox::delivered(tx, mail);
                }
                return code;
            };
        auto code =
            run(services_.db.transact<std::optional<std::string>>(AccountId{}, std::move(read)));
        if (!code) throw Failure(Failure::Kind::broken, "a sample account got no letter");
        return crypto::Secret::taking(std::move(*code));
    }

    const account::Services& services_;
    const Sample sample_;
    const std::shared_ptr<const crypto::Secret> password_;
    account::Client client_;
};

}  // namespace

void check_demo(const Configuration& configuration) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(configuration.http.listen, error);
    const bool reachable = error || !address.is_loopback() || !configuration.is_local();
    if (!reachable && configuration.mail.transport == MailTransport::folder) return;
    throw Failure(Failure::Kind::refused,
                  "--demo makes accounts whose passwords everybody knows: only with http.listen "
                  "and site.public_url on "
                  "this machine and mail.transport \"folder\"");
}

std::string add_samples(const Realms& realms, const std::filesystem::path& notes) {
    if (std::filesystem::exists(notes)) {
        std::ostringstream text;
        text << std::ifstream(notes).rdbuf();
        return text.str();
    }
    std::string text = "Sample accounts (also in " + notes.string() + "):\n";
    for (auto& sample : samples()) text += Person(realms.site, std::move(sample)).sign_up();
    text += "Sample staff, who sign in at /desk:\n" + add_sample_staff(realms.staff);
    std::ofstream file(notes);
    file << text;
    if (!file.flush())
        throw Failure(Failure::Kind::refused, notes.string() + ": cannot be written");
    return text;
}

}  // namespace sparekey::sparekeyd
