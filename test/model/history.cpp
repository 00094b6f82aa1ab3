#include "test/model/history.h"

#include <fmt/format.h>

#include <future>

#include "base/run.h"
#include "test/model/draw.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

constexpr int shrinks_max = 60;  // Histories run to make a failing one shorter.

// What a caller was answered, or how it failed.
struct Answer {
    std::string text;
    std::optional<Failure::Kind> failure;
};

Answer answer_of(const Caller& caller, const account::Services& services) {
    try {
        return {run(caller.act(services)), {}};
    } catch (const Failure& failure) {
        return {failure.what(), failure.kind()};
    }
}

// A caller in the middle of its steps, while an order is looked for that explains everything.
struct Walker {
    const Caller* caller;
    const Answer* answer;
    Ticket ticket = {};
    std::size_t done = 0;
    bool ended = false;
};

// A change that failed as busy or unavailable did nothing; one whose answer was lost may have done
// all of it. Whatever came before it in the same flow was done.
bool may_end(const Answer& answer, const std::string& outcome) {
    if (!answer.failure) return answer.text == outcome;
    return *answer.failure == Failure::Kind::unknown;
}
bool may_stop(const Answer& answer) {
    return answer.failure && *answer.failure != Failure::Kind::broken;
}

// Whether some order of the walkers' steps leads from `state` to what is stored.
bool is_explained(const Account& state, const std::vector<Walker>& walkers, const Account& stored,
                  Time now) {
    bool all_ended = true;
    for (std::size_t i = 0; i < walkers.size(); ++i) {
        if (walkers[i].ended) continue;
        all_ended = false;
        auto others = walkers;
        auto& walker = others[i];
        if (may_stop(*walker.answer)) {
            walker.ended = true;
            if (is_explained(state, others, stored, now)) return true;
            walker.ended = false;
        }
        auto next = state;
        const auto outcome = walker.caller->steps.at(walker.done)(next, walker.ticket, now);
        ++walker.done;
        if (outcome) {
            if (!may_end(*walker.answer, *outcome)) continue;
            walker.ended = true;
        }
        if (is_explained(next, others, stored, now)) return true;
    }
    return all_ended && settled(state, now) == stored;
}

// What the model would have them answered, one after another.
std::string expected(Account state, const std::vector<Caller>& callers, Time now) {
    std::string text;
    for (const auto& caller : callers) {
        Ticket ticket;
        Outcome outcome;
        for (std::size_t i = 0; !outcome && i < caller.steps.size(); ++i)
            outcome = caller.steps[i](state, ticket, now);
        text += "  " + caller.text + " -> " + outcome.value_or("?") + "\n";
    }
    return text + text_of(settled(state, now));
}

class Run {
   public:
    explicit Run(store::Engine engine) : world_(engine), state_(world_.observe()) {}

    // One moment; false if it cannot be explained.
    bool live(std::uint64_t seed) {
        Draw draw{world_, state_, seed};
        world_.advance(draw.pause());
        state_ = settled(state_, world_.now());
        const auto callers = draw.callers();
        const auto fault = draw.fault();
        const auto answers = act(callers, fault, draw.below(7));
        tell(callers, answers, fault);

        std::vector<Walker> walkers;
        for (std::size_t i = 0; i < callers.size(); ++i)
            walkers.push_back({&callers[i], &answers[i]});
        const auto stored = world_.observe();
        if (!is_explained(state_, walkers, stored, world_.now())) {
            told.failure = fmt::format(
                "--- the model, one after another:\n{}\n--- stored before:\n{}\n--- stored "
                "now:\n{}",
                expected(state_, callers, world_.now()), text_of(state_), text_of(stored));
            return false;
        }
        for (const auto& caller : callers) caller.learn();
        world_.learn_letters();
        world_.take_note();
        state_ = world_.observe();
        return true;
    }

    Told told;

   private:
    std::vector<Answer> act(const std::vector<Caller>& callers, Fault fault, int patience) {
        const auto& services =
            fault == Fault::full_hash_queue ? world_.services_without_hashes() : world_.services();
        world_.break_down(fault, patience);
        std::vector<std::future<Answer>> coming;
        for (const auto& caller : callers) {
            coming.push_back(
                std::async(std::launch::async, [&] { return answer_of(caller, services); }));
        }
        std::vector<Answer> answers;
        for (auto& one : coming) {
            while (one.wait_for(1ms) != std::future_status::ready) world_.watch();
            answers.push_back(one.get());
        }
        world_.mend();
        return answers;
    }

    void tell(const std::vector<Caller>& callers, const std::vector<Answer>& answers, Fault fault) {
        told.story += fmt::format("at {}, {}{}\n", to_micros(world_.now()) / 1'000'000,
                                  name_of(fault), callers.size() > 1 ? ", at once:" : ":");
        for (std::size_t i = 0; i < callers.size(); ++i) {
            told.story += fmt::format("  {} -> {}{}\n", callers[i].text,
                                      answers[i].failure ? "failed: " : "", answers[i].text);
        }
    }

    World world_;
    Account state_;
};

}  // namespace

Moments moments_of(std::uint64_t seed, int count) {
    std::mt19937_64 random{seed};
    Moments moments;
    for (int i = 0; i < count; ++i) moments.push_back(random());
    return moments;
}

Told run_history(store::Engine engine, const Moments& moments) {
    Run run{engine};
    for (const auto seed : moments) {
        if (!run.live(seed)) break;
    }
    return std::move(run.told);
}

Told shrink(store::Engine engine, Moments failing, Told told) {
    int runs = 0;
    for (std::size_t length = failing.size() / 2; length > 0; length /= 2) {
        for (std::size_t from = 0; from < failing.size() && runs < shrinks_max; ++runs) {
            auto fewer = failing;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(from);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(
                                           std::min(length, failing.size() - from)));
            auto still = run_history(engine, fewer);
            if (still.failure.empty()) {
                from += length;
            } else {
                failing = std::move(fewer);
                told = std::move(still);
            }
        }
    }
    return told;
}

}  // namespace sparekey::model
