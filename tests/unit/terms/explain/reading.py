"""The prose as one text, as it would be printed."""

from __future__ import annotations

from commonweal.terms.explain.prose import ProseClause


def text_of(clauses: list[ProseClause]) -> str:
    """Return clauses as lines: headings, then paragraphs, each behind its number."""
    lines = []
    for clause in clauses:
        lines.append(f"{clause.number} {clause.title}")
        lines += [f"{p.number} {p.text}" for p in clause.paragraphs]
    return "\n".join(lines)
