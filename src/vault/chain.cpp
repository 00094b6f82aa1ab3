#include "vault/chain.h"

namespace sparekey::vault {

bool Chain::take(const Link& link) {
    if (link.seq != seq + 1) return false;
    Bytes all = to_bytes(digest);
    append_u64(all, link.seq);
    append(all, link.id.octets);
    append_u64(all, link.revision);
    append(all, link.seal_digest);
    digest = crypto::sha256(all);
    seq = link.seq;
    return true;
}

}  // namespace sparekey::vault
