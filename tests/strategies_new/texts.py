"""Random texts."""

from __future__ import annotations

IMPORTS


def write_text(choices: Choices, *, silence: bool = True, most: int = 3, simple: bool = False) -> str:
    """
    Return a terms text (with its vocabulary): well typed, but a circle through its clauses may stand in it.

    Parameters
    ----------
    silence : whether words may stand that read silence itself (`is known`, `is overdue`, `is waived`, `if
        overdue`, `if waived`), which some laws except
    most : the greatest number of clauses
    simple : only flags, other clauses and round amounts; of other texts a third is so
    """
    n = choices.between(1, most)
    kinds = [choices.pick("condition", "payment") for _ in range(n)]
    every = tuple((f"{'c' if k == 'condition' else 'p'}{i}", k) for i, k in enumerate(kinds, 1))
    head = choices.pick("", "", "  rounding down\n", "  rounding half_even\n")
    head += choices.pick("", f"  fiscal year ends {FISCAL.day} June\n")
    simple, clauses = choices.pick(False, False, True) or simple, []
    for i, (name, kind) in enumerate(every):
        grain = choices.pick("year", "year", "year", "year", "quarter", "quarter", "half", "once", "month")
        place = Place(grain, every[:i], every, silence=silence, simple=simple)
        writer = ClauseWriter(choices.block(96), place)
        clauses.append(writer.condition(name) if kind == "condition" else writer.payment(name))
    return whole_text(clauses, head)


TEXT_BYTES = 320


@st.composite
def texts(draw: Callable[..., Any], *, silence: bool = True, most: int = 3) -> str:
    """Return a text that compiles (see `write_text`)."""
    text = write_text(Choices(draw(drawn_bytes(TEXT_BYTES))), silence=silence, most=most)
    try:
        compiled(text)
    except Circular:
        reject()
    return text


def whole_text(clauses: Iterable[str], head: str = "") -> str:
    """Return clauses under as much of the vocabulary and the parameters as they name."""
    body = "\n\n".join(clauses)
    words = set(re.findall("[a-z_]+", body)) | {"unit", "subject", "award", "public"}
    words |= {"worker"} if words & {"wage", "bonus", "age", "price", "trained", "hurt", "worker"} else set()

    def needed(line: str) -> bool:
        first = line.split()
        return first[0] not in ("measure", "parameter", "subject") or first[1] in words

    lines = [line for line in (VOCABULARY + HEAD).splitlines() if needed(line)]
    return "\n".join(lines) + f"\n{head}\n{body}\n"


class Circular(Exception):
    """A text whose only fault is a circle through its clauses (CW4007)."""


@lru_cache(maxsize=256)
def compiled(text: str) -> tuple[Terms, str]:
    """
    Return the terms of a text and their hash.

    Raises
    ------
    Circular : the clauses form a circle
    AssertionError : any other error: the strategies only write what compiles
    """
    found = compile_sources([("t.terms", text)])
    errors = [d for d in found.diagnostics if d.is_error]
    if errors and all(d.code.startswith("CW4007") for d in errors):
        raise Circular
    assert not errors, f"{[(d.code, d.message) for d in errors]}\n{text}"
    ref = next(iter(found.terms))
    return found.terms[ref], found.hashes[ref]
