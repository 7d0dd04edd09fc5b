"""Portuguese sentences about promises, money and reasons, read as a lawyer in Brazil would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from commonweal.engines.protocol import Finding, Missing
from commonweal.ground.period import Period
from commonweal.report.amended import sentence as amended
from commonweal.report.page import lead, promises
from commonweal.report.page.money import give_and_get
from commonweal.report.page.view import Anchors, Chapter, chapters
from commonweal.report.page.why import why
from commonweal.report.speech.phrases import speaking
from commonweal.workspace.planning import Flow
from tests.unit.report.pages import atlas, made_of, one


@pytest.fixture(autouse=True)
def portuguese() -> Iterator[None]:
    """Speak Portuguese in every test of this module."""
    with speaking("pt-BR"):
        yield


def year(n: int) -> Period:
    """Return a calendar year."""
    return Period.days_of(date(n, 1, 1), date(n, 12, 31))


def plain(text: str) -> str:
    """Return the words of a text: without marks, its spaces single."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def finding(status: str, *, clause: str = "jobs", reason: str = "status:0", **more: Any) -> Finding:
    """Return a finding of the year 2020."""
    due = date(2021, 6, 30)
    return Finding("A", 1, "t@1", clause, "", None, year(2020), due, status, reason, None, **more)


def several(*statuses: str) -> list[Finding]:
    """Return findings of as many promises."""
    return [finding(status, clause=f"c{i}") for i, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "Estes termos não contêm promessas a verificar, só pagamentos."),
        (several("not_due"),
         "Nenhuma promessa chegou ainda à verificação. Uma deve ser comprovada até 30 de junho de 2021."),
        (several("met"), "A única promessa que chegou à verificação foi cumprida."),
        (several("met", "met"), "As duas promessas que chegaram à verificação foram cumpridas."),
        (several("breached", "breached", "breached"),
         "Todas as 3 promessas que chegaram à verificação estão descumpridas."),
        (several("overdue"),
         "A única promessa que chegou à verificação está sem comprovação neste registro desde 30 de junho "
         "de 2021."),
        (several("met", "met", "breached", "overdue", "open"),
         "Das 4 promessas que chegaram à verificação, 2 foram cumpridas, 1 está descumprida e 1 está sem "
         "comprovação neste registro desde 30 de junho de 2021. Mais uma deve ser comprovada até 30 de junho "
         "de 2021."),
        (several("curing", "cured", "waived", "suspended"),
         "Das 4 promessas que chegaram à verificação, 1 está descumprida e ainda pode ser sanada, 1 foi "
         "sanada no prazo, 1 foi dispensada e 1 está suspensa."),
        ([finding("met", vacuous=True)],
         "A única promessa que chegou à verificação foi cumprida só porque nada havia a verificar."),
        ([finding("overdue", reason="status:0 unknown:undisclosed"),
          finding("overdue", clause="b", reason="status:0 unknown:undisclosed")],
         "As duas promessas que chegaram à verificação baseiam-se em números que não são públicos."),
    ],
)  # fmt: skip
def test_how_promises_stand(findings: list[Finding], said: str) -> None:
    assert plain(lead.promises(findings)) == said


def test_what_can_still_be_mended_says_until_when() -> None:
    one_ = finding("curing", cure_until=date(2021, 3, 31))
    assert plain(promises.note(chapter(), one_)) == "a sanar até 31 de março de 2021"
    with speaking("en"):
        assert plain(promises.note(chapter(), one_)) == "to be mended by 31 March 2021"


def test_a_statement_about_days_to_come_is_no_silence() -> None:
    ahead = Missing("sold", "", None, date(2020, 12, 31), "audited", "firm", None, "stated_ahead")
    reason = "status:11 unknown:not_closed"
    silent = finding("overdue", reason=reason, missing=(replace(ahead, why="not_closed"),))
    assert promises.waits_for(silent) == "ninguém declarou que nenhum evento falta"
    assert promises.waits_for(finding("overdue", reason=reason, missing=(ahead,))) == (
        "a declaração de que nenhum evento falta é sobre dias que ainda virão, e ainda não conta"
    )
    both = (ahead, replace(ahead, measure="bought", why="not_closed"))
    assert promises.waits_for(finding("overdue", reason=reason, missing=both)) == promises.waits_for(silent)


