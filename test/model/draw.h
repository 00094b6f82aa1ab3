// What the people of a history do next: drawn at random from what they could do, right and wrong.
#pragma once
#include <functional>
#include <random>
#include <string>

#include "test/model/steps.h"
#include "test/model/world_double.h"

namespace sparekey::model {

// One caller: what is asked of the real rooms, what the model makes of it, and what is learnt from
// the answer.
struct Caller {
    std::string text;
    Steps steps;
    std::function<Awaitable<std::string>(const account::Services&)> act;
    std::function<void()> learn = [] {};
};

class Draw {
   public:
    // `account` is what the model says now; both outlive the draw.
    Draw(World& world, const Account& account, std::uint64_t seed)
        : world_(world), account_(account), random_(seed) {}

    [[nodiscard]] Duration pause();
    [[nodiscard]] Fault fault();
    [[nodiscard]] int below(int bound);
    [[nodiscard]] bool once_in(int times) { return below(times) == 0; }
    // Those who act at once; often they all want the same.
    [[nodiscard]] std::vector<Caller> callers();

   private:
    [[nodiscard]] Caller caller();
    [[nodiscard]] Caller sign_in();
    [[nodiscard]] Caller type_code();
    [[nodiscard]] Caller step_up();
    [[nodiscard]] Caller confirm();
    [[nodiscard]] Caller ask_reset();
    [[nodiscard]] Caller reset();
    [[nodiscard]] Caller ask_relief();
    [[nodiscard]] Caller use_relief();
    [[nodiscard]] Caller begin_stolen();
    [[nodiscard]] Caller confirm_stolen();
    [[nodiscard]] Caller leave();
    [[nodiscard]] Caller freeze();

    [[nodiscard]] Actor actor();
    [[nodiscard]] int password();
    [[nodiscard]] std::string code();
    [[nodiscard]] std::string one_time_code();
    [[nodiscard]] std::string backup_code();
    // Mostly one that is still there, else any of the newest; nullptr where there was none ever.
    [[nodiscard]] bool is_there(const std::string& name) const;
    [[nodiscard]] const Named* one_of(const std::vector<Named>&);

    World& world_;
    const Account& account_;
    std::mt19937_64 random_;
};

}  // namespace sparekey::model
