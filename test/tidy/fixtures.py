"""What each check must find wrong, (check, project, part of the complaint), and a clean project."""
import arrows
import bans
import house
import lengths
import outcomes
import standards
from project import Project

ROOMS = """sparekey_room(base)
sparekey_room(crypto DEPS base)
sparekey_room(otp DEPS crypto base TEST_DEPS store)
"""
API = """
info:
  description: Beyond the general ones (`busy`).
paths:
  /api/v1/sign-in:
    post:
      x-problems: [not-accepted]
"""
WORDS = """export const en_problems = {
  network: 'No answer.',
  busy: (f: Facts) => `Try again.
    then: ${f.wait}`,
  'not-accepted': 'Not accepted.',
};
"""
ROUTE = """// A route.
#pragma once
#include "base/time.h"
// It says "default:" and system_clock::now, as words.
inline int answer(int verdict) {
    // tidy: the number comes from outside and has no names.
    switch (verdict) { default: return 1; }
}
inline auto refuse() { return problem({401, "not-accepted", "Not accepted"}); }
inline auto wait() { return Problem(503, "busy", "Busy"); }
"""
CLEAN = Project(
    {
        "ARCHITECTURE.md": "",
        "LICENSE": "",
        "README.md": "",
        "SECURITY.md": "",
        "STYLE.md": "",
        "CHANGELOG.md": "## Unreleased\n\n- otp: one-time codes.\n",
        "doc/threat-model.md": "",
        "doc/stored-data.md": "",
        "doc/standards.md": '| 1 | met: `otp/totp_test` "a code" |\n',
        "doc/otp.md": "",
        "doc/api.yaml": API,
        "doc/errors.md": "## busy\n\nLater.\n\n## not-accepted\n\nNo.\n",
        "web/src/lib/messages/en/problems.ts": WORDS,
        "src/CMakeLists.txt": ROOMS,
        "src/otp/route.h": ROUTE,
        "src/otp/totp.cpp": "int f() {\n    return 1;\n}\n",
        "src/otp/totp_test.cpp": '#include "store/x.h"\n#include "test/vectors.h"\n'
        'TEST_CASE("a code is "\n          "checked") {}\n',
    },
    compiled={"src/otp/totp.cpp", "src/otp/totp_test.cpp"},
)


def changed(**files):
    """The clean project with some files added or changed; the names are keys of PATHS."""
    return Project(
        {**CLEAN.files, **{PATHS[name]: text for name, text in files.items()}}, CLEAN.compiled
    )


