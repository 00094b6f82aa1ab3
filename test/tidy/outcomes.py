"""Every outcome has a stable slug, and the same slugs stand in four places.

The C++ answers with `Problem{409, "code-already-used", ...}`: a slug is a quoted word after a
status of 4xx or 5xx that opens a list of arguments. doc/errors.md has a paragraph under
`## code-already-used`; doc/api.yaml names it in an `x-problems` list, or among the general ones of
its description; web/src/lib/messages/en/problems.ts says it in a person's words, in `en_problems`.
"""
import re

import yaml

from project import uncommented

ANSWERED = re.compile(r'[({]\s*[45]\d\d\s*,\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"')
EXPLAINED = re.compile(r"^## ([a-z0-9-]+)\s*$", re.MULTILINE)
GENERAL = re.compile(r"general ones\s*\((.*?)\)", re.DOTALL)
# What the page says when there is no answer, or one that it does not know.
UNANSWERED = {"network", "unknown"}
SAID = re.compile(r"""^  ["']?([a-z0-9]+(?:-[a-z0-9]+)*)["']?\s*:""", re.MULTILINE)


def answered(project):
    slugs = {}
    for path, text in project.under("src/", ends=(".cpp", ".h")):
        if not path.endswith("_test.cpp"):
            for match in ANSWERED.finditer(uncommented(text)):
                slugs.setdefault(match[1], path)
    return slugs


def described(project):
    text = project.files.get("doc/api.yaml", "")
    api = yaml.safe_load(text) or {}
    slugs = set()
    for path in (api.get("paths") or {}).values():
        for operation in path.values():
            if isinstance(operation, dict):
                slugs.update(operation.get("x-problems") or [])
    general = GENERAL.search((api.get("info") or {}).get("description") or "")
    return slugs | set(re.findall(r"`([a-z0-9-]+)`", general[1] if general else ""))


def block_after(text, opening):
    """What stands between the brace that follows `opening` and its partner."""
    begin = re.search(opening, text)
    if not begin:
        return ""
    depth, start = 0, text.index("{", begin.start())
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[start + 1 : at]
    return text[start + 1 :]


def said(project):
    for _, text in project.under("web/src/lib/messages/en", ends=(".ts", ".json")):
        block = block_after(text, r"\bexport const en_problems\b[^={]*=\s*\{")
        if block:
            return set(SAID.findall(block)) - UNANSWERED
    return set()


def check_outcomes(project):
    places = {
        "doc/errors.md (## slug)": set(EXPLAINED.findall(project.files.get("doc/errors.md", ""))),
        "doc/api.yaml (x-problems)": described(project),
        "web/src/lib/messages/en/problems.ts (en_problems)": said(project),
    }
    answers = answered(project)
    if not answers:
        yield "src/: no outcome found; is a problem written in another way now? See outcomes.py"
    for place, slugs in places.items():
        for slug in sorted(set(answers) - slugs):
            yield f"{place}: {slug} is missing, which {answers[slug]} answers with"
        for slug in sorted(slugs - set(answers)):
            yield f"{place}: {slug}, but nothing in src/ answers with it"
