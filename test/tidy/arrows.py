"""Who may include whom: the arrows between the rooms, as ARCHITECTURE.md draws them."""
import re

# From the top down. A room sees those below it that its line in src/CMakeLists.txt names; rooms of
# one row never see each other. A new arrow is a decision: it is written in ARCHITECTURE.md first.
ROWS = [
    ["sparekeyd"],
    ["http"],
    ["mail", "operators"],
    ["recovery"],
    ["staff", "sync"],
    ["signin"],
    ["factor"],
    ["account"],
    ["guard", "journal", "outbox", "evidence"],
    ["store", "otp", "picture"],
    ["crypto", "person"],
    ["base"],
]
# The other program's side, which stands beside the rows.
BESIDE = {
    "vault": {"otp", "crypto", "base"},
    "transfer": {"vault", "otp", "crypto", "base"},
    "sparekey": {"transfer", "vault", "otp", "crypto", "base"},
}

# The one arrow from the server to that side: who may write to a vault is told by the same signed
# list of devices that the devices follow, and one reader of it is better than two.
ALSO = {"sync": {"vault"}, "http": {"vault"}}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ROOM = re.compile(r"^sparekey_room\((\w+)([^)]*)\)", re.MULTILINE)
KEYWORDS = {"DEPS", "LIBS", "TEST_DEPS", "TEST_LIBS", "ASYNC"}
TEST_ONLY = re.compile(r"_(test|double)\.(cpp|h)$")


def below(room):
    if room in BESIDE:
        return BESIDE[room]
    height = next((i for i, row in enumerate(ROWS) if room in row), None)
    return None if height is None else (
        {name for row in ROWS[height + 1 :] for name in row} | ALSO.get(room, set())
    )


def drawn(project):
    """room -> (what it may include, what its tests may besides), from src/CMakeLists.txt."""
    rooms = {}
    for match in ROOM.finditer(project.files.get("src/CMakeLists.txt", "")):
        words, part, parts = match[2].split(), None, {"DEPS": set(), "TEST_DEPS": set()}
        for word in words:
            if word in KEYWORDS:
                part = word
            elif part in parts:
                parts[part].add(word)
        rooms[match[1]] = (parts["DEPS"], parts["TEST_DEPS"])
    return rooms


def included(project):
    """(path, line, room, included file) for each include in quotes below src/."""
    for path, text in project.under("src/", ends=(".cpp", ".h")):
        for match in INCLUDE.finditer(text):
            yield path, text.count("\n", 0, match.start(1)) + 1, path.split("/")[1], match[1]


def check_arrows(project):
    rooms = drawn(project)
    for room, (deps, _) in rooms.items():
        allowed = below(room)
        if allowed is None:
            yield f"src/CMakeLists.txt: {room} is in no row of test/tidy/arrows.py"
            continue
        for dep in sorted(deps - allowed):
            yield f"src/CMakeLists.txt: {room} -> {dep} does not point down"
    for path, line, room, file in included(project):
        target = file.split("/")[0]
        if "/" not in file:
            yield f'{path}:{line}: "{file}": name the room too, as in "{room}/{file}"'
        elif room not in rooms:
            yield f"{path}:{line}: the room {room} is not in src/CMakeLists.txt"
        elif target == "test":
            if not TEST_ONLY.search(path):
                yield f"{path}:{line}: only tests include from test/"
        elif target != room and target not in rooms[room][0]:
            if not (TEST_ONLY.search(path) and target in rooms[room][1]):
                yield f"{path}:{line}: {room} -> {target} is no arrow of ARCHITECTURE.md"


def graph(project):
    """The arrows that are really used, a room a line, for `tidy.py --graph`."""
    used = {}
    for _, _, room, file in included(project):
        target = file.split("/")[0]
        if target not in (room, "test"):
            used.setdefault(room, set()).add(target)
    order = [name for row in ROWS for name in row] + list(BESIDE)
    return [
        f"{room:<10} -> {' '.join(n for n in order if n in used[room])}"
        for room in order
        if room in used
    ]
