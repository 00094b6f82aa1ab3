// A server in memory that keeps what it is given in order, and can be made to lie.
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "vault/replica.h"

namespace sparekey::vault::test {

class ServerDouble {
   public:
    enum class Answer { accepted, conflict };

    // PUT: `replaces` must be the revision that it has.
    Answer put(const Pending& pending) {
        const auto has = revisions_.find(pending.id);
        const auto current = has == revisions_.end() ? 0 : has->second;
        if (current != pending.replaces || pending.record->revision <= current) {
            return Answer::conflict;
        }
        revisions_[pending.id] = pending.record->revision;
        Change change;
        change.link = {changes.size() + 1, pending.id, pending.record->revision,
                       crypto::sha256(pending.record->sealed)};
        change.record = *pending.record;
        changes.push_back(std::move(change));
        return Answer::accepted;
    }

    // As a device sends it, whatever it is.
    void take(Change change) {
        revisions_[change.link.id] = change.link.revision;
        changes.push_back(std::move(change));
    }

    // GET changes?after=seq.
    [[nodiscard]] std::vector<Change> after(std::uint64_t seq) const {
        std::vector<Change> all;
        for (auto i = seq; i < changes.size(); ++i) all.push_back(changes[i]);
        return all;
    }

    std::vector<Change> changes;

   private:
    std::map<EntryId, std::uint64_t> revisions_;
};

}  // namespace sparekey::vault::test
