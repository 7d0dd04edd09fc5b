"""What engines write of their steps is shown as written in English, and said again in Portuguese."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from commonweal.engines.protocol import Finding, Payable, Trace
from commonweal.report.page import steps
from commonweal.report.page.view import walk
from commonweal.report.speech.phrases import speaking
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.report.pages import ATLAS


@cache
def traces() -> list[Trace]:
    """Return every step that an engine wrote of the atlas."""
    rows: list[Finding | Payable] = []
    found = load(ATLAS)
    assert found.value is not None
    for one in assess(found.value, as_of=date(2024, 10, 20), explain=True).assessments:
        rows += [*one.findings, *one.payables]
    return [step for row in rows if row.trace is not None for step in walk(row.trace)]


def test_every_step_of_the_atlas_is_said_again() -> None:
    texts = {step.text for step in traces() if step.node is None}
    # A step over several windows is called as its clause is; the windows below it are told.
    names = {step.text for step in traces() if step.op == "windows"}
    assert len(texts) > 200
    with speaking("pt-BR"):
        silent = [t for t in sorted(texts - names) if steps.state_word(t) is None and not _known(t)]
        assert silent == []
        aside = {(i.text, i.why) for step in traces() for i in step.ignored}
        assert aside
        assert [pair for pair in aside if not all(steps._ASIDE.again(x, steps._said) for x in pair)] == []


def _known(text: str) -> bool:
    return text in steps._LED or steps._STEPS.again(text, lambda _, value: value) is not None


@pytest.mark.parametrize(
    ("text", "english", "portuguese"),
    [
        ("applies only while", "The clause applies only while this holds:",
         "A cláusula aplica-se somente enquanto vale isto:"),
        ("loan: balance on 2013-03-31", "Loan: balance on 31 March 2013",
         "Loan: saldo em 31 de março de 2013"),
        ("hangs on job_credits 2018, which is undetermined",
         "Hangs on job credits 2018, which is undetermined",
         "Depende de job credits, 2018 (estado: indeterminado)"),
        ("hangs on refund exercised on 2021-03-01, which is undetermined",
         "Hangs on refund exercised on 1 March 2021, which is undetermined",
         "Depende de refund, exercido em 1º de março de 2021 (estado: indeterminado)"),
        ("hangs on levies 2021-Q2, which is not due", "Hangs on levies 2021-Q2, which is not due",
         "Depende de levies, 2º trimestre de 2021 (estado: ainda não vence)"),
        ("jobs 2019: breached", "Jobs 2019: breached", "Jobs, 2019: descumprida"),
        ("1 payment made under sweep", "1 payment made under sweep", "1 pagamento feito nos termos de sweep"),
        ("waived by DOE on 2012-09-24", "Waived by DOE on 24 September 2012",
         "Dispensada por DOE em 24 de setembro de 2012"),
        ("register of tesla_advance: 11 known, not closed", "Register of tesla advance: 11 known, not closed",
         "Registro de tesla advance: 11 conhecidos, não fechado"),
        ("if breached 2 running", "If breached 2 running", "Se: descumprida, 2 vezes seguidas"),
        ("suspended: not due, it stays on loan and claim", "Suspended: not due, it stays on loan and claim",
         "Suspenso: não é devido, fica em loan e claim"),
        ("not_due", "Not due", "Ainda não vence"),
        ("what no engine writes", "What no engine writes", "What no engine writes"),
    ],
)  # fmt: skip
def test_steps(text: str, english: str, portuguese: str) -> None:
    assert steps.step_text(text, None).replace("\u00a0", " ") == english
    with speaking("pt-BR"):
        assert steps.step_text(text, None).replace("\u00a0", " ") == portuguese


def test_a_row_that_was_set_aside() -> None:
    row = ("1550.5 jobs claimed, recorded 2020-04-30", "level too low: claimed, audited is asked for")
    said = steps.set_aside(*row).replace("\u00a0", " ")
    assert said == "1550.5 jobs claimed, recorded 30 April 2020: level too low: claimed, audited is asked for"
    with speaking("pt-BR"):
        assert steps.set_aside(*row).replace("\u00a0", " ") == (
            "1.550,5 jobs, comprovação declarada, registrado em 30 de abril de 2020: "
            "nível insuficiente: comprovação declarada; exige-se auditada"
        )


@pytest.mark.parametrize(
    ("text", "english", "portuguese"),
    [
        ("statement through 2025-12-31, audited, recorded 2022-08-20",
         "statement through 31 December 2025, audited, recorded 20 August 2022",
         "declaração até 31 de dezembro de 2025, comprovação auditada, registrada em 20 de agosto de 2022"),
        ("statement of INV-1 2 through 2025-12-31, claimed, recorded 2022-08-20",
         "statement of INV-1 2 through 31 December 2025, claimed, recorded 20 August 2022",
         "declaração de INV-1 2 até 31 de dezembro de 2025, comprovação declarada, registrada em "
         "20 de agosto de 2022"),
        ("register of site closed through 2025-12-31, recorded 2022-08-20",
         "register of site closed through 31 December 2025, recorded 20 August 2022",
         "registro de site fechado até 31 de dezembro de 2025, registrado em 20 de agosto de 2022"),
    ],
)  # fmt: skip
def test_a_statement_about_days_to_come(text: str, english: str, portuguese: str) -> None:
    why = "it is about days to come, and counts from 2025-12-31 on"
    assert steps.set_aside(text, why).replace("\u00a0", " ") == (
        f"{english}: it is about days to come, and counts from 31 December 2025 on"
    )
    with speaking("pt-BR"):
        assert steps.set_aside(text, why).replace("\u00a0", " ") == (
            f"{portuguese}: é sobre dias que ainda virão, e conta a partir de 31 de dezembro de 2025"
        )
