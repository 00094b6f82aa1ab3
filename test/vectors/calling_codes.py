#!/usr/bin/env python3
"""Writes src/person/calling_codes.inc from libphonenumber's metadata (python3-phonenumbers)."""
from pathlib import Path

import phonenumbers
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS
from phonenumbers.phonemetadata import PhoneMetadata

# What its patterns for parsing say beyond the one prefix, where people do write it.
MORE = {52: ["044", "045", "02", "1"], 370: ["0"], 375: ["80", "0"]}
HEAD = """\
// Made by test/vectors/calling_codes.py from libphonenumber {version} (Apache-2.0):
// the calling code, what is dialled before a number at home, and a bit for each length.
"""


def row(code):
    region = REGIONS[code][0]
    if region == "001":
        metadata = PhoneMetadata.metadata_for_nongeo_region(code, None)
    else:
        metadata = PhoneMetadata.metadata_for_region(region, None)
    prefixes = [metadata.national_prefix] if metadata.national_prefix else []
    prefixes = sorted(prefixes + MORE.get(code, []), key=len, reverse=True)
    lengths = sum(1 << length for length in metadata.general_desc.possible_length)
    return f'{{"{code}", "{" ".join(prefixes)}", 0x{lengths:x}}},\n'


if __name__ == "__main__":
    table = Path(__file__).resolve().parents[2] / "src/person/calling_codes.inc"
    rows = "".join(row(code) for code in sorted(REGIONS, key=str))
    table.write_text(HEAD.format(version=phonenumbers.__version__) + rows, encoding="utf-8")
