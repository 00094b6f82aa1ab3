// What verify_flow.h finds, kept and worded. Pure but for the reader that lines are read from.
#pragma once
#include <map>
#include <unordered_set>
#include <vector>

#include "journal/seal_table.h"
#include "journal/verify_flow.h"

namespace sparekey::journal {

// One walk over the chain, seal by seal. Lines that no seal listed so far are remembered, as a late
// seal may come for them.
class Walk {
   public:
    Walk(const crypto::SigningKey& key, const Sealed& sealed) : key_(key), sealed_(sealed) {}

    // What a head says of a seal, compared when the walk comes by it.
    void expect(const Head& head, std::string_view where);
    void take(store::Reader&, const Seal&);
    // The lines that no seal came for, and what stands before the first seal's range.
    void finish(store::Reader&, Time now);

    void complain(Wrong, std::string text);
    [[nodiscard]] std::int64_t position() const { return end_.position; }
    [[nodiscard]] Report& report() { return report_; }

   private:
    struct Expected {
        Digest digest;
        std::string who;
    };

    void check_place(const Seal&);
    void check_digests(const Seal&);
    void check_lines(store::Reader&, const Seal&);
    void check_late_lines(store::Reader&, const Seal&, const std::vector<SealedEntry>&);
    void compare(const Seal&, const SealedEntry&, const LineSeal&, std::int64_t account);
    void miss(const Seal&, const SealedEntry&);
    void check_whole(const Seal&, const std::vector<LineSeal>& lines, std::int64_t found_before);

    const crypto::SigningKey& key_;
    const Sealed sealed_;
    Report report_;
    ChainEnd end_;
    std::int64_t upto_id_ = 0;
    std::multimap<std::int64_t, Expected> expected_;
    std::unordered_set<std::int64_t> unlisted_;
};

}  // namespace sparekey::journal
