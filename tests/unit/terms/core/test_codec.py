from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import NotFinite
from commonweal.terms.core.codec import MAX_DEPTH, CodecError, of_json, to_json
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import YESNO
from tests.unit.terms.core.samples import FULL, SAMPLE, USD, number, with_duty


@pytest.fixture
def data() -> dict[str, Any]:
    """Return the sample as JSON data of its own."""
    return copy.deepcopy(to_json(SAMPLE))


def duty_of(data: dict[str, Any]) -> dict[str, Any]:
    duty: dict[str, Any] = data["clauses"][1]["duty"]
    return duty


def test_a_node_is_written_as_the_specification_shows_it(data):
    assert data["schema"] == "commonweal.terms/1"
    assert duty_of(data) == {
        "op": "ge",
        "type": "yesno",
        "id": "c:jobs/duty",
        "at": [14, 23, 14, 80],
        "origin": "enough",
        "args": [
            {
                "op": "at_end",
                "type": "quantity jobs",
                "id": "c:jobs/duty/0",
                "at": [14, 23, 14, 44],
                "measure": "qualified_jobs",
                "args": [],
            },
            {
                "op": "entry",
                "type": "quantity jobs",
                "id": "c:jobs/duty/1",
                "name": "jobs_floor",
                "args": [{"op": "this_period", "type": "period", "id": "c:jobs/duty/1/0", "args": []}],
            },
        ],
    }


def test_numbers_are_texts_and_days_iso(data):
    assert data["parameters"][1]["default"]["value"] == "80000000"
    assert data["clauses"][0]["schedule"]["last"]["value"] == "2025-12-31"


def test_a_place_in_another_file_names_it():
    from commonweal.ground.diagnostics import Span

    other = with_duty(expr("truth", YESNO, value=True, at=Span("vocab.terms", 1, 2, 3, 4)))
    written = to_json(other)
    assert duty_of(written)["at"] == [1, 2, 3, 4, "vocab.terms"]
    assert of_json(written).clauses[1].duty.at == Span("vocab.terms", 1, 2, 3, 4)


def test_fields_at_their_default_are_left_out(data):
    assert "rounding" not in data
    assert "nonnegative" not in data["measures"][1]


def test_ids_may_be_missing_but_not_wrong(data):
    del duty_of(data)["id"]
    assert of_json(data) == SAMPLE
    duty_of(data)["id"] = "c:jobs/guard"
    with pytest.raises(CodecError, match="c:jobs/duty: the id 'c:jobs/guard' is not that of its place"):
        of_json(data)


def test_what_is_not_finite_is_not_written():
    with pytest.raises(NotFinite):
        to_json(with_duty(expr("eq", YESNO, number("NaN", USD), number("1", USD))))


def test_a_codec_error_is_a_value_error_with_its_place():
    with pytest.raises(ValueError) as caught:
        of_json({"schema": "commonweal.terms/2"})
    assert isinstance(caught.value, CommonwealError)
    assert caught.value.where == ""
    assert "'commonweal.terms/2' is unknown here; this program reads 'commonweal.terms/1'" in str(
        caught.value
    )


def _without(*path: str | int) -> Any:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


def _with(value: Any, *path: str | int) -> Any:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


