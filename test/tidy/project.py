"""The project as the tidy checks see it: names and texts, from the checkout or from a fixture."""
import re
import subprocess
from pathlib import Path

CPP = (".cpp", ".h")
WEB = (".ts", ".svelte", ".js", ".mjs", ".css")
SCRIPT = (".py", ".sh")

# A comment, a raw string, a string or a character: what is not code.
NOT_CODE = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)\""
    r"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
COMMENT = ("//", "/*")


def blank(text):
    """Spaces of the same shape, so that line and column numbers stay."""
    return re.sub(r"[^\n]", " ", text)


def code_of(text):
    """C++ without comments and without what stands in quotes (the quotes stay)."""

    def hide(match):
        found = match[0]
        if found.startswith(COMMENT):
            return blank(found)
        return found[0] + blank(found[1:-1]) + found[-1]

    return NOT_CODE.sub(hide, text)


def uncommented(text):
    """C++ without comments."""
    return NOT_CODE.sub(lambda m: blank(m[0]) if m[0].startswith(COMMENT) else m[0], text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Project:
    """`files` maps a path below the root to its text; `compiled` are the sources of the build."""

    def __init__(self, files, compiled=None):
        self.files = files
        self.compiled = compiled

    def under(self, *folders, ends=None):
        """(path, text) of the files below the folders that end so, in order."""
        for path, text in sorted(self.files.items()):
            if path.startswith(folders) and (ends is None or path.endswith(ends)):
                yield path, text


def from_checkout(root):
    """Every file that git tracks or would: what is ignored is nobody's."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout.decode()
    files = {}
    for path in filter(None, listed.split("\0")):
        file = Path(root, path)
        if file.is_symlink() or not file.is_file():
            continue
        try:
            files[path] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # A picture, a font, a fuzzer's find: no text.
    return Project(files)
