"""
Random terms as text, and random records to judge them by: the input of the laws of meaning.

`texts()` writes a terms version over a small vocabulary; every text is well typed and compiles. `cases()`
adds an agreement, its amendments, a record, an as-of day and a known-at time. `filled` fills in what a record
lacks, in a way that its kinds allow; `deletions` and `tamperings` take away what laws 1 and 2 speak of.

What the specification says of selection, closing and predicates is written here once more, shortly and
from its text, so that the laws do not lean on the engine that they test.
"""

from tests.strategies.cases import (
    CASE_BYTES,
    CHANGE_BYTES,
    ENGINE,
    Case,
    amendment,
    cases,
    made,
    make_amended,
    make_case,
)
from tests.strategies.certain import contradictions, interval_of, part_of, predicate
from tests.strategies.choices import Choices, sample
from tests.strategies.expressions import Place, writer_of
from tests.strategies.filling import filled
from tests.strategies.lacking import agrees, deletions, read_by_cures, seen, tamperings
from tests.strategies.rows import LAST, at, later, records, selected, winners
from tests.strategies.texts import (
    MOVING,
    TEXT_BYTES,
    Circular,
    compiled,
    draft,
    texts,
    whole_text,
    write_text,
)
from tests.strategies.vocabulary import STATES
from tests.strategies.workspaces import complete, workspace_of

__all__ = [
    "CASE_BYTES",
    "CHANGE_BYTES",
    "ENGINE",
    "LAST",
    "MOVING",
    "STATES",
    "TEXT_BYTES",
    "Case",
    "Choices",
    "Circular",
    "Place",
    "agrees",
    "amendment",
    "at",
    "cases",
    "compiled",
    "complete",
    "contradictions",
    "deletions",
    "draft",
    "filled",
    "interval_of",
    "later",
    "made",
    "make_amended",
    "make_case",
    "part_of",
    "predicate",
    "read_by_cures",
    "records",
    "sample",
    "seen",
    "selected",
    "tamperings",
    "texts",
    "whole_text",
    "winners",
    "workspace_of",
    "write_text",
    "writer_of",
]
