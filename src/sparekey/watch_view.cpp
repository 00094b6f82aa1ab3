#include "sparekey/watch_view.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sparekey/entries.h"

namespace sparekey::terminal {
namespace {

using vault::Type;

constexpr int rows_around = 4;  // Bar, heads, an empty line, and what keys do.
constexpr std::size_t code_width = 10;

// To so many columns: cut, or filled up. Every code point counts as one.
std::string fitted(std::string_view text, std::size_t columns) {
    std::string out;
    std::size_t points = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
        if (points == columns) break;
        out.append(text.substr(i, end - i));
        ++points;
        i = end;
    }
    return out.append(columns - points, ' ');
}

// "123 456": what is read aloud.
std::string grouped(const std::string& code) {
    if (code.size() != 6 && code.size() != 8) return code;
    return code.substr(0, code.size() / 2) + ' ' + code.substr(code.size() / 2);
}

std::string bar(int left, int period, int columns) {
    const int width = std::max(columns - 8, 8);
    const int full = period > 0 ? left * width / period : 0;
    std::string text;
    for (int i = 0; i < width; ++i) text += i < full ? "\u2588" : "\u2591";
    const auto seconds = std::to_string(left);
    return text + std::string(5 - std::min<std::size_t>(seconds.size(), 4), ' ') + seconds + " s";
}

std::string codes(const vault::Entry& entry, Time now, int common, bool hidden) {
    const auto& key = entry.key;
    if (key.type == Type::hotp) return fitted("   by counter: sparekey code", 3 * code_width + 2);
    if (hidden) return fitted("  \u2022\u2022\u2022 \u2022\u2022\u2022", 3 * code_width + 2);
    const auto step = step_at(key, now);
    std::string text;
    for (const auto at : {step - 1, step, step + 1}) {
        const auto code = at < 0 ? std::string{} : grouped(code_of(key, at));
        text += at == step ? "\x1b[1m" + fitted(code, code_width) + "\x1b[22m"
                           : "\x1b[2m" + fitted(code, code_width) + "\x1b[22m";
    }
    if (key.period_s == common) return text + "  ";
    const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto left = (step + 1) * key.period_s - second;
    return text + fitted(std::to_string(left) + "s", 5);
}

std::string row_text(const WatchRow& row, bool is_chosen, int columns, Time now, int common,
                     bool hidden) {
    const auto name_columns =
        static_cast<std::size_t>(std::max(columns - 2 - static_cast<int>(3 * code_width) - 6, 8));
    std::string text = is_chosen ? "\x1b[7m> " : "  ";
    text += fitted(row.name.shown, name_columns);
    if (is_chosen) text += "\x1b[27m";
    return text + ' ' + codes(*row.entry, now, common, hidden);
}

std::string last_line(const WatchState& state) {
    if (state.searching) return "/" + state.search + "\u2588";
    if (!state.message.empty()) return state.message;
    if (state.hidden) return "Hidden. Any key shows the codes.";
    std::string text = "Enter copies  / searches  q ends";
    if (!state.search.empty()) text += "  [" + state.search + "]";
    return text;
}

}  // namespace

WatchState watch_state(const vault::Vault& vault, std::string wanted) {
    WatchState state;
    for (const auto& [id, entry] : vault.entries()) {
        state.rows.push_back({id, entry, named(id, *entry)});
    }
    search(state, std::move(wanted));
    return state;
}

void search(WatchState& state, std::string text) {
    const auto* before = chosen(state);
    const auto id = before ? std::optional{before->id} : std::nullopt;
    state.search = std::move(text);
    state.shown.clear();
    state.chosen = 0;
    for (std::size_t i = 0; i < state.rows.size(); ++i) {
        if (!is_found_by(state.rows[i].name, state.search)) continue;
        if (id && state.rows[i].id == *id) state.chosen = state.shown.size();
        state.shown.push_back(i);
    }
}

void move(WatchState& state, int rows) {
    if (state.shown.empty()) return;
    const auto last = static_cast<std::int64_t>(state.shown.size()) - 1;
    const auto at = static_cast<std::int64_t>(state.chosen) + rows;
    state.chosen = static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, last));
}

const WatchRow* chosen(const WatchState& state) {
    return state.chosen < state.shown.size() ? &state.rows[state.shown[state.chosen]] : nullptr;
}

int common_period(const WatchState& state) {
    std::map<int, std::size_t> counts;
    for (const auto i : state.shown) {
        const auto& key = state.rows[i].entry->key;
        if (key.type != Type::hotp) ++counts[key.period_s];
    }
    const auto most = std::ranges::max_element(
        counts, [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? 30 : most->first;
}

std::string draw(const WatchState& state, Screen screen, Time now) {
    const int period = common_period(state);
    const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const int left = period - static_cast<int>(second % period);
    const auto columns = std::max(screen.columns, 20);
    const auto room = static_cast<std::size_t>(std::max(screen.lines - rows_around, 1));
    // The chosen one is in the middle, but for the ends.
    const auto count = state.shown.size();
    const auto middle = state.chosen > room / 2 ? state.chosen - room / 2 : 0;
    const auto first = count > room ? std::min(middle, count - room) : 0;

    std::string text = "\x1b[H" + bar(left, period, columns) + "\x1b[K\r\n\x1b[K\r\n";
    for (std::size_t i = 0; i < room; ++i) {
        if (first + i < count) {
            text += row_text(state.rows[state.shown[first + i]], first + i == state.chosen, columns,
                             now, period, state.hidden);
        } else if (i == 0) {
            text += state.rows.empty() ? "  There is no entry yet." : "  Nothing is found.";
        }
        text += "\x1b[K\r\n";
    }
    return text + "\x1b[K\r\n" + fitted(last_line(state), static_cast<std::size_t>(columns - 1)) +
           "\x1b[K";
}

}  // namespace sparekey::terminal
