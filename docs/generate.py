"""
Write docs/language from docs/chapters: rules in words, with examples that run while the page is written.

A chapter is Markdown with directives on lines of their own: `{{case statuses/good/waivers}}` shows a case of
the corpus, `{{grammar condition}}` a rule of the grammar, `{{codes CW2}}` the messages, and so on; every
table comes from the code that uses it. What a page shows is compiled and judged first, and a page whose
example fails is not written. The outputs below the commands of README, tutorials and how-tos are renewed too.

    python docs/generate.py
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from commonweal.cli.main import COMMANDS  # noqa: E402
from commonweal.engines.reference.conditions import ROWS, truth_of  # noqa: E402
from commonweal.ground.diagnostics import CodePage, catalogue  # noqa: E402
from commonweal.ground.rounding import Rounding  # noqa: E402
from commonweal.report.diagnostics import as_text  # noqa: E402
from commonweal.report.words import STATES as LOOKS  # noqa: E402
from commonweal.report.words import WHY, spaced  # noqa: E402
from commonweal.terms.checking import calls, clauses  # noqa: E402
from commonweal.terms.checking.examples import DECISIONS  # noqa: E402
from commonweal.terms.core.clauses import INSTRUMENTS, LEVELS, PURPOSES, SIDES  # noqa: E402
from commonweal.terms.core.clauses import STATES as PREDICATES  # noqa: E402
from commonweal.terms.core.codec import to_json  # noqa: E402
from commonweal.terms.core.expressions import OPS  # noqa: E402
from commonweal.terms.driver import Compiled, compile_sources  # noqa: E402
from commonweal.terms.surface import limits, words  # noqa: E402
from commonweal.terms.surface.automaton import tables  # noqa: E402
from commonweal.workspace.examples import run_examples  # noqa: E402
from docs.sessions import Unfit, fences, renewed  # noqa: E402

CASES: Final = ROOT / "tests" / "cases"
CHAPTERS: Final = ROOT / "docs" / "chapters"
PAGES: Final = ROOT / "docs" / "language"
GRAMMAR: Final = ROOT / "src" / "commonweal" / "terms" / "surface" / "grammar.lark"
OPERATIONS: Final = ROOT / "src" / "commonweal" / "terms" / "core" / "expressions.py"
SESSIONS: Final = ("README.md", "docs/tutorials", "docs/how-to")
DIRECTIVE: Final = re.compile(r"\{\{(?P<name>\w+)(?P<rest>[^\n]*?(?:\n[^{}]*)?)\}\}")
HEADING: Final = re.compile(r"^#+ (?P<numbers>\d[\d., to]*(?:and [\d.]+)?) ", re.MULTILINE)
WIDTH: Final = 100


class Unsound(Exception):
    """A chapter shows something that is not so."""


# ---- cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the corpus: where it lies, what it says, and its text."""

    name: str
    about: str
    text: str

    @property
    def link(self) -> str:
        """Return the way from a page to the case's text."""
        return f"../../tests/cases/{self.name}/case.terms"


def case_of(name: str) -> Case:
    """Return a case by its path under tests/cases."""
    folder = CASES / name
    if not (folder / "case.terms").is_file():
        raise Unsound(f"there is no case {name}")
    about = (folder / "about.md").read_text("utf-8").split("\n")[0]
    return Case(name, about, (folder / "case.terms").read_text("utf-8"))


def cases_in(topic: str) -> list[Case]:
    """Return the good cases of a topic."""
    names = sorted(p.name for p in (CASES / topic / "good").iterdir() if (p / "case.terms").is_file())
    return [case_of(f"{topic}/good/{name}") for name in names]


def topics() -> list[str]:
    """Return the topics that have good cases."""
    return sorted(p.parent.name for p in CASES.glob("*/good"))


