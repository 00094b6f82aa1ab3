// A desk's staff for trying things out: two reviewers, a lead and an auditor.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sparekeyd/demo_stage.h"
#include "staff/duty_table.h"

namespace sparekey::sparekeyd {

struct SampleMember {
    std::string email;
    std::string name;
    std::string password;
    staff::Roles roles;
};

class DemoMember {
   public:
    // Invited, joined and certified through the flows of everybody.
    DemoMember(DemoStage&, SampleMember);

    // Anew, as every morning; nothing for who sits there still.
    void sign_in();
    [[nodiscard]] staff::Present present() const;
    [[nodiscard]] staff::Actor actor() const;
    // One that was not used: time goes on for it.
    [[nodiscard]] std::string fresh_code();
    [[nodiscard]] const account::Client& client() const { return client_; }
    [[nodiscard]] std::string text() const;

   private:
    DemoStage& stage_;
    SampleMember sample_;
    account::Client client_;
    crypto::Secret key_;
    std::optional<account::Token> session_;
};

// In this order: two reviewers, a lead, an auditor.
[[nodiscard]] std::vector<DemoMember> hire_sample_staff(DemoStage&);

}  // namespace sparekey::sparekeyd
