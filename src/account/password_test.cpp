#include "account/password.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "crypto/start.h"

namespace sparekey::account {
namespace {

constexpr crypto::HashCost cheap{8, 1};
const AccountId ada{4711};
const Time noon{std::chrono::seconds{1'700'000'000}};

std::optional<PasswordFlaw> flaw(std::string_view typed, std::size_t length_min = 15) {
    static const std::unordered_set<std::string> blocklist{"iloveyouiloveyou2", "trustno1forever"};
    return flaw_of_new_password(typed, length_min, "ada.lovelace@example.org", "Exchange",
                                blocklist);
}

TEST_CASE("a password needs fifteen characters alone and eight beside a second factor") {
    CHECK(flaw("fourteen chars") == PasswordFlaw::too_short);
    CHECK_FALSE(flaw("fifteen charact"));
    CHECK(flaw("seven c", 8) == PasswordFlaw::too_short);
    CHECK_FALSE(flaw("eight ch", 8));
}

TEST_CASE("characters are code points, however they were composed") {
    const std::string composed = "\u00e9\u00e9\u00e9 et encore";  // Thirteen code points.
    const std::string decomposed = "e\u0301e\u0301e\u0301 et encore";
    CHECK(flaw(composed, 14) == PasswordFlaw::too_short);
    CHECK(flaw(decomposed, 14) == PasswordFlaw::too_short);
    CHECK_FALSE(flaw(decomposed, 13));
}

TEST_CASE("what everybody tries is refused in any case, and a short piece over and over") {
    CHECK(flaw("ILoveYouILoveYou2") == PasswordFlaw::common);
    CHECK(flaw("aaaaaaaaaaaaaaaaaaaa") == PasswordFlaw::common);
    CHECK(flaw("Abc1abc1abc1abc1abc1") == PasswordFlaw::common);
    CHECK_FALSE(flaw("abcdeabcdeabcdeabcde"));
}

TEST_CASE("the address and the site's name with a little around them are no passwords") {
    CHECK(flaw("Ada.Lovelace@example.org") == PasswordFlaw::too_similar);
    CHECK(flaw("ada.lovelace123") == PasswordFlaw::too_similar);
    CHECK(flaw("exchangeexchange1") == PasswordFlaw::site_name);
    CHECK_FALSE(flaw("ada.lovelace wrote the first program"));
    CHECK_FALSE(flaw("in exchange for a good night's sleep"));
}

TEST_CASE("there are no rules of composition") {
    CHECK_FALSE(flaw("only small letters here"));
    CHECK_FALSE(flaw("904128375610294"));
    CHECK_FALSE(flaw("\u65e5\u672c\u8a9e\u306e\u9577\u3044\u5408\u8a00\u8449", 8));
}

TEST_CASE("a password matches what was stored of it, for its account and pepper alone") {
    crypto::start();
    const auto pepper = crypto::Pepper::in_memory();
    const auto salt = new_salt();
    const auto right = derive_password("caf\u00e9 in the morning", salt, cheap);
    const auto stored = new_password(pepper, ada, right, salt, cheap, noon, "sign_up");
    CHECK(is_password(stored, pepper, ada, right));
    CHECK(is_password(stored, pepper, ada,
                      derive_password("cafe\u0301 in the morning", salt, cheap)));
    CHECK_FALSE(
        is_password(stored, pepper, ada, derive_password("Caf\u00e9 in the morning", salt, cheap)));
    CHECK_FALSE(is_password(stored, pepper, AccountId{4712}, right));
    CHECK_FALSE(is_password(stored, crypto::Pepper::in_memory(), ada, right));
    CHECK_FALSE(is_password(stored, pepper, ada,
                            derive_password("caf\u00e9 in the morning", new_salt(), cheap)));
}

TEST_CASE("what opens the codes is not what proves the password, and neither is stored") {
    crypto::start();
    const auto pepper = crypto::Pepper::in_memory();
    const auto salt = new_salt();
    const auto derived = derive_password("correct horse battery", salt, cheap);
    const auto stored = new_password(pepper, ada, derived, salt, cheap, noon, "sign_up");
    CHECK_FALSE(derived.verifier == derived.wrapping_key);
    CHECK(stored.digest != to_bytes(derived.verifier.view()));
    CHECK(stored.digest != to_bytes(derived.wrapping_key.view()));
    const auto again = new_password(pepper, ada, derived, salt, cheap, noon, "sign_up");
    CHECK(again.version != stored.version);
}

TEST_CASE("a decoy is hashed as any other, stays the same, and matches nothing") {
    crypto::start();
    const auto pepper = crypto::Pepper::in_memory();
    const auto decoy = decoy_password(pepper, AccountId{7}, cheap);
    CHECK(decoy.salt == decoy_password(pepper, AccountId{7}, cheap).salt);
    CHECK(decoy.salt != decoy_password(pepper, AccountId{8}, cheap).salt);
    CHECK(decoy.salt.size() == new_salt().size());
    CHECK(decoy.cost == cheap);
    CHECK_FALSE(is_password(decoy, pepper, AccountId{7}, derive_password("", decoy.salt, cheap)));
}

TEST_CASE("what is no UTF-8 never reaches the hash") {
    crypto::start();
    CHECK_THROWS_AS((void)derive_password("\xff\xfe", new_salt(), cheap), Failure);
    CHECK(flaw("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") ==
          PasswordFlaw::too_short);
}

}  // namespace
}  // namespace sparekey::account
