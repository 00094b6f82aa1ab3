#include "recovery/diagram.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "recovery/transitions.h"

namespace sparekey::recovery {
namespace {

constexpr std::string_view back = "back";  // To the state that was interrupted.

// From what is drawn on one arrow.
using Arrow = std::pair<std::string_view, std::string_view>;
using Events = std::vector<std::string_view>;

std::string_view target(const Rule& rule) { return rule.to ? slug(*rule.to) : back; }

// Those that a freeze may end: every frozen one.
std::set<State> frozen_states() {
    std::set<State> states;
    for (const auto& rule : rules()) {
        if (rule.event == Event::freeze_over) states.insert(rule.from);
    }
    return states;
}

bool has_rule(State from, Event event, std::string_view to) {
    return std::ranges::any_of(rules(), [&](const Rule& rule) {
        return rule.from == from && rule.event == event && target(rule) == to;
    });
}

// Every frozen state has this one, but the state that it leads to.
bool is_of_all(const std::set<State>& frozen, const Rule& rule) {
    return frozen.contains(rule.from) && std::ranges::all_of(frozen, [&](State state) {
               return slug(state) == target(rule) || has_rule(state, rule.event, target(rule));
           });
}

class Arrows {
   public:
    void add(std::string_view from, std::string_view to, Event event) {
        if (from == to) return;
        auto [place, is_new] = events_.try_emplace(Arrow{from, to});
        if (is_new) order_.push_back(place->first);
        auto& events = place->second;
        if (std::ranges::find(events, slug(event)) == events.end()) events.push_back(slug(event));
    }
    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& arrow : order_) {
            text += fmt::format("    {} --> {} : {}\n", arrow.first, arrow.second,
                                fmt::join(events_.at(arrow), ", "));
        }
        return text;
    }

   private:
    std::map<Arrow, Events> events_;
    std::vector<Arrow> order_;
};

// Where what interrupts goes back to.
std::string ways_back(const std::set<State>& frozen) {
    std::string text;
    for (const auto state : frozen) {
        const bool is_interrupted = has_rule(state, Event::material_asked, "needs_material") ||
                                    has_rule(state, Event::video_asked, "video_requested");
        if (is_interrupted) text += fmt::format("    {} --> {}\n", back, slug(state));
    }
    return text;
}

}  // namespace

std::string diagram() {
    const auto frozen = frozen_states();
    std::string text = "stateDiagram-v2\n    [*] --> draft\n    state frozen {\n";
    for (const auto state : frozen) text += fmt::format("        {}\n", slug(state));
    text += fmt::format("    }}\n    state {} <<choice>>\n", back);
    Arrows arrows;
    for (const auto& rule : rules()) {
        const auto from = is_of_all(frozen, rule) ? "frozen" : slug(rule.from);
        arrows.add(from, target(rule), rule.event);
    }
    text += arrows.text() + ways_back(frozen);
    for (int i = first_end; i < state_count; ++i)
        text += fmt::format("    {} --> [*]\n", slug(static_cast<State>(i)));
    return text;
}

}  // namespace sparekey::recovery
