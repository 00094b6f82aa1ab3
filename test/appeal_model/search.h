// A breadth-first search through worlds: what is found first is found by the fewest moves, so the
// trace to it is the shortest there is.
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sparekey::appeal_model {

template <class World>
struct Move {
    std::string_view name;  // Lives as long as the program.
    World next;
};

// A promise, and the shortest way to where it is broken; "" when nothing breaks it.
template <class World>
struct Promise {
    const char* text;
    std::function<bool(const World& before, const World& after)> is_broken;
    std::string broken_by = {};
};

template <class World>
class Search {
   public:
    using Moves = std::function<void(const World&, std::vector<Move<World>>&)>;
    // Two worlds with the same key have the same future.
    using Key = std::function<std::string(const World&)>;
    // What a trace says of a world behind the move that led there.
    using Told = std::function<std::string(const World&)>;

    Search(Moves moves, Key key, Told told)
        : moves_(std::move(moves)), key_(std::move(key)), told_(std::move(told)) {}

    void begin_with(World world) { find(std::move(world), none, "begun"); }

    void hold_to(std::vector<Promise<World>>& promises) {
        std::vector<Move<World>> moves;
        for (std::size_t i = 0; i < found_.size(); ++i) {
            moves.clear();
            moves_(found_[i].world, moves);
            for (auto& move : moves) {
                look(promises, i, move);
                find(std::move(move.next), i, move.name);
            }
        }
    }

    [[nodiscard]] std::size_t count() const { return found_.size(); }

   private:
    static constexpr auto none = static_cast<std::size_t>(-1);
    struct Found {
        World world;
        std::size_t from;
        std::string_view by;
    };

    void look(std::vector<Promise<World>>& promises, std::size_t from, const Move<World>& move) {
        for (auto& promise : promises) {
            if (!promise.broken_by.empty() || !promise.is_broken(found_[from].world, move.next))
                continue;
            promise.broken_by = trace(from) + line(move.name, move.next);
        }
    }
    void find(World world, std::size_t from, std::string_view by) {
        if (known_.insert(key_(world)).second) found_.push_back({std::move(world), from, by});
    }
    [[nodiscard]] std::string line(std::string_view name, const World& world) const {
        return "\n  " + std::string{name} + ": " + told_(world);
    }
    [[nodiscard]] std::string trace(std::size_t i) const {
        std::string text;
        for (; i != none; i = found_[i].from) text = line(found_[i].by, found_[i].world) + text;
        return text;
    }

    Moves moves_;
    Key key_;
    Told told_;
    std::deque<Found> found_;
    std::unordered_set<std::string> known_;
};

}  // namespace sparekey::appeal_model
