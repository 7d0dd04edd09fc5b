"""
Write docs/language from docs/chapters: rules in words, with examples that run while the page is written.

A chapter is Markdown with directives on lines of their own: `{{case statuses/good/waivers}}` shows a case of
the corpus, `{{grammar condition}}` a rule of the grammar, `{{codes CW2}}` the messages, and so on; every
table comes from the code that uses it. What a page shows is compiled and judged first, and a page whose
example fails is not written. The outputs below the commands of README, tutorials and how-tos are renewed too.

    python docs/generate.py
"""

# ruff: noqa: E402  (a script finds its siblings only after the path is set)
from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from commonweal.cli.main import COMMANDS
from commonweal.engines.protocol import WHY
from commonweal.engines.reference.conditions import ROWS, truth_of
from commonweal.ground.diagnostics import CodePage, catalogue
from commonweal.ground.rounding import Rounding
from commonweal.report.diagnostics import as_text
from commonweal.report.words import POWERS
from commonweal.report.words import STATES as LOOKS
from commonweal.terms.checking import calls
from commonweal.terms.checking.clauses import lines as fitting
from commonweal.terms.checking.examples import DECISIONS
from commonweal.terms.core.clauses import ACTS, INSTRUMENTS, INTEREST_BASES, LEVELS, PURPOSES, SIDES
from commonweal.terms.core.clauses import STATES as PREDICATES
from commonweal.terms.core.codec import to_json
from commonweal.terms.core.expressions import OPS
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.terms.surface import limits, words
from commonweal.terms.surface.automaton import tables
from docs import library
from docs.cases import Unsound, bad_cases_in, case_of, cases_in, counted, picked, ran
from docs.sessions import Unfit, fences, renewed
from docs.shapes import fence, quoted, table

CHAPTERS: Final = ROOT / "docs" / "chapters"
PAGES: Final = ROOT / "docs" / "language"
GRAMMAR: Final = ROOT / "src" / "commonweal" / "terms" / "surface" / "grammar.lark"
OPERATIONS: Final = ROOT / "src" / "commonweal" / "terms" / "core" / "expressions.py"
SESSIONS: Final = ("README.md", "docs/tutorials", "docs/how-to")
DIRECTIVE: Final = re.compile(r"\{\{(?P<name>\w+)(?P<rest>[^\n]*?(?:\n[^{}]*)?)\}\}")
HEADING: Final = re.compile(r"^#+ (?P<numbers>\d[\d., to]*(?:and [\d.]+)?) ", re.MULTILINE)
WIDTH: Final = 100
SHOWN: Final = {
    "while_": "while",
    "waivable": "waivable by",
    "legal_basis": "basis",
    "less_already_due": "less amounts already due",
    "capped": "capped at",
    "consequence": "if",
    "reduced_by": "reduced by",
    "exercise": "once on … / each …",
    "right_from": "from",
    "right_until": "until",
    "right_times": "up to n times",
}


# ---- directives --------------------------------------------------------------------------------------

Directive = Callable[[str], str]
DIRECTIVES: Final[dict[str, Directive]] = {}


def directive(made: Directive) -> Directive:
    """Enter a function as the directive of its name."""
    DIRECTIVES[made.__name__.rstrip("_")] = made
    return made


@directive
def case(rest: str) -> str:
    """Show a case: `NAME`, `NAME #2` (the second example with its clauses), `NAME #2 only CLAUSE …`."""
    found = re.fullmatch(r"(\S+)(?: #(\d+)(?: only ([\w ]+))?)?", rest)
    if found is None:
        raise Unsound(f"a case is shown by its name: {rest}")
    one = case_of(found[1])
    text = picked(one.text, int(found[2]), (found[3] or "").split()) if found[2] else one.text
    n = ran([("case.terms", text)], rest)
    part = "one example of it: " if found[2] else ""
    below = f"[{one.name}]({one.link}), {part}{counted(n)}, checked by the tests."
    return f"*{one.about}*\n\n{fence(text, 'terms')}\n\n{below}"


@directive
def refused(rest: str) -> str:
    """Show what is said of a bad text: `NAME`, or `NAME CW2101` for the first message of that code only."""
    name, _, code = rest.partition(" ")
    one = case_of(name)
    compiled = compile_sources([("case.terms", one.text)])
    found = [d for d in compiled.diagnostics if d.code == code or not code][: 1 if code else None]
    if not found:
        raise Unsound(f"{name} is not refused, or not with {code}")
    said = [str(as_text(d, {"case.terms": one.text}.get, width=WIDTH)) for d in found]
    shown = "\n\n".join("\n".join(line.rstrip() for line in part.split("\n")) for part in said)
    return f"{fence(shown)}\n\n[{one.name}]({one.link})"


