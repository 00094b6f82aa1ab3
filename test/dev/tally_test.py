"""What a test run adds up to: no failure may get lost on the way to the last line."""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev.d"))
import tally

DOCTEST = "[doctest] test cases:  {} |  {} passed | {} failed | 0 skipped\n"
VITEST = "\n Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 11 passed (13)\n"
CASE = '<testcase name="{}" status="{}"><system-out>{}</system-out></testcase>'


def of_cases(*cases):
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        report.write_text(f"<testsuite>{''.join(CASE.format(*case) for case in cases)}</testsuite>")
        return tally.main("ctest", report)


def last_line_of(stages, tallies):
    """The verdict's last line, and its exit code, as ./dev would give them."""
    script = f"""
        set -euo pipefail
        cd "$1"
        source "{ROOT}/dev.d/stages.sh"
        begin >/dev/null
        printf '{stages}' >"$log/stages"
        printf '{tallies}' >"$log/tally"
        verdict
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["bash", "-c", script, "-", folder], capture_output=True, text=True)
        return done.stdout.strip().split("\n")[-1], done.returncode


CHECKS = {
    "doctest's cases are summed": lambda: of_cases(
        ("a", "run", DOCTEST.format(8, 8, 0)), ("b", "run", DOCTEST.format(3, 3, 0))
    )
    == (11, 0),
    "a program without a summary is one test": lambda: of_cases(("a", "run", "fine")) == (1, 0),
    "failed cases are counted": lambda: of_cases(("a", "fail", DOCTEST.format(8, 5, 3))) == (5, 3),
    "a crash after a good summary is a failure": lambda: of_cases(
        ("a", "fail", DOCTEST.format(8, 8, 0))
    )
    == (8, 1),
    "a program that did not run failed": lambda: of_cases(("a", "notrun", "")) == (0, 1),
    "a set-up that works is no test": lambda: of_cases(("postgres_start", "run", "")) == (0, 0),
    "a set-up that fails is one": lambda: of_cases(("postgres_start", "fail", "")) == (0, 1),
    "Vitest's tests are counted, not its files": lambda: tally.counts_of(VITEST) == (11, 2),
    "a suite's own line counts": lambda: tally.counts_of("walks: 4 passed, 1 failed\n") == (4, 1),
    "all suites are summed": lambda: last_line_of("a 1.0 0\\n", "a 3 0\\nb 4 0\\n")
    == ("7 passed, 0 failed", 0),
    "a stage that failed by itself is a failure": lambda: last_line_of("build 1.0 1\\n", "a 3 0\\n")
    == ("3 passed, 1 failed", 1),
    "a suite that failed is not counted twice": lambda: last_line_of("a 1.0 1\\n", "a 3 2\\n")
    == ("3 passed, 2 failed", 1),
    "no test at all is a failure": lambda: last_line_of("a 1.0 0\\n", "")
    == ("0 passed, 0 failed", 1),
}


def main():
    failed = [name for name, holds in CHECKS.items() if not holds()]
    for name in failed:
        print(f"FAILED {name}")
    print(f"dev: {len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
