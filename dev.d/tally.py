"""How many tests passed and failed: `tally.py ctest FILE.xml` and `tally.py text FILE.log`.

A program that ctest ran says itself how many cases it had (doctest's summary, or a line
"name: N passed, N failed"); one that does not counts as one test. A program that failed counts at
least one failure, whatever it said.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

DOCTEST = re.compile(
    r"^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed", re.MULTILINE
)
PLAIN = re.compile(r"^(?:\S+: )?(\d+) passed, (\d+) failed", re.MULTILINE)
VITEST = re.compile(r"^ +Tests  (?:(\d+) failed)?[ |]*(?:(\d+) passed)?", re.MULTILINE)
# What sets up or clears away for others is no test while it works.
FIXTURE = re.compile(r"_(start|stop)$")


def counts_of(text):
    """(passed, failed) summed over every summary in the text; (0, 0) where there is none."""
    pairs = [(int(m[1]), int(m[2])) for m in [*DOCTEST.finditer(text), *PLAIN.finditer(text)]]
    pairs += [(int(m[2] or 0), int(m[1] or 0)) for m in VITEST.finditer(text)]
    return sum(p for p, _ in pairs), sum(f for _, f in pairs)


def of_ctest(path):
    passed = failed = 0
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        good, bad = counts_of(case.findtext("system-out") or "")
        if case.get("status") == "run":
            passed += 0 if FIXTURE.search(case.get("name")) else good or 1
        else:
            passed, failed = passed + good, failed + (bad or 1)
    return passed, failed


def main(kind, path):
    if kind == "ctest":
        return of_ctest(path)
    with open(path, encoding="utf-8", errors="replace") as log:
        return counts_of(log.read())


if __name__ == "__main__":
    try:
        print(*main(sys.argv[1], sys.argv[2]))
    except FileNotFoundError:
        print(0, 0)  # The suite did not get as far as a report: its stage failed, and that counts.