@directive
def listing(rest: str) -> str:
    """List the good cases of topics, each with what it says and how much it expects."""
    rows = []
    for topic in rest.split():
        for one in cases_in(topic):
            n = ran([("case.terms", one.text)], one.name)
            rows.append([f"[{one.name.split('/')[-1]}]({one.link})", one.about, str(n)])
    return table(["case", "what it shows", "expectations"], rows)


@directive
def refusals(rest: str) -> str:
    """List the bad cases of topics: the code of what is said, and of what."""
    rows = []
    for topic in rest.split():
        for one in bad_cases_in(topic):
            code, _, about = one.about.partition(": ")
            rows.append([f"[{code}](messages.md#{code.lower()})", f"[{about.rstrip('.')}]({one.link})"])
    return table(["code", "what is refused, or warned of"], rows)


@directive
def grammar(rest: str) -> str:
    """Show rules of the grammar by name, or the whole of it."""
    text = GRAMMAR.read_text("utf-8")
    if not rest:
        return fence(text)
    wanted = rest.split()
    rules: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if found := re.match(r"[?!]?(\w+)(?:\.\d+)?:", line):
            name = found[1]
            rules[name] = [line]
        elif line.startswith(" ") and name:
            rules[name].append(line)
        else:
            name = ""
    if unknown := [w for w in wanted if w not in rules]:
        raise Unsound(f"the grammar has no rule {', '.join(unknown)}")
    return fence("\n".join("\n".join(rules[w]) for w in wanted))


@directive
def ops(rest: str) -> str:
    """Show the operations of the core tree of one group, as the table in the code has them."""
    groups: dict[str, list[str]] = {}
    group = ""
    for line in OPERATIONS.read_text("utf-8").split("\n"):
        if found := re.match(r"    # (.+)", line):
            group = found[1]
        elif group and (found := re.match(r'    "(\w+)": _s\(', line)):
            groups.setdefault(group, []).append(found[1])
    if sorted(op for names in groups.values() for op in names) != sorted(OPS):
        raise Unsound("the operations cannot be read from the code")
    rows = []
    for op in groups[rest]:
        shape = OPS[op]
        attrs = [f"`{name}`: {kind}" for name, kind in shape.attrs.items()]
        rows.append([f"`{op}`", ", ".join(shape.args) or "–", ", ".join(attrs) or "–", shape.means])
    return table(["operation", "arguments", "attributes", "what it means"], rows)


def described(rest: str, names: Iterable[str], what: str) -> list[tuple[str, str]]:
    """Return the lines `name: meaning` of a directive; they must be about the names that the code has."""
    lines = [line.partition(": ") for line in rest.strip().split("\n")]
    said = {name: meaning for name, _, meaning in lines}
    if list(said) != list(names):
        raise Unsound(f"{what} are {', '.join(names)}; the chapter has {', '.join(said)}")
    return list(said.items())


@directive
def statuses(rest: str) -> str:
    """Show the rows that decide a status, in the engine's order; the chapter says when each holds."""
    rows = [[str(ROWS[name]), when, f"`{name}`"] for name, when in described(rest, ROWS, "statuses")]
    return table(["row", "when", "status"], rows)


@directive
def states(rest: str) -> str:
    """Show the states of a payable; the chapter says when each holds."""
    rows = [[f"`{name}`", when] for name, when in described(rest, LOOKS, "states")]
    return table(["state", "when"], rows)


@directive
def powers(rest: str) -> str:
    """Show the states of a right; the chapter says when each holds."""
    rows = [[f"`{name}`", when] for name, when in described(rest, POWERS, "states of a right")]
    return table(["state", "when"], rows)


@directive
def features(rest: str) -> str:
    """
    Show what agreements need, and which texts of the library use it.

    Each line is `F1: what it is | how it is written | why no text uses it`; the last part must be there if
    no text does.
    """
    told = [line.partition(": ") for line in rest.strip().split("\n")]
    if unknown := {f for one in library.programmes() for f in one.features} - {name for name, _, _ in told}:
        raise Unsound(
            f"texts of the library name features that are not explained: {', '.join(sorted(unknown))}"
        )
    rows = []
    for name, _, said in told:
        parts = [part.strip() for part in said.split("|")]
        users = [f"[{one.name}]({one.link.replace('../', '../../', 1)})" for one in library.users_of(name)]
        if not users and len(parts) < 3:
            raise Unsound(f"no text of the library uses {name}, and the chapter does not say why")
        rows.append([name, parts[0], parts[1], ", ".join(users) or f"*none:* {parts[2]}"])
    return table(["", "what agreements need", "written with", "used by"], rows)


