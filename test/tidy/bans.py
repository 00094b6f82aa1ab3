"""What is not written here, and what is written instead.

A ban is lifted, with its reason, by a comment on the line or on the one before: `// tidy: why`.
"""
import re
from dataclasses import dataclass, field

from project import CPP, SCRIPT, WEB, code_of, line_of, uncommented

LIFTED = re.compile(r"(?://|#|<!--|/\*)\s*tidy: \S.{9,}")


@dataclass
class Ban:
    pattern: str
    instead: str
    where: tuple = ("src/", "test/", "bench/")
    ends: tuple = CPP
    except_in: tuple = ()
    view: object = field(default=code_of)  # What of the text is looked at.


def whole(text):
    return text


BANS = [
    Ban(
        r"system_clock::now|\bgettimeofday\b|\bclock_gettime\b|\bstd::time\("
        r"|(?<![\w.:>])time\((?:nullptr|NULL|0)\)",
        "take `Time now` as an argument; at the door, base/time.h: wall_clock()",
        except_in=("src/base/time.cpp",),
    ),
    Ban(
        r"\brandombytes\w*|\bgetrandom\b|\brandom_device\b|(?<![\w.:>])s?rand\(|\barc4random",
        "base/random.h: fill_random(), or bytes as an argument",
        except_in=("src/base/random.cpp",),
    ),
    Ban(
        r"\bmt19937|\bminstd_rand|\bdefault_random_engine",
        "base/random.h: fill_random()",
        where=("src/",),
        except_in=("_test.cpp",),
    ),
    Ban(
        r'#\s*include\s*[<"](?:sodium|openssl/|argon2)',
        "crypto/: it is the only room that sees these libraries",
        where=("src/",),
        except_in=("src/crypto/",),
        view=uncommented,
    ),
    Ban(
        r"#\s*include\s*<boost/asio/ssl|\bssl::",
        "http/: it is the only room that speaks TLS",
        where=("src/",),
        except_in=("src/http/",),
        view=uncommented,
    ),
    Ban(
        r"\bsleep_(?:for|until)\b|(?<![\w.:>])u?sleep\(|\bnanosleep\b",
        "wait for the thing itself: a condition variable, a latch, an answer, a file",
    ),
    Ban(
        r"\bwaitForTimeout\b",
        "wait for what a person would see: locator.waitFor(), expect(...)",
        where=("web/", "test/"),
        ends=WEB,
        view=whole,
    ),
    Ban(
        r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok)\s*\(",
        "std::string, fmt::format or std::snprintf",
    ),
    Ban(
        r"\b(?:atoi|atol|atoll|atof|stoi|stol|stoll|stoul|stoull)\s*\(",
        "std::from_chars, which says what it left over",
    ),
    Ban(
        r"\bstd::(?:cout|cerr|clog)\b|(?<![\w.])(?:std::)?printf\(",
        "return it, or base/log.h; only a command (src/sparekeyd/) prints",
        where=("src/",),
        except_in=("src/sparekeyd/", "src/sparekey/"),
    ),
    Ban(
        r"(?<![\w.:>])memcmp\(|std::memcmp",
        "std::ranges::equal; for secrets crypto's comparison in constant time",
        where=("src/",),
        except_in=("src/crypto/",),
    ),
    Ban(r"(?<![\w])assert\s*\(", "ENSURE (base/check.h), which is always on"),
    Ban(
        r"catch\s*\([^)]*\)\s*\{\s*\}",
        "handle it, or let it go up to the one catch where the coroutine was spawned",
    ),
    Ban(
        r"\bdefault\s*:",
        "name every outcome, so that a new one does not compile until it is answered",
    ),
    Ban(
        r"\b(?:TODO|FIXME|XXX|HACK)\b",
        "do it, or open an issue",
        where=("",),
        ends=CPP + WEB + SCRIPT + (".md", ".txt", ".toml", ".yaml", ".sql", ".cmake"),
        except_in=("test/tidy/",),
        view=whole,
    ),
    Ban(
        r"(?<![\w.])fetch\(",
        "web/src/lib/api.ts: the one door to the server",
        where=("web/src/",),
        ends=WEB,
        except_in=("web/src/lib/api.ts", "web/src/lib/authenticator/sync_door.ts", ".test.ts"),
        view=uncommented,
    ),
    Ban(
        r"\{@html\b|\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b",
        "text in the template: Svelte escapes it",
        where=("web/src/",),
        ends=WEB,
        view=whole,
    ),
    Ban(
        r"\bconsole\.(?:log|debug|info)\b",
        "nothing: success is quiet",
        where=("web/src/",),
        ends=WEB,
        view=uncommented,
    ),
    Ban(
        r"\b(?:localStorage|sessionStorage)\b",
        "the server's cookie; what people type is not kept in the browser",
        where=("web/src/",),
        ends=WEB,
        view=uncommented,
    ),
    Ban(
        r"\b(?:it|test|describe)\.(?:only|skip|todo)\b|\bdoctest::skip\b",
        "a test that runs",
        where=("web/", "test/", "src/"),
        ends=CPP + WEB,
        except_in=("test/tidy/",),
        view=whole,
    ),
]


def is_lifted(text, number):
    lines = text.split("\n")
    return any(LIFTED.search(lines[i]) for i in (number - 1, number - 2) if 0 <= i < len(lines))


def check_bans(project):
    for ban in BANS:
        pattern = re.compile(ban.pattern)
        for path, text in project.under(*ban.where, ends=ban.ends):
            if any(path.startswith(p) or path.endswith(p) for p in ban.except_in):
                continue
            for match in pattern.finditer(ban.view(text)):
                number = line_of(text, match.start())
                if not is_lifted(text, number):
                    found = " ".join(match[0].split())
                    yield f"{path}:{number}: `{found}` is not written here. Instead: {ban.instead}"