DUTY = ("clauses", 1, "duty")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("schema"), "schema None is unknown"),
        (_with(7, "file"), "file: a text was expected"),
        (_with("nand", *DUTY, "op"), "c:jobs/duty: unknown operation 'nand'"),
        (_with(["ge"], *DUTY, "op"), r"c:jobs/duty: unknown operation \['ge'\]"),
        (_with(1, *DUTY, "colour"), "c:jobs/duty: unknown field 'colour'"),
        (_with(1, "colour"), "terms: unknown field 'colour'"),
        (_without(*DUTY, "type"), "c:jobs/duty: 'type' is missing"),
        (_without(*DUTY, "args", 0, "measure"), "c:jobs/duty/0: 'measure' is missing"),
        (_with("colour", *DUTY, "type"), "c:jobs/duty: not a type: 'colour'"),
        (_with("yesno  ", *DUTY, "type"), "c:jobs/duty: not a type"),
        (_with({}, *DUTY, "args"), "c:jobs/duty: a list was expected"),
        (_with([], *DUTY), "c:jobs/duty: an object was expected"),
        (_with([1, 2, 3], *DUTY, "at"), "c:jobs/duty: a place is"),
        (_with([1, 2, 3, True], *DUTY, "at"), "c:jobs/duty: a place is"),
        (_with([1, 2, 3, 4, "f", "g"], *DUTY, "at"), "c:jobs/duty: a place is"),
        (_with(3, *DUTY, "origin"), "c:jobs/duty: 3 is no text"),
        (
            _with(80000000, "parameters", 1, "default", "value"),
            "p:lifetime_cap/default/value: 80000000 is no",
        ),
        (
            _with("1e9", "parameters", 1, "default", "value"),
            "p:lifetime_cap/default/value: '1e9' is no decimal",
        ),
        (_with("2025-02-30", "clauses", 0, "schedule", "last", "value"), "is no date"),
        (_with("20250201", "clauses", 0, "schedule", "last", "value"), "is no date"),
        (_with("right", "clauses", 0, "clause"), "'clause' must be one of condition, payment"),
        (_with("twice", "clauses", 1, "remedies", 0, "repeat"), "'twice' is not one of each, running, times"),
        (_with("1", "version"), "version: '1' is no whole number"),
        (_with(True, "version"), "version: True is no whole number"),
        (_without("parties"), "terms: 'parties' is missing"),
        (_without("clauses", 1, "remedies", 0, "actor"), "c:jobs/remedies/0: 'actor' is missing"),
        (_with("sideways", "rounding"), "rounding: 'sideways' is not one of half_up"),
        (_with({"month": 6}, "fiscal_end"), "None is no whole number"),
        (_with([1], "clauses", 0, "schedule", "length"), "length: 2 entries were expected"),
        (_with("yes", "measures", 0, "nonnegative"), "measures/0/nonnegative: 'yes' is no yes or no"),
    ],
)
def test_readers_refuse_what_they_do_not_know(data, change, said):
    change(data)
    with pytest.raises(CodecError, match=said):
        of_json(json.loads(json.dumps(data)))


@pytest.mark.parametrize("data", [None, [], "terms", {}])
def test_readers_refuse_what_is_no_object(data):
    with pytest.raises(CodecError):
        of_json(data)


def test_readers_refuse_nesting_without_end(data):
    duty = duty_of(data)
    for _ in range(MAX_DEPTH):
        duty = {"op": "not", "type": "yesno", "args": [duty]}
        duty["args"][0].pop("id", None)
    data["clauses"][1]["duty"] = duty
    with pytest.raises(CodecError, match=f"nested more than {MAX_DEPTH} deep"):
        of_json(data)


def test_accounts_and_rights_are_written_like_clauses():
    data = to_json(FULL)
    assert [a["name"] for a in data["accounts"]] == ["loan", "quota"]
    warrant = data["rights"][-1]
    assert warrant | {"guard": 0, "first": 0, "last": 0} == {
        "clause": "right",
        "name": "warrant",
        "holder": "state",
        "act": "buy",
        "payee": "company",
        "quantity": {
            "op": "literal",
            "type": "number",
            "id": "c:warrant/quantity",
            "value": "100",
            "args": [],
        },
        "unit": "shares",
        "price": {
            "op": "literal",
            "type": "money USD per shares",
            "id": "c:warrant/price",
            "value": "2",
            "args": [],
        },
        "first": 0,
        "last": 0,
        "guard": 0,
        "label": "A share in the upside",
    }
    assert data["accounts"][0]["clause"] == "account"
    assert data["accounts"][0]["reduced_by"] == ["instalment", "forgiven"]
    assert data["clauses"][0]["remedies"][1]["unit"] == "share_capital"


def test_accounts_and_rights_come_back():
    assert of_json(json.loads(json.dumps(to_json(FULL)))) == FULL


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_with("right", "accounts", 0, "clause"), "'clause' was expected to be 'account'"),
        (_without("rights", 0, "clause"), "'clause' was expected to be 'right'"),
        (_without("accounts", 0, "opening"), "c:loan: 'opening' is missing"),
        (_with("forgiven", "accounts", 0, "reduced_by"), "c:loan/reduced_by: a list was expected"),
        (_with([1], "accounts", 0, "reduced_by"), "c:loan/reduced_by/0: 1 is no text"),
        (_with("2", "rights", 2, "times"), "c:holiday/times: '2' is no whole number"),
        (_with(1, "rights", 2, "colour"), "c:holiday: unknown field 'colour'"),
    ],
)
def test_readers_refuse_strange_accounts_and_rights(change, said):
    data = copy.deepcopy(to_json(FULL))
    change(data)
    with pytest.raises(CodecError, match=said):
        of_json(data)
