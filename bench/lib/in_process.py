"""Without HTTP: a one-time code checked, and the store."""
import json
import os

from lib import machine
from lib.machine import PROGRAMS, ROOT, output_of
from lib.table import Row


def code(pace):
    command = [PROGRAMS / "totp_bench", "--benchmark_format=json"]
    command += [f"--benchmark_repetitions={pace.rounds}"]
    command += ["--benchmark_min_time=0.2", "--benchmark_enable_random_interleaving=true"]
    runs = json.loads(output_of(command))["benchmarks"]
    us = {run["run_name"]: run["cpu_time"] / 1000 for run in runs
          if run.get("aggregate_name") == "median"}
    return [
        Row("one-time code checked, three steps", us["our_check"], "us", at_most=1.2),
        Row("  the same by liboath", us["liboath_check"], "us"),
        Row("  the same with the key sealed", us["our_check_of_a_sealed_key"], "us"),
    ]


def store_runs(pace, engine, environment=None, **options):
    command = [PROGRAMS / "store_bench", "--engine", engine, "--rounds", pace.rounds]
    command += ["--ms", pace.seconds * 300]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", value]
    lines = output_of(command, env={**os.environ, **(environment or {})}).splitlines()
    return [json.loads(line) for line in lines]


def grouped(name, runs, callers, at_least=None):
    of = {run["batch"]: run for run in runs if run["callers"] == callers}
    one, many = of[1], of[256]
    note = (f"{many['per_second']:,.0f}/s p99 {many['p99_ms']:.0f} ms,"
            f" one by one {one['per_second']:,.0f}/s")
    return Row(f"{name}, {callers} callers: grouped to one by one",
               many["per_second"] / one["per_second"], "x", at_least=at_least, note=note)


def store(pace):
    runs = store_runs(pace, "sqlite")
    return [grouped("SQLite", runs, 64, at_least=7), grouped("SQLite", runs, 256, at_least=10)]


def postgres(pace):
    with machine.folder() as folder:
        # A socket's path must be short.
        place = f"/tmp/sparekey-bench-{folder.name[4:]}"
        environment = {**os.environ, "SPAREKEY_POSTGRES_ON_DISK": "1"}
        url = output_of([ROOT / "test/postgres/start", place], env=environment).strip()
        try:
            runs = store_runs(pace, "postgresql", {"SPAREKEY_TEST_POSTGRES": url})
        finally:
            output_of([ROOT / "test/postgres/stop", place])
    return [grouped("PostgreSQL", runs, 64), grouped("PostgreSQL", runs, 256)]


def growth(pace):
    runs = store_runs(pace, "sqlite", accounts=f"10000,{pace.accounts}", batches=256, callers=64,
                      warm_ms=pace.seconds * 1000)
    few, many = runs
    note = f"{few['per_second']:,.0f}/s and {many['per_second']:,.0f}/s, 64 callers"
    return [Row(f"SQLite, 10,000 to {pace.accounts:,} accounts: slower by",
                few["per_second"] / many["per_second"], "x", at_most=1.5, note=note)]


def desk(pace):
    command = [PROGRAMS / "desk_bench", "--open", pace.open_cases, "--closed", pace.closed_cases]
    run = json.loads(output_of(command))
    of = f"{run['open']:,} open and {run['closed']:,} closed"
    return [
        Row("desk: the next case", run["next_ms"], "ms", at_most=20,
            note=f"p99 {run['next_p99_ms']:.3g} ms, {of}"),
        Row("  a lead's board", run["board_ms"], "ms"),
    ]