def chapter() -> Chapter:
    """Return the chapter of Foxconn's agreement."""
    run = atlas()
    return chapters(made_of(run, one(run, "WI-FXC")), Anchors())[0]


def owed(**changes: Any) -> str:
    """Return the sentence on money when the first payable is changed so."""
    of = chapter()
    of.assessment = replace(of.assessment, payables=(replace(of.payables[0], **changes),))
    return plain(lead.money(of))


def test_money_owed_late_paid_and_hanging() -> None:
    state, firm = "The State of Wisconsin, through WEDC", "The Foxconn companies in Wisconsin, with FII USA"
    due = {"amount": Decimal("1234567.50"), "interval": None, "due": date(2022, 1, 31)}
    by = "31 de janeiro de 2022"
    assert (
        owed(state="due", paid=Decimal(0), **due)
        == f"{state} deve a {firm} USD 1.234.567,50, a pagar até {by}."
    )
    late = owed(state="late", paid=Decimal(0), **due)
    assert late.startswith(f"Pelos termos, {state} devia pagar a {firm} USD 1.234.567,50 até {by};")
    part = owed(state="late", paid=Decimal("1000.50"), **due)
    assert part.startswith(f"Pelos termos, {state} devia pagar a {firm} USD 1.234.567,50 até {by}; disso, ")
    assert part.endswith("USD 1.000,50 consta como pago e USD 1.233.567,00 não.")
    assert owed(state="paid", paid=due["amount"], **due) == (
        f"Todo o dinheiro que venceu a cargo de {state} foi pago; nada venceu a cargo de {firm}."
    )
    back = {"state": "paid", "paid": due["amount"], "payer": "company", "payee": "state", **due}
    assert owed(**back) == "Todo o dinheiro que venceu foi pago."
    assert owed(state="none_due", paid=Decimal(0), **due) == "Nenhum dinheiro é devido agora."
    hanging = owed(state="undetermined", amount=None, interval=(Decimal(0), None))
    assert hanging.endswith("Um valor não pode ser calculado antes de chegar a comprovação que falta.")


def test_a_name_stays_as_it_is_written() -> None:
    of = chapter()
    assert of.who("nobody") == "nobody"
    assert of.who("company") == "The Foxconn companies in Wisconsin, with FII USA"


def test_what_each_side_gives_and_gets() -> None:
    said = plain(give_and_get(chapter()))
    assert "O público dá" in said and "O público recebe" in said
    assert "USD 28,8 milhões pagos a The Foxconn companies" in said
    assert "3 valores ainda não podem ser calculados." in said
    assert "It is the factory that was promised , 2019 descumprida" in said


def test_why_a_promise_was_broken() -> None:
    of = chapter()
    row = next(f for f in of.findings if f.clause == "jobs" and f.window == year(2019))
    told = plain(why(of, row, open_=True) or "")
    assert "descumprida 281 jobs; prometido: no mínimo 520 jobs (faltam 239 jobs, 46%)" in told
    assert "no fim do ano de 2019" in told
    assert "Comprovação devida até 31 de dezembro de 2020." in told
    assert "nível insuficiente: comprovação declarada; exige-se auditada" in told


def test_what_a_row_says_beside_its_status() -> None:
    of = chapter()
    assert plain(promises.note(of, finding("open"))) == "até 30 de junho de 2021"
    late = finding("overdue", reason="status:0 unknown:level")
    assert plain(promises.note(of, late)) == (
        "sem comprovação neste registro desde 30 de junho de 2021: "
        "só há comprovação de nível inferior ao que a cláusula exige"
    )
    assert plain(promises.note(of, finding("inapplicable"))) == "sua condição não se verifica"


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        ("37400000", "37400000", "passa a ser devido pela parte state à parte firm: USD 37.400.000,00"),
        ("-5", "-5", "deixa de ser devido pela parte state à parte firm: USD 5,00"),
        (
            "-2",
            "3",
            "o devido pela parte state à parte firm muda: até USD 2,00 a menos ou até USD 3,00 a mais",
        ),
        ("0", None, "passa a ser devido pela parte state à parte firm: um valor que não se conhece"),
    ],
)
def test_what_an_amendment_does_to_dues(least: str, most: str | None, said: str) -> None:
    ends = (Decimal(least), None if most is None else Decimal(most))
    assert amended.due(Flow("state", "firm", "USD", Decimal(0), Decimal(0), 0, 0, *ends)) == said
