#include "vault/approval.h"

#include <algorithm>

#include "base/base64.h"
#include "base/bytes.h"

namespace sparekey::vault {
namespace {

constexpr std::uint64_t codes = 100'000'000;

}  // namespace

crypto::Digest commitment_of(const VaultId& vault, const Member& added,
                             const ApprovalNonce& nonce) {
    // The name stands last: it may have any character.
    const auto text = "sparekey-approval-1|" + vault.text() + '|' + added.id.text() + '|' +
                      to_base64url(added.keys.box) + '|' + to_base64url(added.keys.sign) + '|' +
                      to_base64url(nonce) + '|' + added.name;
    return crypto::sha256(bytes_of(text));
}

std::string approval_code(const crypto::Digest& commitment, const ApprovalNonce& added,
                          const ApprovalNonce& other, const SignedRoster& known) {
    const auto text = "sparekey-approval-code-1|" + to_base64url(commitment) + '|' +
                      to_base64url(added) + '|' + to_base64url(other) + '|' +
                      to_base64url(crypto::sha256(bytes_of(known.text)));
    const auto digits = std::to_string(*read_u64(crypto::sha256(bytes_of(text)), 0) % codes);
    return std::string(approval_digits - digits.size(), '0') + digits;
}

std::optional<std::string> opened_code(const VaultId& vault, const Member& added,
                                       const crypto::Digest& commitment,
                                       const ApprovalNonce& opened, const ApprovalNonce& mine,
                                       const SignedRoster& known) {
    if (commitment_of(vault, added, opened) != commitment) return std::nullopt;
    return approval_code(commitment, opened, mine, known);
}

std::string shown_code(std::string_view code) {
    constexpr std::size_t half = approval_digits / 2;
    return std::string{code.substr(0, half)} + ' ' + std::string{code.substr(half)};
}

bool is_code(std::string_view typed, std::string_view code) {
    std::string digits{typed};
    std::erase(digits, ' ');
    return digits == code;
}

std::optional<Header> let_in_by(const Header& offered, const Header& known, const Keys& keys,
                                const Device& device) {
    if (offered.vault != known.vault || offered.epoch != known.epoch ||
        !continues(known.roster, offered.roster)) {
        return std::nullopt;
    }
    const auto roster = parse_roster(offered.roster.text);
    const auto* const me = roster ? roster->find(device.id) : nullptr;
    if (me == nullptr || me->keys != device.public_keys()) return std::nullopt;
    const auto sealed = open_by_device(offered, device);
    if (!sealed || !std::ranges::equal(sealed->key(), keys.key())) return std::nullopt;
    auto header = offered;
    header.kdf = known.kdf;
    header.wrapped = known.wrapped;
    return header;
}

}  // namespace sparekey::vault
