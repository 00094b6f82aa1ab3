// A desk that has been at work for a while: appeals in every state that lasts, each made by its
// applicant and decided by the sample staff.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sparekeyd/demo_staff.h"

namespace sparekey::sparekeyd {

class DemoCases {
   public:
    // Makes the accounts. They must be 30 days old when the first of them appeals, which is ten
    // days before the end.
    explicit DemoCases(DemoStage&);
    ~DemoCases();
    DemoCases(const DemoCases&) = delete;
    DemoCases& operator=(const DemoCases&) = delete;

    // From now to `end`.
    void play(std::vector<DemoMember>& staff, Time end);
    // Whose case is where.
    [[nodiscard]] std::string text() const;

   private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sparekey::sparekeyd
