"""doc/standards.md says of each demand which test shows it: those tests must be there.

`signin/step_up_test` is src/signin/step_up_test.cpp, `api/once` is test/api/once.api.mjs,
`walks/password` is test/walks/password.walk.mjs. Quoted words behind a file begin its cases.
"""
import re

PAGE = "doc/standards.md"
NAMED = re.compile(r"`([a-z]+)/([a-z_*-]+)`((?:,? \"[^\"]+\")*)")
CASE = re.compile(r'\bTEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
PART = re.compile(r'"((?:[^"\\]|\\.)*)"')


def file_of(room, name):
    if room == "api":
        return f"test/api/{name}.api.mjs"
    if room == "walks":
        return f"test/walks/{name}.walk.mjs"
    folder = "test/daemon" if room == "daemon" else f"src/{room}"
    return f"{folder}/{name}.cpp"


def cases(text):
    return ["".join(PART.findall(match)) for match in CASE.findall(text)]


def check_standards(project):
    page = project.files.get(PAGE, "")
    for line, text in enumerate(page.splitlines(), 1):
        for room, name, quoted in NAMED.findall(text):
            file = file_of(room, name)
            if file.replace("*", "") != file:
                if not any(path.startswith(file.split("*")[0]) for path in project.files):
                    yield f"{PAGE}:{line}: there is no {file}"
                continue
            if file not in project.files:
                yield f"{PAGE}:{line}: there is no {file}"
                continue
            known = cases(project.files[file])
            for beginning in PART.findall(quoted):
                if not any(case.startswith(beginning.removesuffix(", ...")) for case in known):
                    yield f'{PAGE}:{line}: {file} has no case that begins "{beginning}"'
