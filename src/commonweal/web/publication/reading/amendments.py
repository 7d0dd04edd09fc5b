"""What one amendment did, as its page shows it: its sentence, money, what it released, results by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.drawing.shapes import status as drawn
from commonweal.report.speech.phrases import phrase
from commonweal.terms.core.types import Type
from commonweal.web.agreements.tellings import about, told, told_of
from commonweal.web.agreements.wordings import Worded, worded
from commonweal.web.assessment import queries as judged
from commonweal.web.publication import showing

LINES: Final = 200
"""Changes that a page shows; periods that follow each other and changed alike are one."""
VALUES: Final = 6
"""Changed values that an amendment in a list shows; its page shows all."""
_WORDS: Final[Mapping[str, Mapping[str, words.Word]]] = {
    "finding": words.STATUSES, "payment": words.STATES, "consequence": words.STATES,
    "exercise": words.STATES, "power": words.POWERS,
}  # fmt: skip
Row = Mapping[str, Any]


def amendment(agreement: str, number: int) -> dict[str, Any] | None:
    """Return what the page of an amendment shows, None where there is none of that number."""
    found = judged.amendments(agreement=agreement).filter(number=number).select_related("agreement").first()
    if found is None:
        return None
    row = found.row
    labels = worded([agreement])
    lines = list(_lines([c.row for c in judged.changes(agreement=agreement).filter(number=number)], labels))
    numbers = list(judged.amendments(agreement=agreement).values_list("number", flat=True))
    parts = {part: about("amendment", number, part) for part in ("said", "says", "redline")}
    said = told(agreement, parts.values())
    return {
        "agreement": found.agreement,
        "row": row,
        "signed": found.signed,
        "effective": date.fromisoformat(row["effective"]),
        "recorded": date.fromisoformat(row["recorded_at"][:10]),
        "values": [_value(one) for one in row["values"]],
        "released": [_released(one, agreement, labels) for one in row["released"]],
        "begun": [labels.label(agreement, name) or words.named(name) for name in row["begun"]],
        "dues": [_due(flow) for flow in row["dues"] if _moves(flow)],
        "lines": lines[:LINES],
        "more": max(0, len(lines) - LINES),
        "said": said.get(parts["said"], row["said"]),
        "says": mark_safe(said.get(parts["says"], found.says)),  # made by `report`, which escapes
        "redline": mark_safe(said.get(parts["redline"], found.redline)),  # made by `report`, which escapes
        "before": max((n for n in numbers if n < number), default=None),
        "after": min((n for n in numbers if n > number), default=None),
        "cite": showing.citation(f"{agreement}/amendments/{number}", found.agreement),
    }


@dataclass(frozen=True, slots=True)
class Brief:
    """An amendment in a list: its sentence, and the first of the values that it changed."""

    said: str = ""
    values: tuple[Mapping[str, str], ...] = ()
    more: int = 0


def briefs(agreements: Iterable[str]) -> dict[tuple[str, int], Brief]:
    """Return each amendment of some agreements in brief, by agreement and number."""
    ids = list(agreements)
    rows = judged.amendments().filter(agreement__in=ids).values_list("agreement", "number", "data")
    texts = told_of(ids, about("amendment", ""))
    found = {}
    for id_, number, data in rows:
        row = json.loads(data)
        said = texts.get((id_, about("amendment", number, "said")), row["said"])
        values = tuple(_value(one) for one in row["values"][:VALUES])
        found[id_, number] = Brief(said, values, len(row["values"]) - len(values))
    return found


def _value(one: Row) -> dict[str, str]:
    """Return a value that changed, as it was and as it is, in words."""
    period = one["period"] and Period.days_of(_day(one["period"]["start"]), _day(one["period"]["end"]))
    type_ = Type(one["kind"], one["unit"] or None, one["per"] or None)
    return {
        "label": one["label"] or words.capital(words.named(one["name"])),
        "period": words.period(period) if period else "",
        "before": _in_words(one["before"], type_),
        "after": _in_words(one["after"], type_),
    }


def _in_words(value: str | None, type_: Type) -> str:
    """Return a value in words; "" where there is none."""
    if value is None:
        return ""
    if value == "undisclosed" and type_.kind != "text":
        return phrase("not public")
    match type_.kind:
        case "date":
            return words.day(_day(value))
        case "yesno":
            return phrase("yes") if value == "yes" else phrase("no")
    return words.typed(Decimal(value), type_) if type_.is_amount else value


def _released(one: Row, agreement: str, labels: Worded) -> dict[str, Any]:
    """Return a clause that was let go, with what is open under it."""
    open_ = [words.amount(Decimal(n), currency) for currency, n in one["unpaid"].items()]
    balance = one["balance"]
    known = balance is not None and balance["amount"] is not None
    return {
        "name": one["name"],
        "label": labels.label(agreement, one["name"]) or words.named(one["name"]),
        "linked": bool(labels.of(agreement, one["name"])),
        "kind": gettext(one["kind"]),
        "windows": one["windows"],
        "unpaid": open_,
        "balance": words.amount(Decimal(balance["amount"]), balance["currency"]) if known else "",
        "hidden": balance is not None and not known,
        "unused": one["unused"],
    }


def _moves(flow: Row) -> bool:
    """Say whether a flow of dues is another with the amendment."""
    return flow["open_before"] != flow["open_after"] or any(
        words.decimal(flow[name]) != 0 for name in ("least", "most")
    )


def _due(flow: Row) -> dict[str, Any]:
    """Return a flow of dues with its ranges in words."""
    currency = flow["currency"]
    before, after = (words.amount(Decimal(flow[name]), currency) for name in ("before", "after"))
    least, most = (words.decimal(flow[name]) for name in ("least", "most"))
    return {
        "payer": words.named(flow["payer"]),
        "payee": words.named(flow["payee"]),
        "before": before,
        "after": after,
        "open_before": flow["open_before"],
        "open_after": flow["open_after"],
        "change": _change(least, most, currency),
    }


def _change(least: Decimal | None, most: Decimal | None, currency: str) -> str:
    """Return a change with its sign, or the range that it lies in."""
    if least is not None and least == most:
        return _signed(least, currency)
    ends = ["…" if end is None else _signed(end, currency) for end in (least, most)]
    return " … ".join(ends) if ends != ["…", "…"] else gettext("not known")


def _signed(x: Decimal, currency: str) -> str:
    sign = "+" if x > 0 else "−" if x < 0 else ""
    return sign + words.amount(x.copy_abs(), currency)


# ---- results without it and with it -----------------------------------------------------------------


def _lines(rows: Sequence[Row], labels: Worded) -> Iterator[dict[str, Any]]:
    """Yield what changed: one line for periods that follow each other and changed alike."""
    for group in _alike(rows):
        first, last = group[0], group[-1]
        start, end = (date.fromisoformat(iso) for iso in (first["window"]["start"], last["window"]["end"]))
        single = words.period(Period.days_of(start, _day(first["window"]["end"])))
        until = words.period(Period.days_of(_day(last["window"]["start"]), end))
        key = (first["agreement"], first["clause"])
        label = labels.label(*key, start)
        dated = len(group) == 1 and _face(first["before"]) == _face(first["after"])
        yield {
            "clause": first["clause"],
            "label": label or words.named(first["clause"]),
            "linked": label is not None,
            "row": gettext(first["row"]),
            "period": single if len(group) == 1 else f"{single} – {until}",
            "windows": len(group),
            "address": showing.address(start, end) if _has_page(first, group) else "",
            "power": first["row"] == "power",
            "before": _outcome(first["row"], first["before"], dated=dated),
            "after": _outcome(first["row"], first["after"], dated=dated),
        }


def _has_page(row: Row, group: Sequence[Row]) -> bool:
    """Say whether a single result stands, with a page of its own."""
    return len(group) == 1 and row["after"] is not None and row["row"] not in ("account", "power")


def _alike(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and not _follows(group[-1], row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _follows(one: Row, other: Row) -> bool:
    """Say whether a row is that of the next period of the same clause, and came out alike."""
    same = all(one[name] == other[name] for name in ("clause", "row", "item", "change"))
    alike = all(_face(one[side]) == _face(other[side]) for side in ("before", "after"))
    next_day = _day(one["window"]["end"]) + timedelta(days=1)
    return same and alike and next_day == _day(other["window"]["start"])


def _face(side: Row | None) -> dict[str, Any] | None:
    return None if side is None else {name: value for name, value in side.items() if name != "due"}


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _outcome(row: str, side: Row | None, *, dated: bool) -> dict[str, Any]:
    """Return how a result comes out: a drawn word, an amount or its range, its day if only that changed."""
    if side is None:
        return {"word": SafeString(""), "amount": "", "none": True}
    day = _day(side["due"]) if dated and side["due"] else None
    amount = ""
    if side["currency"] is not None:
        low, high = (words.decimal(side[name]) for name in ("least", "most"))
        known = words.decimal(side["amount"])
        amount = (
            words.amount(known, side["currency"])
            if known is not None
            else words.between(low, high, side["currency"])
        )
    drawing = "" if row == "account" else drawn(showing.spoken(side["outcome"], _WORDS[row]), side["outcome"])
    return {
        "word": mark_safe(drawing),
        "amount": amount,
        "day": day,
        "none": False,
    }  # made by `report`, which escapes
