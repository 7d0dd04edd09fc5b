"""A review, for people and for programs: what a draft lacks beside the library, and where it has no teeth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType

from commonweal.report import rows, steep
from commonweal.report.diagnostics import as_row, counted
from commonweal.report.tables import line
from commonweal.workspace.probing.reviewing import Compared, Remark, Review, Shown

SCHEMA: Final = "commonweal.review/1"
FEW: Final = 4
"""What fewer than one in four have is named in one line."""
PURPOSE: Final = "have a duty with purpose "
"""How the questions begin that ask for a duty with a purpose: all that a draft lacks is one sentence."""
_KINDS: Final = {"condition": " with conditions", "payment": " in which the public side pays"}


def document(found: Sequence[Review]) -> rows.Row:
    """Return reviews as `commonweal review --format json` prints them."""
    return {"schema": SCHEMA, "reviews": [_row(r) for r in found]}


def _row(r: Review) -> rows.Row:
    return {
        "terms": r.terms.ref,
        "instrument": r.terms.instrument,
        "comparable": list(r.peers),
        "lacks": [_compared_row(c) for c in r.lacks],
        "has": [_compared_row(c) for c in r.has],
        "toothless": [_remark_row(m) for m in r.toothless],
        "unfounded": [_remark_row(m) for m in r.unfounded],
        "unproven": [_remark_row(m) for m in r.unproven],
        "cliffs": steep.document(r.cliffs)["cliffs"] if r.cliffs is not None else None,
    }


def _compared_row(c: Compared) -> rows.Row:
    return {
        "feature": c.feature.key,
        "means": c.feature.does,
        "have": c.have,
        "of": c.of,
        "here": list(c.own),
        "without": list(c.without),
        "shown": [
            {"programme": s.programme, "terms": s.terms, "name": s.name, "file": s.file, "line": s.line,
             "text": s.text}
            for s in c.shown
        ],
    }  # fmt: skip


def _remark_row(m: Remark) -> rows.Row:
    return {"clause": m.clause, **as_row(m.told)}


# ---- for people --------------------------------------------------------------------------------------------


def shown(found: Sequence[Review]) -> RenderableType:
    """Return reviews in words, text after text."""
    if not found:
        return line("No terms text: there is nothing to review.")
    return Group(*(part for k, one in enumerate(found) for part in _review(one, first=not k)))


def _review(r: Review, *, first: bool) -> Iterator[RenderableType]:
    if not first:
        yield line("")
    label = f"  {r.terms.label}" if r.terms.label else ""
    yield line((r.terms.ref, "bold"), label)
    if not r.peers:
        yield line("No programme of the library has this instrument or one of these purposes.")
    else:
        beside = counted(len(r.peers), "comparable programme")
        why = f"instrument {r.terms.instrument}, or a purpose in common"
        yield line(f"Beside {beside} of the library ({why}).")
    yield from _lacks(r)
    yield from _remarks("Toothless", r.toothless)
    yield from _remarks("Neither purpose nor legal basis", r.unfounded)
    yield from _remarks("No proof asked for", r.unproven)
    if r.cliffs is None:
        yield line("\nCliffs were not looked for: commonweal cliffs shows them.")
    else:
        yield line(("\nCliffs", "bold"))
        yield steep.shown(r.cliffs, r.examples)


def _lacks(r: Review) -> Iterator[RenderableType]:
    most = [c for c in r.lacks if c.have * FEW >= c.of]
    if most:
        yield line(("\nWhat others have", "bold"))
    for same in _alike(most):
        yield line(f"  {_sentence(same)}")
        if same[0].without:
            yield line((f"    could stand in: {', '.join(same[0].without)}", "dim"))
        for s in _places(same):
            yield line((f"    {_place(s)}", "dim"))
    rare = [c for c in r.lacks if c not in most]
    if rare:
        said = "; ".join(f"{c.feature.does} ({c.have} of {c.of})" for c in rare)
        yield line(f"  Few: {said}.")
    if not r.lacks and r.peers:
        yield line("\nIt has all that is asked about and that any of them has.")


def _alike(found: Sequence[Compared]) -> list[list[Compared]]:
    """Return what is missing in groups of one sentence each: all purposes that no duty serves are one."""
    groups: dict[str, list[Compared]] = {}
    for c in found:
        groups.setdefault(PURPOSE if c.feature.does.startswith(PURPOSE) else c.feature.key, []).append(c)
    return list(groups.values())


def _sentence(same: Sequence[Compared]) -> str:
    c = same[0]
    who = "all" if c.have == c.of else f"{c.have} of {c.of}"
    word = "programme" if c.of == 1 else "programmes"
    kind = _KINDS.get(c.feature.kind, "")
    said = f"{who} comparable {word}{kind} {c.feature.does}"
    for other in same[1:]:
        said += f", {other.have} with {other.feature.does.removeprefix(PURPOSE)}"
    return f"{said}; {c.feature.lacks}"


def _places(same: Sequence[Compared]) -> list[Shown]:
    """Return where others write it: of a group the first place of each."""
    return list(same[0].shown) if len(same) == 1 else [c.shown[0] for c in same if c.shown]


def _place(s: Shown) -> str:
    said = f": {s.text}" if s.text else ""
    return f"{s.file}:{s.line} ({s.name}){said}"


def _remarks(title: str, found: Sequence[Remark]) -> Iterator[RenderableType]:
    """Yield remarks under a title; what is said of several clauses is said once, with the clauses listed."""
    if found:
        yield line((f"\n{title}", "bold"))
    groups: dict[str, list[Remark]] = {}
    for one in found:
        groups.setdefault(_of_several(one), []).append(one)
    for said, same in groups.items():
        if len(same) == 1:
            span = same[0].told.span
            place = f"  {span.file}:{span.line}" if span is not None else ""
            yield line(f"  {same[0].told.message}", (place, "dim"))
        else:
            yield line(f"  {said}")
            yield from (line((f"    {names}", "dim")) for names in _by_file(same))


def _of_several(one: Remark) -> str:
    """Return a remark as it is said of several clauses."""
    message, name = one.told.message, re.escape(one.clause)
    if message.startswith("the condition "):
        return re.sub(rf"^the condition {name}\b", "each of these conditions", message)
    several = "one of these" if message.startswith("nothing follows") else "each of these"
    return re.sub(rf"\b{name}\b", several, message, count=1)


def _by_file(same: Sequence[Remark]) -> Iterator[str]:
    """Yield the clauses of a remark with their lines, one list a file."""
    files: dict[str, list[str]] = {}
    for one in same:
        at = one.told.span
        files.setdefault(at.file if at is not None else "", []).append(
            f"{one.clause} ({at.line})" if at is not None else one.clause
        )
    yield from (f"{file}: {', '.join(names)}" if file else ", ".join(names) for file, names in files.items())
