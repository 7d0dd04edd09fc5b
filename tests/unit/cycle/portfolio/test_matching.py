"""Organisations: numbers in the form of their register, names that are alike, and what joins them."""

from __future__ import annotations

from itertools import permutations

import pytest

from commonweal.cycle.portfolio.identifiers import identifier, of_org_id, uk_charity
from commonweal.cycle.portfolio.matching import Decision, Mention, organise
from commonweal.cycle.portfolio.names import alike_key, likeness
from commonweal.cycle.portfolio.records import Identifier, Party
from commonweal.ground.diagnostics import Span

COH_1, COH_2, CHC_9 = (
    Identifier("GB-COH", "00000001"),
    Identifier("GB-COH", "00000002"),
    Identifier("GB-CHC", "999999"),
)


@pytest.mark.parametrize(
    ("scheme", "written", "number"),
    [
        ("GB-COH", "102498", "00102498"),  # a spreadsheet dropped the zeros
        ("GB-COH", "00102498", "00102498"),
        ("GB-COH", "sc 12345", "SC012345"),
        ("GB-COH", "IP12345R", "IP12345R"),
        ("GB-COH", "11223344.0", "11223344"),  # it was read as a number once
        ("GB-COH", "DST017", None),
        ("GB-COH", "GB 123456789", None),
        ("GB-COH", "Unknown", None),
        ("GB-COH", "0", None),
        ("GB-COH", "0000", None),  # zeros are put before it, and it is still nothing
        ("GB-COH", "9999", None),
        ("GB-COH", "99999999", None),
        ("GB-COH", "99999999.0", None),
        ("GB-COH", "SC000000", None),
        ("GB-COH", "2024", None),  # a year in the wrong column
        ("GB-COH", "00002024", "00002024"),
        ("GB-COH", "2065", "00002065"),  # Lloyds Bank
        ("GB-CHC", "111111", None),
        ("US-DUNS", "999999999", None),
        ("US-UEI", "AAAAAAAAAAAA", None),
        ("US-UEI", "ABCDEFGHJ111", "ABCDEFGHJ111"),
        ("US-UEI", "ABCDEFGHJKLM", "ABCDEFGHJKLM"),  # twelve letters are of its form
        ("XX-REG", "-", None),
        ("XX-REG", "n.a.", None),
        ("XX-REG", "not known", None),
        ("XX-REG", "xxx", None),
        ("XX-REG", "test", None),
        ("XX-REG", "0", None),
        ("XX-REG", "0-00", None),
        ("XX-REG", "999-999", None),
        ("XX-REG", "7", "7"),
        ("XX-REG", "X-77", "x-77"),
        ("GB-CHC", "0216250", "216250"),
        ("GB-CHC", "JAGSFO", None),
        ("XI-LEI", "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
        ("LEI", "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
        ("XI-LEI", "529900T8BM49AURSDO56", None),  # the check digits are wrong
        ("US-UEI", "z1h9vjs8ng16", "Z1H9VJS8NG16"),
        ("US-UEI", "O1H9VJS8NG16", None),  # no letter O
        ("US-DUNS", "07-809-0388", "078090388"),
        ("US-DUNS", "000000000", None),
        ("NIT", " 800.101.684-3 ", "800.101.684-3"),
        ("party", "P1", None),  # ours alone
        ("", "1", None),
    ],
)
def test_a_number_has_the_form_of_its_register(scheme: str, written: str, number: str | None) -> None:
    found = identifier(scheme, written)
    assert (found.number if found else None) == number


def test_whole_identifiers_are_taken_apart() -> None:
    assert of_org_id("GB-COH-102498") == Identifier("GB-COH", "00102498")
    assert of_org_id("360G-fund-ORG-7") == Identifier("360G-fund", "org-7")
    assert of_org_id("GGIS_ID_20") is None
    assert of_org_id("GB-COH-Unknown") is None


def test_a_charity_number_says_of_which_register_it_is() -> None:
    assert uk_charity("SC012345") == Identifier("GB-SC", "SC012345")
    assert uk_charity("NIC101234") == Identifier("GB-NIC", "NIC101234")
    assert uk_charity("1164883") == Identifier("GB-CHC", "1164883")
    assert uk_charity("none") is None


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("Steel Ltd", "Steel Ltd", "the same name"),
        (
            "Société Générale S.A.",
            "SOCIETE GENERALE SA",
            "the same name but for case, accents or punctuation",
        ),
        ("Vane Line Bunkering, Inc.", "Vane Line Bunkering", "the same name but for its legal form"),
        ("Jeffboat, LLC", "Jeffboat Inc", "the same name but for its legal form"),
        ("The Open University", "Open University", "the same name but for case, accents or punctuation"),
        ("Ørsted A/S", "Orsted", "the same name but for its legal form"),
        ("Bank of Granite", "Granite, Bank of", "the same words in another order"),
        ("Marks & Spencer plc", "Marks and Spencer", "the same name but for its legal form"),
        ("Steel Holdings", "Steel", ""),  # a parent and its subsidiary may be called so
        ("Alpha", "Beta", ""),
        ("...", "!!!", ""),
    ],
)
def test_likeness_is_said_in_words(a: str, b: str, why: str) -> None:
    assert likeness(a, b) == likeness(b, a) == why


