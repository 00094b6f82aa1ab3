#include "mail/courier.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "base/check.h"
#include "base/failure.h"
#include "base/log.h"
#include "crypto/secret.h"

namespace sparekey::mail {
namespace {

constexpr int claimed_at_once = 1;  // A crash then delays one letter by its lease, and no other.
// Between two looks, where a mail is due and another worker is about to take it, and where requests
// that posted nothing wake as well.
constexpr Duration rest_shortest = std::chrono::milliseconds{20};

std::string_view event_of(const Answer& answer, outbox::Fate fate) {
    if (answer.handover == Handover::refused) return "mail_refused";
    return fate == outbox::Fate::given_up ? "mail_given_up" : "mail_not_sent";
}

}  // namespace

Courier::Courier(store::Database& database, const crypto::KeyRing& ring, Transport& transport,
                 Letterhead head, Pace pace, store::Clock clock)
    : database_(database),
      ring_(ring),
      transport_(transport),
      head_(std::move(head)),
      pace_(pace),
      clock_(std::move(clock)) {
    thread_ = std::thread{[this] {
        boost::asio::co_spawn(io_, work(), [](std::exception_ptr thrown) { ENSURE(!thrown); });
        io_.run();
    }};
}

Courier::~Courier() { stop(); }

void Courier::wake() {
    if (!woken_.exchange(true)) interrupt();
}

void Courier::interrupt() {
    boost::asio::post(io_, [this] { timer_.cancel(); });
}

void Courier::stop() {
    if (!thread_.joinable()) return;
    stop_.request_stop();
    interrupt();
    thread_.join();
}

Awaitable<void> Courier::work() {
    while (!stopping()) {
        Rest next{};
        try {
            next = co_await look();
        } catch (const Failure& failure) {
            // The database is full, busy or gone. Nothing is lost: what was claimed is due again
            // after its lease.
            log::warning("mail_waits_for_database", {{"reason", failure.what()}});
            next = {next_pause(), false};
        }
        co_await rest(next);
    }
}

// Carries all that is due; returns how long there is nothing to do.
Awaitable<Courier::Rest> Courier::look() {
    woken_ = false;
    co_await sweep_when_due();
    while (!stopping()) {
        // Reads before it claims: most who wake posted nothing, and a claim is a write.
        const auto time = co_await until_next();
        if (time > Duration{0}) co_return Rest{time, true};
        const auto carried = co_await carry_one();
        if (carried == Carried::unreachable) co_return Rest{next_pause(), false};
        if (carried == Carried::nothing_due) break;
        last_pause_ = Duration{0};
    }
    co_return Rest{rest_shortest, true};
}

Awaitable<Duration> Courier::until_next() {
    std::function<std::optional<Time>(store::Reader&)> ask = outbox::next_due;
    const auto due = co_await database_.read(std::move(ask));
    if (!due) co_return pace_.look_every;
    co_return std::clamp(Duration{*due - clock_()}, Duration{0}, pace_.look_every);
}

Awaitable<Courier::Carried> Courier::carry_one() {
    std::function<std::vector<outbox::Claimed>(store::Transaction&)> claim =
        [this](store::Transaction& tx) {
            return outbox::claim(tx, ring_, pace_.lease, claimed_at_once);
        };
    const auto mails = co_await database_.transact(AccountId{}, std::move(claim));
    if (mails.empty()) co_return Carried::nothing_due;
    const auto answer = hand_over(mails.front());
    co_await mark(mails.front(), answer);
    co_return answer.handover == Handover::unreachable ? Carried::unreachable : Carried::one;
}

// A letter that cannot be written is kept like one that cannot be sent: the key or the program that
// it needs may come back.
Answer Courier::hand_over(const outbox::Claimed& mail) {
    try {
        auto letter = render(mail, head_);
        auto answer = transport_.hand_over(letter, stop_.get_token());
        crypto::wipe(letter.text);
        return answer;
    } catch (const Failure& failure) {
        log::error("mail_cannot_be_written", {{"mail", mail.mail_id}, {"reason", failure.what()}});
        return {Handover::later, "cannot be written"};
    }
}

Awaitable<void> Courier::mark(const outbox::Claimed& mail, const Answer& answer) {
    std::function<outbox::Fate(store::Transaction&)> f = [&mail, &answer](store::Transaction& tx) {
        switch (answer.handover) {
        case Handover::taken: outbox::delivered(tx, mail); return outbox::Fate::later;
        case Handover::refused: outbox::bounced(tx, mail); return outbox::Fate::given_up;
        case Handover::later:
        case Handover::unreachable: return outbox::failed(tx, mail);
        }
        throw Failure{Failure::Kind::broken, "a handover of no kind"};
    };
    const auto fate = co_await database_.transact(AccountId{}, std::move(f));
    if (answer.handover == Handover::taken) co_return;
    log::warning(event_of(answer, fate), {{"mail", mail.mail_id},
                                          {"kind", outbox::slug(mail.kind)},
                                          {"attempt", mail.attempts + 1},
                                          {"reason", answer.reason}});
}

Awaitable<void> Courier::sweep_when_due() {
    if (clock_() < swept_at_ + pace_.sweep_every) co_return;
    std::int64_t swept = outbox::sweep_rows_max;
    while (swept == outbox::sweep_rows_max) {
        std::function<std::int64_t(store::Transaction&)> f = outbox::sweep;
        swept = co_await database_.transact(AccountId{}, std::move(f));
    }
    swept_at_ = clock_();
}

Awaitable<void> Courier::rest(Rest rest) {
    const auto began = std::chrono::steady_clock::now();
    for (;;) {
        const bool early = rest.wakeable && woken_;
        const auto until = began + (early ? std::min(rest.time, rest_shortest) : rest.time);
        if (stopping() || std::chrono::steady_clock::now() >= until) co_return;
        timer_.expires_at(until);
        boost::system::error_code cancelled;
        co_await timer_.async_wait(boost::asio::redirect_error(use_awaitable, cancelled));
    }
}

Duration Courier::next_pause() {
    last_pause_ = std::clamp(last_pause_ * 2, pace_.pause_first, pace_.pause_longest);
    return last_pause_;
}

}  // namespace sparekey::mail
