// The statements that load and save evidence items. An item's row is written by the appeal's own
// changes, so all of them go through the account's guard.
#pragma once
#include <optional>
#include <vector>

#include "evidence/item.h"
#include "store/database.h"

namespace sparekey::evidence {

// Of one appeal, oldest first; read_items() of their rows. Throws Failure{broken} on what this
// program did not write.
[[nodiscard]] store::LoadCall load_items(AppealId);
// Of every appeal of the account.
[[nodiscard]] store::LoadCall load_all_items();
[[nodiscard]] std::vector<Item> read_items(const store::Rows&);

[[nodiscard]] store::SaveCall insert_item(AppealId, const Item&);
// Status, octets, digest, and what was seen of it. Kind, version, round and origin never change.
[[nodiscard]] store::SaveCall update_item(AppealId, const Item&);
[[nodiscard]] store::SaveCall set_status(AppealId, ItemId, Status);
// With its chunks, if it is a video.
[[nodiscard]] std::vector<store::SaveCall> delete_item(AppealId, ItemId);
// Every row of the appeal, and of its chunks: when all that is known of it goes.
[[nodiscard]] std::vector<store::SaveCall> delete_items(AppealId);

// Pictures that nothing has looked at yet, the oldest first.
struct Waiting {
    Subject subject;
    ItemId item;
    std::int64_t version = 1;
};
[[nodiscard]] std::vector<Waiting> find_waiting(store::Reader&, int max);

// One part of a video as it was received.
struct Chunk {
    std::int64_t number = 0;  // From 0, without a gap.
    std::int64_t octets = 0;
    crypto::Digest sha256{};
    Time at{};
};
[[nodiscard]] store::LoadCall load_chunks(AppealId, ItemId);
[[nodiscard]] std::vector<Chunk> read_chunks(const store::Rows&);
[[nodiscard]] store::SaveCall insert_chunk(AppealId, ItemId, const Chunk&);

}  // namespace sparekey::evidence