def test_a_name_that_is_all_legal_form_keeps_a_word() -> None:
    assert alike_key("Limited Company") == "limited"
    assert alike_key("株式会社") == "株式会社"


# ---- joining -----------------------------------------------------------------------------------------


def groups(*mentions: Mention, **more: object) -> list[tuple[str, ...]]:
    """Return which mentions are one organisation."""
    return sorted(one.mentions for one in organise(dict.fromkeys(mentions, 1), **more).organisations)  # type: ignore[arg-type]


def test_a_shared_number_joins_and_a_shared_name_does_not() -> None:
    a, b, c = (
        Mention("uk", "Steel Ltd", (COH_1,)),
        Mention("us", "STEEL", (COH_1,)),
        Mention("fr", "Steel Ltd"),
    )
    assert groups(a, b, c) == [(c.key,), (a.key, b.key)]
    made = organise(dict.fromkeys([a, b, c], 1))
    assert [(d.a, d.b, d.why) for d in made.suggestions] == [(c.key, a.key, "the same name")]
    assert made.by_mention[a.key].match.how == "identifier"
    assert made.by_mention[c.key].match.how == "suggested"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_number_that_would_join_two_companies_joins_none(order: tuple[int, ...]) -> None:
    mentions = [
        Mention("uk", "A", (COH_1, CHC_9)),
        Mention("uk", "B", (COH_2, CHC_9)),
        Mention("uk", "C", (CHC_9,)),
    ]
    made = organise({mentions[i]: 1 for i in order})
    assert len(made.organisations) == 3
    assert [d.code for d in made.diagnostics] == ["CW7211"]


def test_a_name_with_two_numbers_of_one_register_is_joined_by_neither() -> None:
    torn = Mention("uk", "A", (COH_1, COH_2))
    assert groups(torn, Mention("us", "A", (COH_1,))) == [
        ("uk: A [GB-COH 00000001] [GB-COH 00000002]",),
        ("us: A [GB-COH 00000001]",),
    ]


def test_a_decision_joins_or_keeps_apart() -> None:
    a, b = Mention("uk", "Steel Ltd", (COH_1,)), Mention("us", "Steel Inc")
    same = organise({a: 1, b: 1}, decisions=[Decision(b.key, a.key, "", "same")])
    assert len(same.organisations) == 1 and same.organisations[0].match.how == "reviewed"
    assert same.suggestions == ()
    apart = organise({a: 1, b: 1}, decisions=[Decision(a.key, b.key, "", "different")])
    assert len(apart.organisations) == 2 and apart.suggestions == ()
    unmade = organise(
        {a: 1, b: 1}, decisions=[Decision(a.key, b.key, "", ""), Decision("gone", b.key, "", "same")]
    )
    assert len(unmade.organisations) == 2 and len(unmade.suggestions) == 1


def test_a_decision_against_a_register_is_refused() -> None:
    a, b = Mention("uk", "A", (COH_1,)), Mention("uk", "B", (COH_2,))
    made = organise({a: 1, b: 1}, decisions=[Decision(a.key, b.key, "", "same")])
    assert len(made.organisations) == 2
    assert [d.code for d in made.diagnostics] == ["CW7207"]


def test_what_a_person_called_different_is_not_joined_by_a_number() -> None:
    a, b, c = (Mention(source, source, (COH_1,)) for source in ("uk", "us", "fr"))
    place = Span("r.csv", 7, 4, 7, 4)
    made = organise({a: 1, b: 1, c: 1}, decisions=[Decision(b.key, a.key, "", "different", place)])
    assert len(made.organisations) == 3, "nobody knows to which of the two the third belongs"
    assert [(d.code, d.span, d.is_error) for d in made.diagnostics] == [("CW7211", place, False)]
    assert "calls different" in made.diagnostics[0].message


