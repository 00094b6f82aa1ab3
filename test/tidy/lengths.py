"""It fits: 70 lines a function, 400 a file, 100 columns."""
import ast
import re

from project import CPP, SCRIPT, WEB, blank, code_of, line_of

FUNCTION_MAX = 70
FILE_MAX = 400
COLUMNS_MAX = 100

OURS = ("src/", "test/", "bench/", "web/src/", "web/test/", "dev", "cmake/", ".ci/")
# Sentences for people are kept whole, one a line.
SENTENCES = ("web/src/lib/messages/",)


def written(project):
    """The files that people write and read: sources and scripts."""
    for path, text in project.under(*OURS):
        if path.endswith(CPP + WEB + SCRIPT) or text.startswith("#!"):
            yield path, text


def check_file_length(project):
    for path, text in written(project):
        lines = text.count("\n")
        if lines > FILE_MAX and not path.startswith(SENTENCES):
            yield f"{path}: {lines} lines, {FILE_MAX} at most: split it by what it does"


def check_columns(project):
    for path, text in written(project):
        if path.startswith(SENTENCES):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX:
                yield f"{path}:{number}: {len(line)} columns, {COLUMNS_MAX} at most"


PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
ALIGNAS = re.compile(r"\balignas\([^)]*\)")
# After the brace that closes a member's initializer comes the next member, or the body.
INITIALIZER = re.compile(r"\s*[,{]")
HEAD_OF_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")


def partner(code, at):
    """Where the brace that opens at `at` closes."""
    depth = 0
    for i in range(at, len(code)):
        depth += {"{": 1, "}": -1}.get(code[i], 0)
        if depth == 0:
            return i
    return len(code) - 1


def cpp_functions(text):
    """(first, last line) of every function in a namespace or a class; a lambda belongs to its own.

    It walks from brace to brace: what stands between the last statement and a brace says whether a
    scope opens there (walk in), or a function, an initializer, a list (step over)."""
    code = PREPROCESSOR.sub(lambda m: blank(m[0]), code_of(text))
    head = at = 0
    while at < len(code):
        if code[at] in ";}":
            head = at + 1
        elif code[at] == "{":
            before = ALIGNAS.sub("", code[head:at])
            end = partner(code, at)
            if HEAD_OF_SCOPE.search(before) and "(" not in before:
                head = at + 1
            elif ")" in before and not INITIALIZER.match(code, end + 1):
                start = head + len(code[head:at]) - len(code[head:at].lstrip())
                yield line_of(code, start), line_of(code, end)
                at, head = end, end + 1
            else:
                at = end
        at += 1


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno


OPENS = re.compile(
    r"^(?P<indent>\s*)(?:export\s+(?:default\s+)?)?(?:async\s+)?"
    r"(?:function\b.*|(?:const|let)\s+\w+.*=>\s*|[\w$]+\s*\([^;]*\)[^;=]*)\{\s*(?:#.*)?$"
)
NO_FUNCTION = re.compile(r"^\s*(?:if|for|while|switch|else|case|do)\b")


def laid_out_functions(text):
    """Of shell and TypeScript: from the line that opens to the brace in the same column."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        opening = OPENS.match(line)
        if not opening or NO_FUNCTION.match(line):
            continue
        close = re.compile(rf"^{opening['indent']}\}}")
        for last in range(number + 1, len(lines)):
            if close.match(lines[last]):
                yield number + 1, last + 1
                break


def functions_of(path, text):
    if path.endswith(CPP):
        return cpp_functions(text)
    if path.endswith(".py"):
        return python_functions(text)
    return [] if path.endswith(".css") else laid_out_functions(text)


def check_function_length(project):
    for path, text in written(project):
        for first, last in functions_of(path, text):
            lines = last - first + 1
            if lines > FUNCTION_MAX:
                yield f"{path}:{first}: a function of {lines} lines, {FUNCTION_MAX} at most"
