#include "account/mailed_code.h"

#include <doctest/doctest.h>

#include "crypto/start.h"

namespace sparekey::account {
namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::seconds{1'700'000'000}};
const AccountId ada{4711};
const Bytes home(32, std::byte{1});
const Bytes elsewhere(32, std::byte{2});

struct Mail {
    Mail() {
        crypto::start();
        stored = {
            mailed_code_digest(pepper, ada, CodePurpose::enable, home, "01234567"), noon, 0, {}};
    }
    [[nodiscard]] CodeVerdict typed(std::string_view code, Time now = noon,
                                    CodePurpose purpose = CodePurpose::enable,
                                    const Bytes& browser = home, AccountId who = ada) const {
        return judge(stored, pepper, who, purpose, browser, code, now);
    }
    crypto::Pepper pepper = crypto::Pepper::in_memory();
    std::optional<MailedCode> stored;
};

TEST_CASE("a mailed code is right in its browser, for its purpose and its account") {
    const Mail mail;
    CHECK(mail.typed("01234567") == CodeVerdict::accepted);
    CHECK(mail.typed("0123 4567") == CodeVerdict::accepted);
    CHECK(mail.typed("01234568") == CodeVerdict::wrong);
    CHECK(mail.typed("1234567") == CodeVerdict::wrong);
    CHECK(mail.typed("01234567", noon, CodePurpose::stolen) == CodeVerdict::wrong);
    CHECK(mail.typed("01234567", noon, CodePurpose::enable, elsewhere) == CodeVerdict::wrong);
    CHECK(mail.typed("01234567", noon, CodePurpose::enable, home, AccountId{1}) ==
          CodeVerdict::wrong);
}

TEST_CASE("it lives fifteen minutes, and bears five tries") {
    Mail mail;
    CHECK(mail.typed("01234567", noon + 15min - 1us) == CodeVerdict::accepted);
    CHECK(mail.typed("01234567", noon + 15min) == CodeVerdict::expired);
    mail.stored->tries = 4;
    CHECK(mail.typed("01234567") == CodeVerdict::accepted);
    mail.stored->tries = 5;
    CHECK(mail.typed("01234567") == CodeVerdict::too_many);
    mail.stored.reset();
    CHECK(mail.typed("01234567") == CodeVerdict::expired);
}

TEST_CASE("a drawn code has eight digits") {
    crypto::start();
    const auto code = draw_mailed_code();
    CHECK(code.size() == 8);
    CHECK(code.text().find_first_not_of("0123456789") == std::string_view::npos);
}

}  // namespace
}  // namespace sparekey::account
