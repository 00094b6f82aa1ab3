#!/usr/bin/env python3
"""The style guide as a test. Its own fixtures come first: each must be found wrong."""
import argparse
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import arrows
import bans
import fixtures
import house
import lengths
import outcomes
import project as files
import standards

CHECKS = [
    arrows.check_arrows,
    bans.check_bans,
    house.check_changelog,
    house.check_first_sentence,
    house.check_pages,
    house.check_places,
    house.check_rule_table_flow,
    house.check_targets,
    lengths.check_columns,
    lengths.check_file_length,
    lengths.check_function_length,
    outcomes.check_outcomes,
    standards.check_standards,
]


def compiled_sources(root, build):
    listing = Path(build, "compile_commands.json")
    if not listing.is_file():
        return None
    sources = (Path(entry["directory"], entry["file"]) for entry in json.loads(listing.read_text()))
    return {str(s.relative_to(root)) for s in sources if s.is_relative_to(root)}


def wrong_fixtures():
    """A check that finds nothing in a broken fixture, or something in a clean one, is none."""
    for check, broken, expected in fixtures.BROKEN:
        complaints = list(check(broken))
        if not any(expected in complaint for complaint in complaints):
            yield f'{check.__name__}: its fixture should give "{expected}", and gives {complaints}'
    for check in CHECKS:
        if not any(check is c for c, _, _ in fixtures.BROKEN):
            yield f"{check.__name__}: no fixture shows that it can fail"
        for complaint in check(fixtures.CLEAN):
            yield f"{check.__name__}: complains of the clean fixture: {complaint}"


def main():
    root = Path(__file__).resolve().parents[2]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--build", default=str(root / "build/release"), help="where compile_commands.json lies"
    )
    options.add_argument("--graph", action="store_true", help="only print the arrows that are used")
    chosen = options.parse_args()
    checkout = files.from_checkout(root)
    checkout.compiled = compiled_sources(root, chosen.build)
    if chosen.graph:
        print(*arrows.graph(checkout), sep="\n")
        return 0
    failed = 0
    for name, complaints in [("fixtures", list(wrong_fixtures()))] + [
        (c.__name__, list(c(checkout))) for c in CHECKS
    ]:
        failed += bool(complaints)
        print(f"{'FAILED' if complaints else 'ok':<7}{name}")
        for complaint in complaints:
            print(f"    {complaint}")
    print(f"tidy: {len(CHECKS) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
