"""The daemon by itself: how soon it answers, and what memory it holds."""
import os
import resource
import time
from statistics import median

from lib import machine
from lib.table import Row

STARTS = 11
IDLE_CONNECTIONS = 5000
SETTLES_WITHIN_S = 10


def seconds_to_answer(folder):
    began = time.monotonic()
    with machine.daemon(folder):
        return time.monotonic() - began


def start(_pace):
    with machine.folder() as folder:
        first = seconds_to_answer(folder)
        seconds = [seconds_to_answer(folder) for _ in range(STARTS)]
    note = f"{min(seconds) * 1000:.0f} at best, {first * 1000:.0f} with a database to make"
    return [Row("start to first answer", median(seconds) * 1000, "ms", at_most=150, note=note)]


def settled_mb(daemon):
    """Resident memory, once it stays the same for a second."""
    until = time.monotonic() + SETTLES_WITHIN_S
    seen = [daemon.resident_mb()]
    while time.monotonic() < until and (len(seen) < 5 or max(seen[-5:]) - min(seen[-5:]) > 0.1):
        time.sleep(0.25)
        seen.append(daemon.resident_mb())
    return seen[-1]


def memory(_pace):
    """One GET on each connection, then silence."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, IDLE_CONNECTIONS + 1000), hard))
    with machine.folder() as folder, machine.daemon(folder) as daemon:
        idle = settled_mb(daemon)
        open_ones = [machine.get(daemon.port) for _ in range(IDLE_CONNECTIONS)]
        busy = settled_mb(daemon)
        for one in open_ones:
            one.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    pages = "" if os.path.exists("web/build") else "without the web pages, "
    each = (busy - idle) * 1000 / IDLE_CONNECTIONS
    return [
        Row("idle daemon, resident", idle, "MB", at_most=40, note=f"{pages}SQLite"),
        Row(f"with {IDLE_CONNECTIONS:,} idle connections", busy, "MB", at_most=150,
            note=f"{each:.1f} KB each"),
    ]
