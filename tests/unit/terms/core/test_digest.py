from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from commonweal.terms.core.clauses import Define, Measure
from commonweal.terms.core.digest import canonical, terms_hash
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import YESNO
from tests.unit.terms.core.samples import IN_PERIOD, SAMPLE, USD, number, with_duty


def test_the_hash_is_sha256_of_the_canonical_form():
    expected = hashlib.sha256(canonical(SAMPLE).encode()).hexdigest()
    assert terms_hash(SAMPLE) == f"sha256:{expected}"


def test_the_hash_of_the_sample_stays_what_it_was():
    # Agreements cite hashes: a change here breaks every agreement that was signed before.
    assert terms_hash(SAMPLE) == "sha256:fb066ef98db796c83a1e9ee3fb49e6cbc6a7f78c8991d061d067796160702651"


def test_the_canonical_form_holds_no_words_and_no_places():
    form = json.loads(canonical(SAMPLE))
    keys: set[str] = set()

    def collect(part: object) -> None:
        if isinstance(part, dict):
            keys.update(part)
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(form)
    assert keys.isdisjoint({"at", "origin", "label", "cite", "basis", "id", "defines", "schema", "file"})
    assert canonical(SAMPLE).isascii()


def test_numbers_are_spelled_one_way():
    def of(text: str) -> str:
        return terms_hash(with_duty(expr("ge", YESNO, number(text, USD), number("0", USD))))

    assert of("1.50") == of("1.5") == of("15E-1")
    assert of("8E+7") == of("80000000.00")
    assert of("-0") == of("0.000")
    assert of("1.5") != of("1.51")


def test_vocabulary_enters_where_it_is_named():
    changed = tuple(replace(m, nonnegative=True) for m in SAMPLE.measures)
    assert terms_hash(replace(SAMPLE, measures=changed)) != terms_hash(SAMPLE)
    stranger = Measure("stranger", "award", "flow", USD, "year")
    assert terms_hash(replace(SAMPLE, measures=(*SAMPLE.measures, stranger))) == terms_hash(SAMPLE)


def test_a_define_does_not_enter():
    define = Define("paid", expr("total", USD, IN_PERIOD, measure="payroll"))
    assert terms_hash(replace(SAMPLE, defines=(define,))) == terms_hash(SAMPLE)
