"""
Build `tables.json` from `grammar.lark`: `python -m commonweal.terms.surface.build_tables`.

Lark computes the LALR(1) tables, once, here. At run time `automaton` walks them without Lark,
so that reading a text costs neither Lark's import nor a construction of tables. The file is
plain JSON and carries the grammar's SHA-256; a test says whether it is current.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

#: What a text, or a piece of one (for recovery), may be: the symbols a reading can start from.
STARTS = (
    "start", "edition", "item", "terms_top", "amend_top", "clause", "head_lines", "clause_lines",
    "account_lines", "right_lines", "agreement_lines", "amend_lines", "example_lines",
)  # fmt: skip
#: Terminals that stay in the tree; every other one is a keyword or a sign and is dropped.
KEPT = frozenset(("NAME", "INT", "NUMBER", "DATE", "PERIOD", "PERCENT", "CURRENCY", "MONTH", "STRING"))
#: Rules whose single word becomes a NAME token, whatever word it is.
WORD_RULES = frozenset(("name", "notice_word"))


def grammar_text() -> str:
    """Return the grammar as shipped in the package."""
    return (resources.files(__package__) / "grammar.lark").read_text("utf-8")


def grammar_hash(grammar: str) -> str:
    """Return the SHA-256 of a grammar, by which tables are known to be current."""
    return hashlib.sha256(grammar.encode()).hexdigest()


def build(grammar: str) -> dict[str, Any]:
    """Return the tables of a grammar as plain data; a grammar that is not LALR(1) raises Lark's error."""
    from lark import Lark
    from lark.grammar import Rule
    from lark.lexer import Lexer, TerminalDef

    class NoLexer(Lexer):
        """Stands in for Lark's lexer: `lexing` does that work at run time."""

        def __init__(self, conf: object) -> None: ...

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            """Refuse to work: the tables are built, not used, here."""
            raise NotImplementedError

    lark = Lark(
        grammar, parser="lalr", lexer=NoLexer, strict=True, maybe_placeholders=False, start=list(STARTS)
    )
    data, memo = lark.memo_serialize([Rule, TerminalDef])
    terminals = [t for t in memo.values() if t["__type__"] == "TerminalDef"]
    shown = {t["name"]: _shown(t) for t in terminals} | {"$END": "$END"}
    table = data["parser"]["parser"]
    return {
        "grammar_sha256": grammar_hash(grammar),
        **_lexing(terminals),
        "name_words": sorted(_names(memo, shown)),
        **_automaton(table, memo, shown),
    }


def _shown(terminal: dict[str, Any]) -> str:
    """Return a terminal's name at run time: a keyword or sign is called by its own text."""
    literal = terminal["pattern"]["__type__"] == "PatternStr"
    return str(terminal["pattern"]["value"] if literal else terminal["name"])


def _names(memo: dict[int, Any], shown: dict[str, str]) -> set[str]:
    """Return the reserved words that may also be names."""
    rules = (rule for rule in memo.values() if rule["__type__"] == "Rule")
    words = {shown[r["expansion"][0]["name"]] for r in rules if r["origin"]["name"] == "name"}
    return words - {"NAME"}


def _lexing(terminals: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the keywords, and the patterns in the order in which they are tried."""
    literals = sorted(_shown(t) for t in terminals if t["pattern"]["__type__"] == "PatternStr")
    keywords = [word for word in literals if re.fullmatch("[a-z]+", word)]
    signs = [word for word in literals if word not in keywords]
    written = sorted(
        (t for t in terminals if t["pattern"]["__type__"] == "PatternRE"),
        key=lambda t: (-t["priority"], t["name"]),
    )
    patterns = [[t["name"], t["pattern"]["value"]] for t in written]
    return {"keywords": keywords, "signs": signs, "patterns": patterns}


def _automaton(table: dict[str, Any], memo: dict[int, Any], shown: dict[str, str]) -> dict[str, Any]:
    """Return rules and states, the states numbered as they are met from the starts."""
    names = {k: shown.get(v, f"<{v}>") for k, v in table["tokens"].items()}
    order: dict[int, int] = {}
    queue = [table["start_states"][s] for s in STARTS]
    for state in queue:
        if state in order:
            continue
        order[state] = len(order)
        ways = sorted((names[k], v) for k, v in table["states"][state].items())
        queue.extend(target for _, (kind, target) in ways if kind == 0)
    rules: dict[str, int] = {}
    rows: list[list[int]] = []  # symbol, action, symbol, action …: flat, as it is read fastest
    symbols = sorted(names.values())
    number = {name: i for i, name in enumerate(symbols)}
    for state in order:
        rows.append([])
        for name, (kind, target) in sorted((names[k], v) for k, v in table["states"][state].items()):
            if kind == 0:
                action = order[target]
            else:
                rule = json.dumps(_rule(memo[target["@"]], shown))
                action = -1 - rules.setdefault(rule, len(rules))
            rows[-1] += [number[name], action]
    different = sorted({json.dumps(row) for row in rows})
    place = {row: i for i, row in enumerate(different)}
    return {
        "symbols": symbols,
        "rules": [json.loads(rule) for rule in rules],
        "rows": [json.loads(row) for row in different],
        "states": [place[json.dumps(row)] for row in rows],
        "starts": {s: order[table["start_states"][s]] for s in STARTS},
        "ends": {s: order[table["end_states"][s]] for s in STARTS},
    }


def _rule(rule: dict[str, Any], shown: dict[str, str]) -> list[Any]:
    """Return [symbol made, number of parts, how (node, single, pass, splice, word), kind, kept parts]."""
    name = rule["origin"]["name"]
    made = f"<{name}>"
    parts = rule["expansion"]
    kept = [
        i for i, part in enumerate(parts) if part["__type__"] == "NonTerminal" or shown[part["name"]] in KEPT
    ]
    if name in WORD_RULES:
        return [made, len(parts), "word", "NAME", []]
    if name.startswith("_"):
        return [made, len(parts), "splice", "", kept]
    single = rule["options"]["expand1"] and not rule["alias"]
    if single and len(parts) == 1 and parts[0]["__type__"] == "NonTerminal":
        return [made, 1, "pass", "", kept]
    return [made, len(parts), "single" if single else "node", rule["alias"] or name, kept]


def main() -> None:
    """Write `tables.json` beside the grammar."""
    tables = build(grammar_text())
    target = Path(__file__).with_name("tables.json")
    target.write_text(json.dumps(tables, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
