// Somebody with a sample account: made through the flows of everybody, in a browser of their own.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "otp/backup_code.h"
#include "person/claim.h"
#include "sparekeyd/demo_stage.h"

namespace sparekey::sparekeyd {

// Throws what is refused: a sample does nothing that anybody is refused. Some want no more than
// that, so what it returns may be left.
template <class T>
T granted(account::Result<T> result) {
    if (std::holds_alternative<T>(result)) return std::get<T>(std::move(result));
    throw Failure(Failure::Kind::broken, "a sample was refused what everybody is granted");
}

[[nodiscard]] account::Client demo_client();

struct Sample {
    std::string email;
    std::string password;
    bool with_factor;
    person::Record record;
    person::Facts facts;
};

class DemoPerson {
   public:
    // Signs up, enables the second factor, and has the record entered.
    DemoPerson(DemoStage&, Sample);

    [[nodiscard]] AccountId who() const { return who_; }
    [[nodiscard]] const Sample& sample() const { return sample_; }
    [[nodiscard]] const account::Client& client() const { return client_; }
    [[nodiscard]] std::shared_ptr<const crypto::Secret> password() const { return password_; }
    // Of the authenticator that is written down. ENSUREs that there is one.
    [[nodiscard]] std::string code() const;
    // How to sign in to it, and what an appeal would have to say.
    [[nodiscard]] std::string text() const;

   private:
    void enable(const account::Token& session);

    DemoStage& stage_;
    const Sample sample_;
    const std::shared_ptr<const crypto::Secret> password_;
    const account::Client client_;
    AccountId who_;
    std::optional<crypto::Secret> key_;
    std::optional<otp::BackupCodes> codes_;
};

}  // namespace sparekey::sparekeyd
