// For tests: an outbox to post into, and a transport that tells what went through it.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/run.h"
#include "crypto/start.h"
#include "mail/courier.h"
#include "store/scratch.h"

namespace sparekey::mail {

inline const AccountId ada{11};
inline const Time noon{std::chrono::seconds{1'800'000'000}};
inline const Letterhead head{"Example Exchange", "https://accounts.example.org"};
inline constexpr std::string_view token = "kzb0LAQxPGdZDRfq4pVHNtYrO2sWcXJemIuvTa8Eg7M";
inline constexpr std::chrono::seconds patience{20};

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Looks only when it is woken, or when a mail is due: what a test waits for cannot come from a look
// by chance.
inline Pace only_when_woken() {
    Pace pace;
    pace.look_every = std::chrono::hours{1};
    return pace;
}

// An outbox with a clock of its own, on SQLite: every statement of the courier's is tried on all
// engines in outbox/.
struct Office {
    Office()
        : clock(noon),
          scratch(store::Engine::sqlite_memory, {}, clock.clock()),
          ring((crypto::start(), crypto::KeyRing::in_memory())) {}

    void transact(std::function<void(store::Transaction&)> f) {
        run(scratch.database().transact(AccountId{}, std::move(f)));
    }
    void post_one(outbox::Kind kind = outbox::Kind::codes_viewed,
                  std::string recipient = "ada@localhost", std::string_view secret = "") {
        const crypto::Secret held{secret};
        outbox::Event event{kind, {{"client", "203.0.113.7"}}};
        if (!secret.empty()) event.secret = &held;
        transact([&](store::Transaction& tx) { outbox::post(tx, ring, ada, {recipient}, event); });
    }
    std::vector<outbox::Claimed> claim() {
        std::vector<outbox::Claimed> mails;
        transact([&](store::Transaction& tx) {
            mails = outbox::claim(tx, ring, std::chrono::minutes{2}, 10);
        });
        return mails;
    }
    // "waiting sent bounced", in the order of posting.
    std::string states() {
        std::string all;
        transact([&](store::Transaction& tx) {
            all.clear();
            for (const auto& row : tx.query("SELECT state FROM outbox ORDER BY mail_id")) {
                all += (all.empty() ? "" : " ") + row.text(0);
            }
        });
        return all;
    }
    bool any_secret() {
        bool any = true;
        transact([&](store::Transaction& tx) {
            any = !tx.query("SELECT 1 FROM outbox WHERE secret IS NOT NULL").empty();
        });
        return any;
    }

    store::ManualClock clock;
    store::Scratch scratch;
    crypto::KeyRing ring;
};

// Counts what goes through it, so that a test can wait for a letter to be handed over. A courier
// that is stopped after that has also marked the letter.
class Watched final : public Transport {
   public:
    using Carry = std::function<Answer(const Letter&, std::stop_token)>;
    explicit Watched(Carry carry) : carry_(std::move(carry)) {}
    explicit Watched(Transport& inner)
        : Watched([&inner](const Letter& letter, std::stop_token stop) {
              return inner.hand_over(letter, stop);
          }) {}

    Answer hand_over(const Letter& letter, std::stop_token stop) override {
        const auto answer = carry_(letter, stop);
        const std::lock_guard lock{mutex_};
        answers_.push_back(answer.handover);
        changed_.notify_all();
        return answer;
    }
    // What was answered, once there are `count` answers; fewer when they do not come in time.
    std::vector<Handover> answers(std::size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, patience, [&] { return answers_.size() >= count; });
        return answers_;
    }

   private:
    Carry carry_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Handover> answers_;
};

inline Answer take(const Letter&, std::stop_token) { return {Handover::taken, ""}; }

}  // namespace sparekey::mail
