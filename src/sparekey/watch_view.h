// What the live view shows, as text for a terminal of a given size: no terminal is touched here.
#pragma once
#include <string>
#include <vector>

#include "base/time.h"
#include "sparekey/find.h"
#include "vault/vault.h"

namespace sparekey::terminal {

struct WatchRow {
    vault::EntryId id;
    const vault::Entry* entry = nullptr;
    Named name;
};

struct WatchState {
    std::vector<WatchRow> rows;      // All that there are.
    std::vector<std::size_t> shown;  // Those that the search finds.
    std::size_t chosen = 0;          // Of the shown ones.
    std::string search;
    bool searching = false;  // Keys go to the search.
    bool hidden = false;     // Nobody has touched a key for a while.
    std::string message;     // "Copied." for a moment.
};

struct Screen {
    int columns = 80;
    int lines = 24;
};

[[nodiscard]] WatchState watch_state(const vault::Vault&, std::string search);
// Finds anew what the search finds; what was chosen stays chosen where it is found.
void search(WatchState&, std::string text);
// Up is negative; stops at the ends.
void move(WatchState&, int rows);
[[nodiscard]] const WatchRow* chosen(const WatchState&);

// The commonest period of what is shown, for the one bar. 30 where nothing is.
[[nodiscard]] int common_period(const WatchState&);

// The whole screen, its lines apart by "\r\n": a bar, the rows, and what keys do. Codes of hotp
// are not shown: showing one would count it up.
[[nodiscard]] std::string draw(const WatchState&, Screen, Time now);

}  // namespace sparekey::terminal
