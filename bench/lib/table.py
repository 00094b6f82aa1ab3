"""Rows of the table, and how measurements take turns."""
from dataclasses import dataclass
from statistics import median
from typing import Optional


@dataclass
class Row:
    name: str
    measured: Optional[float]  # None where the measurement failed; the note says why.
    unit: str
    at_least: Optional[float] = None
    at_most: Optional[float] = None
    note: str = ""

    @property
    def met(self):
        """None where nothing is asked: the row stands beside another."""
        if self.measured is None:
            return False
        if self.at_least is not None:
            return self.measured >= self.at_least
        return None if self.at_most is None else self.measured <= self.at_most


@dataclass
class Pace:
    """How long and how often; quick runs only show that everything works."""

    seconds: int = 10
    rounds: int = 5
    accounts: int = 1_000_000
    open_cases: int = 100_000
    closed_cases: int = 1_000_000

    @classmethod
    def quick(cls):
        return cls(seconds=2, rounds=2, accounts=100_000, open_cases=10_000, closed_cases=20_000)


def in_turns(rounds, *measures):
    """A B B A A B ...: what each gave, so that a machine that slows down slows both."""
    seen = [[] for _ in measures]
    for turn in range(rounds):
        order = range(len(measures)) if turn % 2 == 0 else reversed(range(len(measures)))
        for at in order:
            seen[at].append(measures[at]())
    return seen


def middle(runs, key):
    return median(run[key] for run in runs)