PATHS = {
    "source": "src/otp/totp.cpp",
    "header": "src/otp/totp.h",
    "rooms": "src/CMakeLists.txt",
    "rule": "src/factor/rule.cpp",
    "table": "src/factor/rule_table.cpp",
    "walk": "test/walks/enrol.walk.mjs",
    "page": "web/src/routes/+page.svelte",
    "script": "dev.d/x.sh",
    "python": "test/x.py",
    "lock": "web/package-lock.json",
    "standards": "doc/standards.md",
    "changes": "CHANGELOG.md",
    "errors": "doc/errors.md",
    "api": "doc/api.yaml",
    "words": "web/src/lib/messages/en/problems.ts",
}
LONG = "    ++n;\n" * 70
BANNED = [
    ("source", "auto t = std::chrono::system_clock::now();", "wall_clock()"),
    ("source", "randombytes_buf(p, n);", "fill_random()"),
    ("source", "std::mt19937 chance;", "fill_random()"),
    ("source", "#include <sodium.h>\n", "crypto/"),
    ("source", "#include <openssl/evp.h>\n", "crypto/"),
    ("source", "#include <boost/asio/ssl.hpp>\n", "http/"),
    ("source", "std::this_thread::sleep_for(1s);", "wait for the thing itself"),
    ("source", "usleep(1000);", "wait for the thing itself"),
    ("source", "strcpy(a, b);", "std::string"),
    ("source", "int n = std::stoi(text);", "from_chars"),
    ("source", "std::cout << 1;", "base/log.h"),
    ("source", "if (memcmp(a, b, n)) {}", "constant time"),
    ("source", "assert(x);", "ENSURE"),
    ("source", "try { f(); } catch (const E&) {\n}", "handle it"),
    ("source", "switch (x) { default: return; }", "name every outcome"),
    ("source", "// tidy: no\ndefault: return;", "name every outcome"),
    ("source", "// TODO: later", "do it"),
    ("source", 'TEST_CASE("x" * doctest::skip()) {}', "a test that runs"),
    ("walk", "await page.waitForTimeout(500);", "wait for what a person would see"),
    ("page", "<p>{@html text}</p>", "Svelte escapes it"),
    ("page", "const r = await fetch('/api');", "the one door"),
    ("page", "console.log(1)", "success is quiet"),
    ("page", "localStorage.setItem('a', b)", "cookie"),
]
BROKEN = [
    *((bans.check_bans, changed(**{name: text}), expected) for name, text, expected in BANNED),
    (arrows.check_arrows, changed(source='#include "http/server.h"\n'), "otp -> http is no arrow"),
    (arrows.check_arrows, changed(source='#include "store/store.h"\n'), "otp -> store is no arrow"),
    (arrows.check_arrows, changed(source='#include "test/vectors.h"\n'), "only tests include"),
    (arrows.check_arrows, changed(source='#include "totp.h"\n'), "name the room"),
    (
        arrows.check_arrows,
        changed(rule="" '#include "base/time.h"\n'),
        "factor is not in src/CMakeLists.txt",
    ),
    (
        arrows.check_arrows,
        changed(rooms=ROOMS + "sparekey_room(store DEPS account)\n"),
        "store -> account does not point down",
    ),
    (
        arrows.check_arrows,
        changed(rooms=ROOMS + "sparekey_room(attic DEPS base)\n"),
        "attic is in no row",
    ),
    (lengths.check_columns, changed(source="//" + "x" * 99 + "\n"), "101 columns"),
    (lengths.check_file_length, changed(source="\n" * 401), "401 lines"),
    (
        lengths.check_function_length,
        changed(source="namespace a {\nint f(int n) {\n" + LONG + "}\n}\n"),
        ":2: a function of 72",
    ),
    (
        lengths.check_function_length,
        changed(source="struct A {\n    A() : n{1} {\n" + LONG + "    }\n    int n;\n};\n"),
        ":2: ",
    ),
    (
        lengths.check_function_length,
        changed(source='TEST_CASE("it {") {\n' + LONG + "}\n"),
        "a function of 72",
    ),
    (lengths.check_function_length, changed(script="f() {\n" + LONG + "}\n"), "a function of 72"),
    (
        lengths.check_function_length,
        changed(python="def f(n):\n" + "    n = 1\n" * 70),
        "a function of 71",
    ),
    (
        lengths.check_function_length,
        changed(walk="export async function f(page) {\n" + LONG + "}\n"),
        "a function of 72",
    ),
    (house.check_places, changed(source='open("/wo' + 'rk/main/x");\n'), "a path of one machine"),
    (
        house.check_places,
        changed(lock='"resolved": "https://registry.npmjs.org/x"\n'),
        "a download host",
    ),
    (house.check_first_sentence, changed(header="#pragma once\n"), "opens with a sentence"),
    (house.check_first_sentence, changed(header="// What it is for.\n"), "#pragma once"),
    (house.check_first_sentence, changed(python="import os\n"), "opens with a sentence"),
    (house.check_rule_table_flow, changed(rule='auto q = "SELECT 1";'), "SQL stands in"),
    (house.check_rule_table_flow, changed(table="co_await f();"), "a table awaits nothing"),
    (house.check_pages, changed(rule=""), "doc/factor.md"),
    (house.check_pages, Project({}), "LICENSE is missing"),
    (house.check_changelog, changed(changes="## 0.1.0\n\n- x\n"), "Unreleased"),
    (house.check_targets, changed(rule=""), "in no target"),
    (house.check_targets, Project(CLEAN.files), "./dev build"),
    (
        outcomes.check_outcomes,
        changed(source='problem({409, "gone", "Gone"});'),
        "doc/errors.md (## slug): gone is missing",
    ),
    (
        outcomes.check_outcomes,
        changed(source='problem({409, "gone", "Gone"});'),
        "doc/api.yaml (x-problems): gone is missing",
    ),
    (
        outcomes.check_outcomes,
        changed(source='problem({409, "gone", "Gone"});'),
        "problems.ts (en_problems): gone is missing",
    ),
    (
        outcomes.check_outcomes,
        changed(errors="## busy\n## not-accepted\n## old\n"),
        "old, but nothing in src/",
    ),
    (outcomes.check_outcomes, changed(api=API.replace("busy", "lazy")), "busy is missing"),
    (outcomes.check_outcomes, changed(words=WORDS.replace("busy", "lazy")), "lazy, but nothing"),
    (standards.check_standards, changed(standards="met: `otp/gone_test`"), "no src/otp/gone_test"),
    (
        standards.check_standards,
        changed(standards='met: `otp/totp_test` "a key"'),
        'no case that begins "a key"',
    ),
]
