#include "vault/mark.h"

#include "base/text.h"

namespace sparekey::vault {
namespace {

constexpr std::string_view purpose = "sparekey-vault-1 mark";

std::string text_of(const VaultId& vault, std::uint64_t seq, const crypto::Digest& digest) {
    return vault.text() + '\n' + std::to_string(seq) + '\n' + to_base64url(digest);
}

}  // namespace

Link next_link(const Chain& at, const Record& record) {
    return {at.seq + 1, record.id, record.revision, crypto::sha256(record.sealed)};
}

Mark sign_mark(const VaultId& vault, const Chain& at, const Device& by) {
    const auto text = text_of(vault, at.seq, at.digest);
    return {at.seq, at.digest, by.id.text(), by.signing().sign(purpose, bytes_of(text))};
}

bool is_signed_with(const VaultId& vault, const Mark& mark, const crypto::PublicKey& key) {
    const auto text = text_of(vault, mark.seq, mark.digest);
    return crypto::is_signed(key, purpose, bytes_of(text), mark.signature);
}

Compared compare(const VaultId& vault, const Chain& at, const std::optional<Mark>& newest,
                 const Roster& roster) {
    if (at.seq == 0) return newest ? Compared::other_history : Compared::same;
    if (!newest) return Compared::not_signed;
    const auto signer = DeviceId::parse(newest->signer);
    const auto* member = signer ? roster.find(*signer) : nullptr;
    if (member == nullptr) return Compared::unknown_signer;
    if (!is_signed_with(vault, *newest, member->keys.sign)) return Compared::not_signed;
    const bool same = newest->seq == at.seq && newest->digest == at.digest;
    return same ? Compared::same : Compared::other_history;
}

}  // namespace sparekey::vault
