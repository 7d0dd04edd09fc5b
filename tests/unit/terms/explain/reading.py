"""The prose as one text, as it would be printed."""

from __future__ import annotations

from commonweal.terms.explain.prose import ProseClause


def text_of(clauses: list[ProseClause]) -> str:
    """Return clauses as lines: headings, then paragraphs, each behind its number."""
    lines = []
    for clause in clauses:
        lines.append(f"{clause.number} {clause.title}")
        for paragraph in clause.paragraphs:
            lines.append(f"{paragraph.number} {paragraph.text}")
            lines += [" | ".join(row) for row in paragraph.rows]
    return "\n".join(lines)
