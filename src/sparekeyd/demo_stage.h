// Where the samples are made: the daemon's parts with a clock that is set to the past, so that the
// weeks of an appeal go by in a moment. Letters are delivered to nobody, and jobs are done, as time
// goes.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "account/hash_pool.h"
#include "outbox/outbox.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/desk_start.h"
#include "sparekeyd/start.h"

namespace sparekey::sparekeyd {

class DemoStage {
   public:
    // Throws as a daemon that starts.
    DemoStage(const Configuration&, bool create, Time begins);
    DemoStage(const DemoStage&) = delete;
    DemoStage& operator=(const DemoStage&) = delete;

    [[nodiscard]] const account::Services& site() const { return realms_->site; }
    [[nodiscard]] const account::Services& staff() const { return realms_->staff; }
    [[nodiscard]] const recovery::Office& office() const { return desk_->office(); }
    [[nodiscard]] const recovery::Bench& bench() const { return desk_->bench(); }
    [[nodiscard]] evidence::Store& evidence() { return *evidence_; }

    [[nodiscard]] Time now() const { return Time{Duration{*ticks_}}; }
    // Six hours at a time. ENSUREs that time does not go back.
    void go_to(Time);
    // To the next step of every authenticator.
    void next_code() { go_to(now() + std::chrono::seconds{30}); }

    // The secret of the newest letter of this kind. Throws Failure{broken} when there was none.
    [[nodiscard]] std::string mailed(AccountId, outbox::Kind);

   private:
    void deliver();
    void work();

    std::shared_ptr<std::atomic<std::int64_t>> ticks_;
    account::Settings settings_;
    account::Settings desk_settings_;
    std::unique_ptr<store::Database> db_;
    Keys keys_;
    std::unique_ptr<evidence::Store> evidence_;
    account::HashPool hashes_;
    std::unique_ptr<Realms> realms_;
    std::unique_ptr<OpenDesk> desk_;
    std::map<std::pair<AccountId, outbox::Kind>, std::string> mailed_;
};

}  // namespace sparekey::sparekeyd
