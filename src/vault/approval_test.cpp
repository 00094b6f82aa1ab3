#include "vault/approval.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "crypto/start.h"
#include "test/vectors/vectors.h"

namespace sparekey::vault {
namespace {

template <std::size_t Size>
std::array<std::byte, Size> octets(std::string_view hex) {
    const auto read = parse_hex(hex);
    REQUIRE(read);
    REQUIRE(read->size() == Size);
    std::array<std::byte, Size> all{};
    std::ranges::copy(*read, all.begin());
    return all;
}

std::string text(std::string_view hex) {
    const auto read = *parse_hex(hex == "-" ? "" : hex);
    return {reinterpret_cast<const char*>(read.data()), read.size()};
}

struct Case {
    VaultId vault;
    Member added;
    ApprovalNonce of_added{};
    ApprovalNonce of_other{};
    SignedRoster known;
    crypto::Digest commitment{};
    std::string code;
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto& vector : test::vectors("sync_approval.txt")) {
        const PublicKeys keys{octets<32>(vector.at(3)), octets<32>(vector.at(4))};
        all.push_back({*VaultId::parse(vector.at(0)),
                       {*DeviceId::parse(vector.at(1)), text(vector.at(2)), keys, Time{}},
                       octets<32>(vector.at(5)),
                       octets<32>(vector.at(6)),
                       {text(vector.at(7)), "recovery", {}},
                       octets<32>(vector.at(8)),
                       vector.at(9)});
    }
    return all;
}

TEST_CASE("commitment and code are what another implementation computes, and the web app") {
    for (const auto& one : cases()) {
        CHECK(commitment_of(one.vault, one.added, one.of_added) == one.commitment);
        CHECK(approval_code(one.commitment, one.of_added, one.of_other, one.known) == one.code);
    }
}

TEST_CASE("a code is shown for what was committed to, and for nothing else") {
    const auto one = cases().front();
    const auto opened = [&](const Member& added, const ApprovalNonce& nonce) {
        return opened_code(one.vault, added, one.commitment, nonce, one.of_other, one.known);
    };
    CHECK(opened(one.added, one.of_added) == one.code);
    CHECK_FALSE(opened(one.added, one.of_other));
    auto other = one.added;
    other.keys.box[0] ^= std::byte{1};
    CHECK_FALSE(opened(other, one.of_added));
    other = one.added;
    other.keys.sign[0] ^= std::byte{1};
    CHECK_FALSE(opened(other, one.of_added));
    other = one.added;
    other.name += '!';
    CHECK_FALSE(opened(other, one.of_added));
    CHECK_FALSE(opened_code(VaultId::random(), one.added, one.commitment, one.of_added,
                            one.of_other, one.known));
}

TEST_CASE("the code differs where the other's nonce or the list of devices does") {
    const auto one = cases().front();
    auto nonce = one.of_other;
    nonce[31] ^= std::byte{1};
    const auto code = approval_code(one.commitment, one.of_added, one.of_other, one.known);
    CHECK(approval_code(one.commitment, one.of_added, nonce, one.known) != code);
    auto known = one.known;
    known.text += ' ';
    CHECK(approval_code(one.commitment, one.of_added, one.of_other, known) != code);
}

TEST_CASE("a code is typed with spaces or without") {
    CHECK(is_code("1234 5678", "12345678"));
    CHECK(is_code("12345678", "12345678"));
    CHECK_FALSE(is_code("1234567", "12345678"));
    CHECK_FALSE(is_code("", "12345678"));
    CHECK(shown_code("12345678") == "1234 5678");
}

TEST_CASE("a new device follows only the list that it was shown, under the key that it knows") {
    crypto::start();
    const auto laptop = Device::make();
    const auto phone = Device::make();
    const auto wrapping = crypto::Secret::random(32);
    const Time noon{std::chrono::hours{12}};
    const auto made = make_header(Kdf::with_new_salt(), wrapping.view(), laptop, "laptop", noon);
    const auto known = made.header;
    const Member member{phone.id, "phone", phone.public_keys(), noon};
    auto offered = known;
    REQUIRE(add_device(offered, made.keys, member, laptop));
    const auto joined = let_in_by(offered, known, made.keys, phone);
    REQUIRE(joined);
    CHECK(open_by_passphrase(*joined, wrapping.view()));
    CHECK(open_by_device(*joined, phone));
    CHECK_FALSE(let_in_by(known, known, made.keys, phone));
    CHECK_FALSE(let_in_by(offered, known, made.keys, Device::make()));

    // Another list, though it is of the same vault.
    const auto stranger = Device::make();
    auto shown = known;
    begin_anew(shown, made.keys, {stranger.id, "laptop", stranger.public_keys(), noon}, stranger);
    CHECK_FALSE(let_in_by(offered, shown, made.keys, phone));
    // One that a server made up: it knows no key that it could seal.
    const Keys other{1, crypto::Secret::random(32)};
    auto forged = shown;
    REQUIRE(add_device(forged, other, member, stranger));
    CHECK_FALSE(let_in_by(forged, shown, made.keys, phone));
    auto swapped = known;
    auto keys = phone.public_keys();
    keys.sign[0] ^= std::byte{1};
    REQUIRE(add_device(swapped, made.keys, {phone.id, "phone", keys, noon}, laptop));
    CHECK_FALSE(let_in_by(swapped, known, made.keys, phone));

    // What wraps the key is signed by nobody.
    auto rewrapped = offered;
    change_passphrase(rewrapped, made.keys, Kdf::with_new_salt(),
                      crypto::Secret::random(32).view());
    const auto kept = let_in_by(rewrapped, known, made.keys, phone);
    REQUIRE(kept);
    CHECK(open_by_passphrase(*kept, wrapping.view()));
}

}  // namespace
}  // namespace sparekey::vault
