"""The house around the code: first sentences, a page a room, every source in a target."""
import re

from project import CPP, uncommented

PLACES = re.compile(r"(?<![\w.$}/-])/(?:work|tmp|home|root)/(?!sparekey-)\w")
HOSTS = re.compile(r"registry\.npmjs|registry\.yarnpkg|deb\.debian\.org|\"resolved\":\s*\"https?:")
RULE_ROOMS = (
    "src/person/",
    "src/otp/",
    "src/guard/",
    "src/account/",
    "src/factor/",
    "src/signin/",
    "src/staff/",
)
SQL = re.compile(r'"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b')

PAGES = (
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "STYLE.md",
    "doc/errors.md",
    "doc/standards.md",
    "doc/stored-data.md",
    "doc/threat-model.md",
)


def check_places(project):
    for path, text in project.under("", ends=None):
        if path.startswith("test/tidy/"):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            place = PLACES.search(line)
            if place:
                yield f"{path}:{number}: a path of one machine: {place[0]}..."
            host = HOSTS.search(line)
            if host:
                yield f"{path}:{number}: a download host: {host[0]}"


def check_first_sentence(project):
    for path, text in project.under("src/", "test/", "bench/", ends=(".h",)):
        if not text.startswith("// "):
            yield f"{path}: a header opens with a sentence on what it is for"
        elif "#pragma once" not in text:
            yield f"{path}: #pragma once is missing"
    for path, text in project.under("test/", "dev.d/", ends=(".py",)):
        if not re.match(r'(?:#![^\n]*\n)?"""\S', text):
            yield f"{path}: a script opens with a sentence on what it is for"


def check_rule_table_flow(project):
    """In the rooms of rules only a table sees SQL, and only a flow awaits."""
    for path, text in project.under(*RULE_ROOMS, ends=CPP):
        if re.search(r"_(?:test|double)\.(?:cpp|h)$", path):
            continue
        code = uncommented(text)
        if not re.search(r"_table\.(?:cpp|h)$", path) and SQL.search(code):
            yield f"{path}: SQL stands in a *_table.cpp"
        if re.search(r"_table\.(?:cpp|h)$", path) and re.search(r"\bco_await\b", code):
            yield f"{path}: a table awaits nothing; that is for a *_flow.cpp"


def check_pages(project):
    rooms = {path.split("/")[1] for path, _ in project.under("src/") if path.count("/") > 1}
    for room in sorted(rooms):
        if f"doc/{room}.md" not in project.files:
            yield f"doc/{room}.md: the room's page is missing"
    for page in PAGES:
        if page not in project.files:
            yield f"{page} is missing"


def check_changelog(project):
    text = project.files.get("CHANGELOG.md", "")
    unreleased = re.search(r"^## Unreleased\s*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not unreleased or not re.search(r"^- \w", unreleased[1], re.MULTILINE):
        yield "CHANGELOG.md: what changed stands as a list under `## Unreleased`"


def check_targets(project):
    if project.compiled is None:
        yield "compile_commands.json is missing: ./dev build makes it"
        return
    for path, _ in project.under("src/", "test/", ends=(".cpp",)):
        if path not in project.compiled:
            yield f"{path}: in no target: nothing compiles it"