@directive
def predicates(rest: str) -> str:
    """Show what `is STATE` says of each status, asked of the engine."""
    asked = [state for state in PREDICATES if state != "known"]
    shown = {"T": "yes", "F": "no", "U": "unknown"}
    rows = [[f"`{status}`", *(shown[truth_of(status, state)] for state in asked)] for status in ROWS]
    return table(["status", *(f"`is {state}`" for state in asked)], rows)


@directive
def reasons(rest: str) -> str:
    """Show why something may be unknown, in the code's words and in plain ones."""
    return table(["code", "in words"], [[f"`{code}`", said] for code, said in WHY.items()])


def pages_of(prefix: str) -> list[CodePage]:
    """Return the pages of all codes that begin with a prefix."""
    found = [page for code, page in sorted(catalogue().items()) if code.startswith(prefix)]
    if not found:
        raise Unsound(f"no code begins with {prefix}")
    return found


def message_of(page: CodePage) -> str:
    """Return the general message of a code, or its first, with … where names and numbers stand."""
    said = (page.messages.get("") or next(iter(page.messages.values())))["message"]
    return re.sub(r"`?\{\w+\}`?", "…", said)


@directive
def codes(rest: str) -> str:
    """Show the codes that begin so in a table, each leading to its page."""
    rows = [
        [f"[{p.code}](messages.md#{p.code.lower()})", p.severity.value, p.title, message_of(p)]
        for p in pages_of(rest)
    ]
    return table(["code", "", "about", "message"], rows)


@directive
def pages(rest: str) -> str:
    """Show the whole page of each code that begins so: what `commonweal error CODE` says."""
    return "\n\n".join(_page(page) for page in pages_of(rest))


def _page(page: CodePage) -> str:
    parts = [f"### {page.code}", f"**{page.title}** ({page.severity.value})", page.explain.replace("\n", " ")]
    if page.bad:
        parts.append(fence(page.bad))
    if page.good:
        parts += ["Instead:", fence(page.good)]
    return "\n\n".join(parts)


@directive
def words_(rest: str) -> str:
    """Show a closed list of words."""
    lists: dict[str, Iterable[str]] = {
        "instruments": INSTRUMENTS,
        "sides": SIDES,
        "purposes": PURPOSES,
        "roundings": (r.value for r in Rounding),
        "bases": calls.BASES,
        "functions": calls.FUNCTIONS,
        "levels": LEVELS,
        "decisions": DECISIONS,
        "predicates": PREDICATES,
        "names": sorted(tables().name_words),
        "reserved": sorted({w for w in tables().keywords if w.isalpha()} - tables().name_words),
    }
    return quoted(lists[rest])


@directive
def closed(rest: str) -> str:
    """Show the closed lists of the language."""
    rows = [
        ["`instrument`", quoted(INSTRUMENTS)],
        ["side of a party", quoted(SIDES)],
        ["`purpose`", quoted(PURPOSES)],
        ["`rounding`", quoted(r.value for r in Rounding)],
        ["`basis` of days and of interest", quoted(INTEREST_BASES)],
        ["act of a remedy or right", quoted(ACTS)],
        ["functions", quoted(calls.FUNCTIONS)],
        ["level of proof", quoted(LEVELS)],
        ["decisions", quoted(DECISIONS)],
    ]
    return table(["where", "words"], rows)


@directive
def edition2(rest: str) -> str:
    """Show the words that are kept for edition 2, and what edition 1 offers."""
    return table(["word", "what edition 1 offers"], [[f"`{w}`", said] for w, said in words.EDITION_2.items()])


@directive
def lines(rest: str) -> str:
    """Show which line fits which clause, as the checker has it."""
    rows = []
    for line in fitting.LINES:
        name = SHOWN.get(line, line)
        cells = []
        for block in fitting.ALLOWED:
            fits = line in fitting.ALLOWED[block]
            often = "any number" if line in fitting.REPEATED else "at most once"
            cells.append("required" if fitting.REQUIRED.get(block) == line else often if fits else "–")
        rows.append([f"`{name}`", *cells])
    return table(["line", *(f"`{block}`" for block in fitting.ALLOWED)], rows)


@directive
def sizes(rest: str) -> str:
    """Show the limits that stand before the parser."""
    rows = [
        ["a text", f"{limits.MAX_BYTES:,} bytes, {limits.MAX_WORDS:,} words and signs"],
        ["brackets in brackets", str(limits.MAX_DEPTH)],
        ["members of one sum, product or list of formulas", f"{limits.MAX_TERMS:,}"],
        ["digits of a number", str(limits.MAX_DIGITS)],
    ]
    return table(["what", "at most"], rows)


@directive
def formats(rest: str) -> str:
    """Show what each command can write, asked of the commands."""
    rows = []
    for name, (place, does) in COMMANDS.items():
        forms = getattr(import_module(f"commonweal.cli.{place}"), "FORMS", None)
        if forms:
            rows.append([f"`{name}`", does, quoted(forms)])
    return table(["command", "what it does", "writes"], rows)