def test_a_number_is_not_followed_round_a_decision() -> None:
    a, b = Mention("uk", "A", (COH_1,)), Mention("us", "B", (CHC_9,))
    between = Mention("fr", "C", (COH_1, CHC_9))
    made = organise(dict.fromkeys([a, b, between], 1), decisions=[Decision(a.key, b.key, "", "different")])
    assert made.by_mention[a.key] != made.by_mention[b.key]
    assert [d.code for d in made.diagnostics] == ["CW7211"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_decisions_that_contradict_one_another_join_nothing(order: tuple[int, ...]) -> None:
    c, d, e, f = (Mention(source, source) for source in "cdef")
    place = Span("r.csv", 3, 4, 3, 4)
    said = [
        Decision(c.key, d.key, "", "same"),
        Decision(d.key, e.key, "", "same"),
        Decision(e.key, c.key, "", "different", place),
        Decision(d.key, f.key, "", "different"),  # this one is in nobody's way
    ]
    made = organise(dict.fromkeys([c, d, e, f], 1), decisions=[said[i] for i in order])
    assert len(made.organisations) == 4
    assert [(one.code, one.span, one.is_error) for one in made.diagnostics] == [("CW7207", place, True)]


def test_a_decision_against_what_a_number_joined_is_refused() -> None:
    a, b, c = Mention("uk", "A", (COH_1,)), Mention("us", "B", (COH_1,)), Mention("fr", "C")
    said = [Decision(a.key, c.key, "", "same"), Decision(c.key, b.key, "", "different")]
    made = organise(dict.fromkeys([a, b, c], 1), decisions=said)
    assert sorted(len(one.mentions) for one in made.organisations) == [1, 2]
    assert [d.code for d in made.diagnostics] == ["CW7207"]


def test_a_number_of_unknown_form_that_joins_strangers_is_reported() -> None:
    number = (Identifier("XX-REG", "2024-1"),)
    mentions = [
        Mention("s", "Alpha Ltd", number), Mention("t", "ALPHA LIMITED", number), Mention("t", "", number),
    ]  # fmt: skip
    assert organise(dict.fromkeys(mentions, 1)).diagnostics == ()
    beta = Mention("t", "Beta Charity", number)
    made = organise(dict.fromkeys([*mentions, beta], 1))
    assert len(made.organisations) == 1
    assert [d.code for d in made.diagnostics] == ["CW7212"]
    assert "s: Alpha Ltd [XX-REG 2024-1], t: Beta Charity [XX-REG 2024-1]" in made.diagnostics[0].message
    judged = organise(
        dict.fromkeys([*mentions, beta], 1), decisions=[Decision(mentions[0].key, beta.key, "", "same")]
    )
    assert judged.diagnostics == (), "a person looked"
    known = [Mention("s", "Alpha", (COH_1,)), Mention("t", "Beta", (COH_1,))]
    assert organise(dict.fromkeys(known, 1)).diagnostics == ()


def test_of_many_strangers_a_few_are_named() -> None:
    number = (Identifier("XX-REG", "2024-1"),)
    made = organise({Mention("s", f"N{n}", number): 1 for n in range(9)})
    assert made.diagnostics[0].message.endswith(" and 4 more")


def test_two_parties_are_never_one_organisation() -> None:
    parties = [Party("P1", "Steel", (COH_1,)), Party("P2", "Steel", (COH_1,))]
    made = organise({Mention("uk", "Steel", (COH_1,)): 1}, parties)
    assert len(made.organisations) == 3
    assert {d.code for d in made.diagnostics} == {"CW7211"}


def test_a_party_gives_its_name_and_its_number_to_what_sources_call_otherwise() -> None:
    made = organise({Mention("uk", "STEEL LTD.", (COH_1,)): 5}, [Party("P1", "Steel of Sheffield", (COH_1,))])
    assert [(one.name, one.identifiers) for one in made.organisations] == [("Steel of Sheffield", (COH_1,))]


def test_names_that_look_like_keys_stay_apart() -> None:
    plain, sly = Mention("uk", "A", (COH_1,)), Mention("uk", "A [GB-COH 00000001]")
    assert plain.key != sly.key


def test_of_many_names_alike_each_is_asked_about_once() -> None:
    mentions = [Mention(f"s{n}", "Steel") for n in range(30)]
    assert len(organise(dict.fromkeys(mentions, 1)).suggestions) == 29