def ran(texts: Iterable[tuple[str, str]], where: str) -> int:
    """
    Return how many expectations were judged in texts that were compiled and whose examples were run.

    Raises
    ------
    Unsound : a text has an error, or an expectation failed
    """
    compiled = compile_sources(list(texts))
    faults = [d for d in compiled.diagnostics if d.is_error]
    tested = None if faults else run_examples(compiled)
    for fault in tested.failures if tested else faults:
        raise Unsound(f"{where}: {fault.span}: {fault.code}: {fault.message}")
    assert tested is not None
    return tested.expectations


def counted(n: int) -> str:
    """Return a number of expectations with its word."""
    return f"{n} expectation{'' if n == 1 else 's'}"


# ---- parts of a text ---------------------------------------------------------------------------------

_NAMED: Final = re.compile(r"(?:unit|subject|measure|terms|define|condition|payment|parameter) (\w+)")
_WORD: Final = re.compile(r"[a-z]\w*")
_CLAUSES: Final = ("define", "condition", "payment")


def blocks_of(text: str) -> list[list[str]]:
    """Return the blocks of a text in canonical layout: each begins in the first column, its comments with it."""
    blocks: list[list[str]] = []
    notes: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("#"):
            notes.append(line)
        elif line and not line.startswith(" "):
            blocks.append([*notes, line])
            notes = []
        elif blocks:
            blocks[-1].append(line)
    return blocks


def kind_of(block: list[str]) -> str:
    """Return the word with which a block begins."""
    return head_of(block).split(" ")[0]


def head_of(block: list[str]) -> str:
    """Return the first line of a block that is no comment."""
    return next(line for line in block if not line.startswith("#"))


def name_of(block: list[str]) -> str:
    """Return the name that a block declares, if it declares one."""
    found = _NAMED.match(head_of(block))
    return found[1] if found else ""