@directive
def core(rest: str) -> str:
    """Show a part of a case's core tree as JSON: `NAME CLAUSE PART`."""
    name, clause, part = rest.split()
    terms = next(iter(_compiled(name).terms.values()))
    found = next(c for c in to_json(terms)["clauses"] if c["name"] == clause)[part]
    return fence(_compact(found), "json")


@directive
def digest(rest: str) -> str:
    """Show the hash of a case's terms."""
    return fence("\n".join(f"{n} version {v}: {h}" for (n, v), h in _compiled(rest).hashes.items()))


def _compiled(name: str) -> Compiled:
    return compile_sources([("case.terms", case_of(name).text)])


def _compact(data: Any, indent: int = 0) -> str:
    """Return JSON with what fits on a line on one line."""
    flat = json.dumps(data, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(data, dict | list):
        return flat
    inner = " " * (indent + 2)
    if isinstance(data, list):
        rows = [inner + _compact(item, indent + 2) for item in data]
        return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"
    rows = [f"{inner}{json.dumps(key)}: {_compact(item, indent + 2)}" for key, item in data.items()]
    return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"


@directive
def contents(rest: str) -> str:
    """List the chapters in the order given, each with the sections it holds."""
    rows = []
    for name in rest.split():
        text = (CHAPTERS / f"{name}.md").read_text("utf-8")
        title = text.split("\n")[0].removeprefix("# ")
        rows.append([f"[{title}]({name}.md)", ", ".join(sections_of(text)) or "–"])
    if missing := {p.stem for p in CHAPTERS.glob("*.md")} - set(rest.split()) - {"README"}:
        raise Unsound(f"the contents lack {', '.join(sorted(missing))}")
    return table(["chapter", "sections"], rows)


def sections_of(text: str) -> list[str]:
    """Return the numbers of the sections that a chapter holds."""
    said = [n for found in HEADING.finditer(text) for n in re.findall(r"\d+(?:\.\d+)?", found["numbers"])]
    lowest = {n for n in said if not any(other.startswith(f"{n}.") for other in said)}
    return sorted(lowest, key=lambda n: [int(part) for part in n.split(".")])


# ---- pages -------------------------------------------------------------------------------------------


def page_of(path: Path) -> str:
    """
    Return the page that a chapter becomes.

    Raises
    ------
    Unsound : a directive that is none, or an example that does not hold
    """
    where = path.relative_to(ROOT).as_posix()

    def replaced(found: re.Match[str]) -> str:
        name, rest = found["name"], found["rest"].strip()
        if name not in DIRECTIVES:
            raise Unsound(f"{where}: there is no directive {name}")
        try:
            return DIRECTIVES[name](rest)
        except Unsound as fault:
            raise Unsound(f"{where}: {fault}") from fault

    text = path.read_text("utf-8")
    sound(text, where)
    made = renewed(DIRECTIVE.sub(replaced, text))
    return f"<!-- generated by docs/generate.py from {where}; edit there -->\n\n{made}"


def sound(page: str, where: str) -> int:
    """
    Return how many expectations hold in the texts that a page carries; those of files are read together.

    Raises
    ------
    Unsound : a text has an error, or an expectation failed
    """
    texts = [block for block in fences(page) if block.language == "terms"]
    together = [(block.file, block.body) for block in texts if block.file is not None]
    alone = [[(f"line {block.first + 2}", block.body)] for block in texts if block.file is None]
    return sum(ran(group, where) for group in [*alone, together] if group)


def made_pages() -> dict[Path, str]:
    """Return every page of docs/language as it should be."""
    return {PAGES / path.name: page_of(path) for path in sorted(CHAPTERS.glob("*.md"))}


def session_pages() -> Iterator[Path]:
    """Yield the pages outside docs/language that show commands or texts."""
    for name in SESSIONS:
        path = ROOT / name
        yield from sorted(path.glob("*.md")) if path.is_dir() else [path]


def main() -> int:
    """Write all pages; say which changed, or what does not hold."""
    try:
        made = made_pages()
        for path in session_pages():
            text = path.read_text("utf-8")
            sound(text, path.name)
            made[path] = renewed(library.inserted(text))
        made[library.PAGE] = library.page()
    except (Unsound, Unfit) as fault:
        print(f"docs: {fault}", file=sys.stderr)
        return 1
    changed = [p for p, text in made.items() if not p.is_file() or p.read_text("utf-8") != text]
    PAGES.mkdir(exist_ok=True)
    for path in changed:
        path.write_text(made[path], encoding="utf-8")
    for path in set(PAGES.glob("*.md")) - set(made):
        path.unlink()
        changed.append(path)
    print(f"docs: {len(made)} pages, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
