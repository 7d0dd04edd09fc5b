from __future__ import annotations

from importlib import resources

from commonweal.terms.core.codec import to_json
from commonweal.terms.core.expressions import OPS
from commonweal.terms.core.schema import FILE, json_schema, schema_text, shipped_schema
from tests.unit.terms.core.samples import FULL, SAMPLE
from tests.unit.terms.core.schema_check import complaints


def test_the_shipped_copy_is_current():
    text = resources.files("commonweal.terms.core").joinpath(FILE).read_text("utf-8")
    assert text == schema_text(), "write schema_text() to the file"
    assert shipped_schema() == json_schema()


def test_every_operation_has_its_own_form():
    schema = json_schema()
    assert {f"op-{op}" for op in OPS} <= schema["$defs"].keys()
    assert [option["$ref"] for option in schema["$defs"]["node"]["oneOf"]] == [
        f"#/$defs/op-{op}" for op in OPS
    ]


def test_every_reference_leads_somewhere():
    schema = json_schema()

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [r for value in part.values() for r in references(value)]
        return [r for value in part for r in references(value)] if isinstance(part, list) else []

    targets = {r.removeprefix("#/$defs/") for r in references(schema)}
    assert targets <= schema["$defs"].keys()
    assert schema["$defs"].keys() <= targets


def test_the_samples_fit():
    assert complaints(to_json(SAMPLE), json_schema()) == []
    assert complaints(to_json(FULL), json_schema()) == []


def test_faults_are_found():
    for change in ({"colour": 1}, {"version": "1"}, {"schema": "commonweal.terms/2"}, {"clauses": [{}]}):
        assert complaints(to_json(SAMPLE) | change, json_schema())
    data = to_json(SAMPLE)
    data["clauses"][1]["duty"]["args"].append(data["clauses"][1]["duty"]["args"][0])
    assert complaints(data, json_schema()) == ["$.clauses[1].duty.args: 3 entries"]


def test_faults_of_accounts_and_rights_are_found():
    for kind, key in (("accounts", "opening"), ("rights", "holder"), ("rights", "clause")):
        data = to_json(FULL)
        del data[kind][0][key]
        assert complaints(data, json_schema()) == [f"$.{kind}[0]: {key} is missing"]
