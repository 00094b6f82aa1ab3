// What the rooms below ask of an account's appeals: account/open_appeals.h, answered by the docket.
#pragma once
#include "account/open_appeals.h"
#include "account/services.h"

namespace sparekey::recovery {

class DocketAppeals : public account::OpenAppeals {
   public:
    explicit DocketAppeals(const account::Services& services) : services_(services) {}

    [[nodiscard]] std::vector<store::LoadCall> loads() const override;
    [[nodiscard]] account::AppealAnswer proven(account::Plan&, const std::vector<store::Rows>&,
                                               std::size_t first,
                                               const account::ProvenFactor&) const override;
    [[nodiscard]] account::AppealAnswer stepped_up(account::Plan&, const std::vector<store::Rows>&,
                                                   std::size_t first,
                                                   const account::ProvenFactor&) const override;
    void stolen(account::Plan&, const std::vector<store::Rows>&, std::size_t first) const override;
    void closed(account::Plan&, const std::vector<store::Rows>&, std::size_t first) const override;

   private:
    const account::Services& services_;
};

}  // namespace sparekey::recovery
