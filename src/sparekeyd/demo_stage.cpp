#include "sparekeyd/demo_stage.h"

#include <algorithm>

#include "account/decoys_flow.h"
#include "base/check.h"
#include "base/failure.h"
#include "base/run.h"
#include "outbox/delivery.h"
#include "recovery/due_flow.h"
#include "sparekeyd/evidence_start.h"
#include "sparekeyd/wiring.h"
#include "staff/present_flow.h"

namespace sparekey::sparekeyd {
namespace {

constexpr Duration soon = std::chrono::seconds{10};
constexpr Duration each = std::chrono::hours{6};
constexpr Duration lease = std::chrono::seconds{1};
constexpr int mails_max = 100;
constexpr int hashes_waiting_max = 8;

// A desk that works on Sundays too: whenever the samples are made, each state is among them.
Configuration of_every_day(Configuration configuration) {
    configuration.desk.weekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday"};
    configuration.desk.holidays.clear();
    return configuration;
}

// What everybody knows needs no hash that is hard to try: hundreds of them are made.
account::Settings sample_settings(const Configuration& configuration) {
    auto settings = settings_of(configuration);
    settings.hash_cost = {1024, 1};
    return settings;
}

store::Clock clock_of(const std::shared_ptr<std::atomic<std::int64_t>>& ticks) {
    return [ticks] { return Time{Duration{*ticks}}; };
}

}  // namespace

DemoStage::DemoStage(const Configuration& configuration, bool create, Time begins)
    : ticks_(std::make_shared<std::atomic<std::int64_t>>(begins.time_since_epoch().count())),
      settings_(sample_settings(configuration)),
      desk_settings_(staff::desk_settings(settings_)),
      db_(open_database(configuration, create, clock_of(ticks_))),
      keys_(load_keys(configuration, *db_, create)),
      evidence_(open_evidence(configuration, keys_.ring, *db_)),
      hashes_(1, hashes_waiting_max),
      realms_(new Realms{
          {*db_, keys_.ring, keys_.pepper, hashes_, settings_},
          {*db_, keys_.ring, keys_.pepper, hashes_, desk_settings_, account::Realm::staff},
          {*db_, keys_.ring, keys_.pepper, hashes_, settings_, account::Realm::vault}}),
      desk_(std::make_unique<OpenDesk>(of_every_day(configuration), *realms_, *evidence_)) {
    run(account::ensure_decoys(*db_));
}

void DemoStage::go_to(Time end) {
    ENSURE(end >= now());
    // What was just done is seen to at once, as the daemon would.
    for (auto step = soon; now() < end; step = each) {
        *ticks_ = std::min(now() + step, end).time_since_epoch().count();
        deliver();
        work();
    }
}

void DemoStage::deliver() {
    std::function<bool(store::Transaction&)> all = [&](store::Transaction& tx) {
        const auto mails = outbox::claim(tx, keys_.ring, lease, mails_max);
        for (const auto& mail : mails) {
            if (mail.secret) mailed_[{mail.account, mail.kind}] = mail.secret->text();
            outbox::delivered(tx, mail);
        }
        return !mails.empty();
    };
    // A look writes nothing, a claim waits for the disk.
    std::function<bool(store::Reader&)> look = [](store::Reader& reader) {
        return !reader.query("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1", {}).empty();
    };
    while (run(db_->read(look))) {
        auto again = all;
        if (!run(db_->transact<bool>(AccountId{}, std::move(again)))) return;
    }
}

void DemoStage::work() {
    while (run(recovery::look_after_appeals(desk_->office(), now())) > 0) {
    }
}

std::string DemoStage::mailed(AccountId who, outbox::Kind kind) {
    deliver();
    const auto found = mailed_.find({who, kind});
    if (found == mailed_.end())
        throw Failure(Failure::Kind::broken, "a sample account got no letter");
    return found->second;
}

}  // namespace sparekey::sparekeyd
