"""Money on a page: what of a debt is on record, who owed nothing, what public bodies paid one another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from re import sub

from hypothesis import given
from hypothesis import strategies as st

from commonweal.report.page import words
from commonweal.report.page.lead import sentence
from commonweal.report.page.money import give_and_get
from commonweal.report.page.overview import figures
from commonweal.report.page.sums.owed import Stated, by_side, flows, in_part
from commonweal.report.page.view import Anchors, Chapter, chapters
from commonweal.report.speech.phrases import speaking
from commonweal.workspace.load import load
from commonweal.workspace.run import assess

TERMS = """language 1
terms granting version 1
  instrument grant
  currency EUR
  party firm recipient
  party agency public
  party ministry public
payment funded
  ministry must pay agency EUR 900
  calculated once on 2023-01-01
payment granted
  agency must pay firm EUR 600
  calculated once on 2023-02-01
payment fee
  firm must pay agency EUR 30
  calculated once on 2024-02-01
agreement "GRANT" under granting version 1
  set firm = "FIRM"
  set agency = "AGENCY"
  set ministry = "MINISTRY"
  amount EUR 900
  signed 2022-12-01
"""
PARTIES = """party,name,kind,scheme,identifier,parent,from,until
FIRM,The firm,company,,,,,
AGENCY,The agency,public,,,,,
MINISTRY,The ministry,public,,,,,
"""
LATER = date(2024, 12, 31)
AMOUNTS = st.decimals(0, 10**9, places=2)
HEAD = "agreement,clause,paid_on,amount,currency,source,reported_on,recorded_at\n"


def row(clause: str, day: str, amount: str) -> str:
    """Return a row of a payment that was known on its day."""
    return f"GRANT,{clause},{day},{amount},EUR,bank,{day},{day}T00:00:00Z\n"


FUNDED, GRANTED = row("funded", "2023-01-01", "900.00"), row("granted", "2023-02-01", "600.00")


def page(folder: Path, *payments: str, as_of: date) -> Chapter:
    """Return the agreement as pages show it, after some payments."""
    texts = {
        "commonweal.toml": 'name = "A town"\nzone = "UTC"\n', "parties.csv": PARTIES, "terms/t.terms": TERMS,
        "payments/p.csv": HEAD + "".join(payments),
    }  # fmt: skip
    for path, text in texts.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    found = load(folder)
    assert found.value is not None and found.ok, found.diagnostics
    return chapters(assess(found.value, as_of=as_of, agreement="GRANT", explain=True), Anchors())[0]


def plain(made: object) -> str:
    """Return what is read of a part of a page."""
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", str(made)))).replace("\u00a0", " ")


def test_of_what_was_paid_in_part_the_whole_the_part_and_the_rest_are_said(tmp_path: Path) -> None:
    found = page(tmp_path, FUNDED, row("granted", "2023-02-01", "250.00"), as_of=date(2023, 12, 31))
    [flow] = flows(found.payables)
    assert (str(flow.whole), str(flow.amount), str(flow.late)) == ("600.00", "350.00", "350.00")
    told = plain(sentence(found))
    assert "By the terms the agency had to pay the firm EUR 600.00 by 1 February 2023; " in told
    assert "EUR 250.00 of it is on record as paid, EUR 350.00 is not." in told and "none of it" not in told
    sides = plain(give_and_get(found))
    assert "EUR 350.00 of the EUR 600.00 due to the firm by the terms is not on record as paid" in sides
    assert "no payment of it" not in sides
    with speaking("pt-BR"):
        assert "EUR 250,00 consta como pago e EUR 350,00 não" in plain(sentence(found))


def test_of_what_was_not_paid_at_all_none_is_said_to_be_on_record(tmp_path: Path) -> None:
    found = page(tmp_path, FUNDED, as_of=date(2023, 12, 31))
    assert "EUR 600.00 by 1 February 2023; none of it is on record as paid." in plain(sentence(found))
    assert "EUR 600.00 due to the firm by the terms, no payment of it on record" in plain(give_and_get(found))


def test_what_public_bodies_pay_one_another_is_in_no_sum_of_what_the_public_gives(tmp_path: Path) -> None:
    found = page(tmp_path, FUNDED, GRANTED, as_of=date(2023, 12, 31))
    sides, _, among = plain(give_and_get(found)).partition("Between public bodies")
    assert "EUR 600.00 paid to the firm" in sides and "paid to the agency" not in sides
    assert "in no sum of what the public gives or gets" in among and "EUR 900.00 paid to the agency" in among
    parts = by_side(found)
    assert sorted(id(p) for part in parts.values() for p in part) == sorted(id(p) for p in found.payables)
    assert {name: [p.clause for p in part] for name, part in parts.items()} == {
        "gives": ["granted"], "gets": ["fee"], "others": [], "among": ["funded"],
    }  # fmt: skip


def test_what_public_bodies_owe_one_another_is_not_owed_now(tmp_path: Path) -> None:
    found = page(tmp_path, as_of=date(2023, 12, 31))
    assert "Owed now EUR 600.00 all of it late" in plain(figures([found])), "the 900.00 of the ministry apart"


def test_that_the_public_paid_does_not_read_as_if_the_firm_had(tmp_path: Path) -> None:
    told = plain(sentence(page(tmp_path, FUNDED, GRANTED, as_of=date(2023, 12, 31))))
    all_paid = (
        "All money that fell due from the ministry and the agency was paid; nothing fell due from the firm."
    )
    assert all_paid in told.replace("the agency and the ministry", "the ministry and the agency")
    told = plain(sentence(page(tmp_path, FUNDED, GRANTED, row("fee", "2024-02-01", "30.00"), as_of=LATER)))
    assert "All money that fell due was paid." in told, "the firm owed something and paid it"
    assert "nothing fell due" not in plain(sentence(page(tmp_path, FUNDED, GRANTED, as_of=LATER)))


def test_where_less_is_on_record_than_was_named_what_came_back_is_not_called_all(tmp_path: Path) -> None:
    short = (
        "Of EUR 900.00 named, payments of EUR 600.00 are in this register: if more was paid, what came back"
    )
    assert short in plain(sentence(page(tmp_path, FUNDED, GRANTED, as_of=LATER))), (
        "what the agency got is none"
    )
    whole = row("granted", "2023-02-01", "900.00")
    assert "named, payments" not in plain(sentence(page(tmp_path, FUNDED, whole, as_of=LATER)))
    assert "named, payments" not in plain(sentence(page(tmp_path, as_of=LATER))), (
        "no payment is on record at all"
    )


@given(st.lists(st.builds(Stated, AMOUNTS, AMOUNTS, st.sampled_from(["EUR", "USD"]))))
def test_only_agreements_that_are_short_are_counted_and_only_among_them_is_summed(
    every: list[Stated],
) -> None:
    short = [one for one in every if one.paid < one.named]
    assert in_part(every) == in_part(short)
    assert bool(in_part(every)) == bool(short)
    if len(short) > 1:
        assert f"that {len(short)} agreements name," in plain(in_part(every))
    for currency in {one.currency for one in short}:
        named = sum((one.named for one in short if one.currency == currency), Decimal(0))
        assert plain(words.headline(named, currency)) in plain(in_part(every))