def logical(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines of a block, each with the lines that continue it and the comments above it."""
    made: list[list[str]] = []
    notes: list[str] = []
    for line in lines:
        if line.startswith("  #"):
            notes.append(line)
        elif line.startswith("   ") and made:
            made[-1].append(line)
        elif line:
            made.append([*notes, line])
            notes = []
    return made


def said_in(lines: Iterable[str]) -> set[str]:
    """Return the words of lines, without what stands in quotes or behind a comment sign."""
    text = "\n".join(re.sub(r'"[^"]*"|#.*', "", line) for line in lines)
    return set(_WORD.findall(text))


def picked(text: str, number: int, only: list[str]) -> str:
    """Return the `number`-th example of a text with the clauses it speaks of (or `only` those) and their words."""
    blocks = blocks_of(text)
    examples = [block for block in blocks if kind_of(block) == "example"]
    if not 1 <= number <= len(examples):
        raise Unsound(f"there is no example {number}; there are {len(examples)}")
    example = examples[number - 1]
    under = head_of(example).rsplit(" under ", 1)[1]
    agreements = [b for b in blocks if kind_of(b) == "agreement" and head_of(b).split('"')[1] in under]
    program = head_of(agreements[0]).split(" under ")[1] if agreements else under
    start = next(i for i, b in enumerate(blocks) if head_of(b).startswith(f"terms {program}"))
    ends = [i for i, b in enumerate(blocks) if i > start and kind_of(b) not in _CLAUSES]
    own = blocks[start + 1 : min(ends, default=len(blocks))]
    wanted = set(only) or said_in(example)
    if unknown := set(only) - {name_of(b) for b in own}:
        raise Unsound(f"there is no clause {', '.join(sorted(unknown))}")
    kept = [b for b in own if name_of(b) in wanted]
    while True:
        words_said = {word for b in kept for word in said_in(b)}
        more = [b for b in own if b not in kept and name_of(b) in words_said]
        if not more:
            break
        kept += more
    kept = [b for b in own if b in kept]
    dropped = {name_of(b) for b in own if b not in kept}
    spoken = said_in([] if only else example)
    return _assembled(blocks, blocks[start], kept, agreements, example, dropped, spoken)


def _assembled(
    blocks: list[list[str]],
    terms: list[str],
    kept: list[list[str]],
    agreements: list[list[str]],
    example: list[str],
    dropped: set[str],
    spoken: set[str],
) -> str:
    """Return a text of some blocks, with only the vocabulary, parameters and rows that they speak of."""
    words_said = spoken | {word for b in kept for word in said_in(b)}
    parameters = {line[-1].split()[1] for line in logical(terms[1:]) if line[-1].startswith("  parameter ")}
    gone = dropped | {p for p in parameters if p not in words_said}
    head = [part for part in logical(terms[1:]) if not said_in(part[-1:]) & gone]
    words_said |= {word for part in head for word in said_in(part)}
    measures = [b for b in blocks if kind_of(b) == "measure" and name_of(b) in words_said]
    words_said |= {word for b in measures for word in said_in(b)}
    vocabulary = [
        b for b in blocks if b in measures or (kind_of(b) in ("unit", "subject") and name_of(b) in words_said)
    ]
    gone |= {name_of(b) for b in blocks if kind_of(b) in ("measure", "subject") and b not in vocabulary}
    parts = [[head_of(terms), *(line for part in head for line in part)]]
    parts += [b for b in kept]
    parts += [[a[0], *_without(a[1:], gone)] for a in agreements]
    parts.append([example[0], *_tidy(_without(example[1:], gone))])
    listed = [["language 1"], [line for b in vocabulary for line in b if line]]
    return "\n\n".join("\n".join(part).rstrip("\n") for part in [*listed, *parts] if part) + "\n"


def _without(lines: Iterable[str], gone: set[str]) -> list[str]:
    """Return the lines of a block that do not speak of what is gone."""
    return [line for part in logical(lines) if not said_in(part[-1:] + part[:1]) & gone for line in part]


def _tidy(lines: list[str]) -> list[str]:
    """Return the lines of an example without an `as of` that nothing is expected under."""
    out: list[str] = []
    for line in lines:
        out.append(line)
        if line.startswith("  as of "):
            before = [i for i, other in enumerate(out[:-1]) if other.startswith("  as of ")]
            if before and not any(other.startswith("  expect ") for other in out[before[-1] :]):
                del out[before[-1]]
    return out


# ---- directives --------------------------------------------------------------------------------------

Directive = Callable[[str], str]
DIRECTIVES: Final[dict[str, Directive]] = {}


def directive(made: Directive) -> Directive:
    """Enter a function as the directive of its name."""
    DIRECTIVES[made.__name__.rstrip("_")] = made
    return made


def fence(text: str, language: str = "text") -> str:
    """Return a fenced block."""
    return f"```{language}\n{text.rstrip()}\n```"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def quoted(names: Iterable[str]) -> str:
    """Return words as code, in a row."""
    return " ".join(f"`{name}`" for name in names)


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
    """Return the lines `name: meaning` of a directive, which must be about exactly the names that the code has."""
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
    """Return the first message of a code, with … where names and numbers stand."""
    said = next(iter(page.messages.values()))["message"]
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
        ["`basis` of days", quoted(calls.BASES)],
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
    for line in clauses.LINES:
        name = {"while_": "while", "legal_basis": "basis", "less_already_due": "less amounts already due",
                "capped": "capped at", "waivable": "waivable by", "consequence": "if"}.get(line, line)  # fmt: skip
        cells = []
        for block in ("condition", "payment"):
            fits = line in clauses.ALLOWED[block]
            often = "any number" if line in clauses.REPEATED else "at most once"
            cells.append("required" if clauses.REQUIRED[block] == line else often if fits else "–")
        rows.append([f"`{name}`", *cells])
    return table(["line", "`condition`", "`payment`"], rows)


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
    for name, does in COMMANDS.items():
        forms = getattr(import_module(f"commonweal.cli.{name}"), "FORMS", None)
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
    Return how many expectations hold in the texts that a page itself carries; those of files are read together.

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
            made[path] = renewed(text)
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
