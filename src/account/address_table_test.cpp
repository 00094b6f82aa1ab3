#include "account/address_table.h"

#include <doctest/doctest.h>

#include "base/run.h"
#include "crypto/start.h"
#include "store/scratch.h"

namespace sparekey::account {
namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::seconds{1'700'000'000}};

Address address(std::int64_t id, const std::string& email, bool is_primary) {
    return {AddressId{id}, email, is_primary, noon, noon, Time{}};
}

TEST_CASE("addresses in use are confirmed and not removed, the primary one first") {
    auto pending = address(1, "pending@example.org", false);
    pending.confirmed_at = Time{};
    auto gone = address(2, "gone@example.org", true);
    gone.removed_at = noon;
    const std::vector<Address> all{pending, gone, address(3, "second@example.org", false),
                                   address(4, "first@example.org", true)};
    const auto used = current(all);
    REQUIRE(used.size() == 2);
    CHECK(used[0].email == "first@example.org");
    CHECK(used[1].email == "second@example.org");
    REQUIRE(primary(all) != nullptr);
    CHECK(primary(all)->email == "first@example.org");
    CHECK(primary({pending, gone}) == nullptr);
}

TEST_CASE("whoever was removed hears of it for 90 days, who never confirmed hears nothing") {
    auto pending = address(1, "pending@example.org", false);
    pending.confirmed_at = Time{};
    auto gone = address(2, "gone@example.org", false);
    gone.removed_at = noon;
    const std::vector<Address> all{pending, gone, address(3, "first@example.org", true)};
    const std::vector<std::string> both{"gone@example.org", "first@example.org"};
    const std::vector<std::string> one{"first@example.org"};
    CHECK(recipients(all, noon) == both);
    CHECK(recipients(all, noon + 24h * 90 - 1us) == both);
    CHECK(recipients(all, noon + 24h * 90) == one);
}

TEST_CASE("an address that was removed and added again hears once") {
    auto gone = address(1, "ada@example.org", false);
    gone.removed_at = noon;
    CHECK(recipients({gone, address(2, "ada@example.org", true)}, noon).size() == 1);
}

TEST_CASE("the index knows an address in any case, and says nothing of it without the pepper") {
    crypto::start();
    const auto pepper = crypto::Pepper::in_memory();
    const auto digest = email_digest(pepper, "Ada@Example.org");
    CHECK(digest == email_digest(pepper, "ada@example.org"));
    CHECK(digest != email_digest(pepper, "ada@example.com"));
    CHECK(digest != email_digest(crypto::Pepper::in_memory(), "ada@example.org"));
}

TEST_CASE("every digest has a decoy, one of 256, and no account of ours is one") {
    crypto::start();
    for (int first = 0; first < 256; ++first) {
        const auto decoy = decoy_of(Bytes(32, static_cast<std::byte>(first)));
        CHECK(is_decoy(decoy));
        CHECK(decoy.value == first + 1);
    }
    CHECK_FALSE(is_decoy(AccountId{257}));
}

TEST_CASE("an address belongs to whoever was first, and asking again changes nothing") {
    crypto::start();
    store::for_each_engine([](store::Scratch& scratch) {
        const Bytes digest(32, std::byte{9});
        const auto reserve = [&](std::int64_t who) {
            std::function<bool(store::Transaction&)> f = [&](store::Transaction& tx) {
                return reserve_email(tx, digest, AccountId{who});
            };
            return run(scratch.database().transact<bool>(AccountId{who}, std::move(f)));
        };
        CHECK(reserve(1000));
        CHECK(reserve(1000));
        CHECK_FALSE(reserve(1001));
        std::function<std::optional<AccountId>(store::Reader&)> find = [&](store::Reader& reader) {
            return find_account(reader, digest);
        };
        CHECK(run(scratch.database().read<std::optional<AccountId>>(std::move(find))) ==
              AccountId{1000});
    });
}

}  // namespace
}  // namespace sparekey::account
