from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from commonweal.terms.core.clauses import Define, Measure
from commonweal.terms.core.digest import canonical, terms_hash
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import YESNO
from tests.unit.terms.core.samples import FULL, IN_PERIOD, LOAN, SAMPLE, USD, full_with, number, with_duty


def test_the_hash_is_sha256_of_the_canonical_form():
    expected = hashlib.sha256(canonical(SAMPLE).encode()).hexdigest()
    assert terms_hash(SAMPLE) == f"sha256:{expected}"


def test_the_hash_of_the_sample_stays_what_it_was():
    # Agreements cite hashes: a change here breaks every agreement that was signed before.
    assert terms_hash(SAMPLE) == "sha256:fb066ef98db796c83a1e9ee3fb49e6cbc6a7f78c8991d061d067796160702651"

    assert terms_hash(FULL) == "sha256:f1fad1b5429a2204b90a9fdb5b2ba32e4dd477ff2673988b69bc33094a1fb7d4"


def test_what_a_text_does_not_use_does_not_enter():
    new = ("accounts", "rights", "quantity", "price", "reduced_by")
    assert not any(f'"{key}":' in canonical(SAMPLE) for key in new)
    assert all(f'"{key}":' in canonical(FULL) for key in new)


def test_accounts_and_rights_enter_by_name():
    shuffled = replace(FULL, accounts=FULL.accounts[::-1], rights=FULL.rights[::-1])
    assert canonical(shuffled) == canonical(FULL)


def test_what_reduces_an_account_enters_as_written():
    # A payment is cut to what those named before it leave of the balance.
    assert canonical(full_with(LOAN, reduced_by=LOAN.reduced_by[::-1])) != canonical(FULL)


def test_the_canonical_form_holds_no_words_and_no_places():
    keys: set[str] = set()

    def collect(part: object) -> None:
        if isinstance(part, dict):
            keys.update(part)
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    words = {"at", "origin", "label", "cite", "id", "defines", "schema", "file"}
    collect(json.loads(canonical(SAMPLE)))
    assert keys.isdisjoint(words | {"basis"})
    collect(json.loads(canonical(FULL)))  # where `basis` is how days of interest are counted
    assert keys.isdisjoint(words)
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
