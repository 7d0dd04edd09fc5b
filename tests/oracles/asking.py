"""Small workspaces for the oracles: texts and tables laid into a folder, loaded and judged as any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from commonweal.ground.diagnostics import Result
from commonweal.workspace.load import Workspace, load
from commonweal.workspace.run import assess

SETTINGS = 'name = "An oracle"\nzone = "UTC"\nlanguage = "en"\n'
HEAD = """language 1
terms oracle version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
"""
# What a formula comes to, as a status of a condition whose proof was due: three values, no fourth.
TRUTH = {"met": "true", "breached": "false", "overdue": "null"}


def lay(folder: Path, files: Mapping[str, str]) -> Result[Workspace]:
    """Lay files into a folder and load it."""
    for name, text in {"commonweal.toml": SETTINGS, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load(folder)


def good(folder: Path, files: Mapping[str, str]) -> Workspace:
    """Lay files into a folder that must load without an error."""
    result = lay(folder, files)
    assert [f"{d.span}: {d.code}: {d.message}" for d in result.diagnostics if d.is_error] == []
    assert result.value is not None
    return result.value


def text_of(parameters: str, formulas: Mapping[str, str], amounts: Mapping[str, str]) -> str:
    """Return terms of one condition a formula and one payment an amount, all once on one day."""
    lines = [HEAD, parameters]
    for name, formula in formulas.items():
        lines.append(f"condition {name}\n  firm must ensure {formula}\n  tested once on 2024-06-30\n")
    for name, amount in amounts.items():
        lines.append(
            f"payment {name}\n  firm must pay state EUR 1 * ({amount})\n  calculated once on 2024-06-30\n"
        )
    return "\n".join(lines)


def ask(
    folder: Path,
    parameters: str,
    values: str,
    formulas: Mapping[str, str],
    amounts: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], dict[str, Decimal | None]]:
    """
    Return the truth of each formula (`true`, `false`, `null`) and each amount, None where it is unknown.

    Parameters
    ----------
    parameters : lines `parameter …`; values : lines `set …`; what is not set is negotiated and unknown
    formulas, amounts : by name of the clause that is made of it
    """
    parties = '  set firm = "FIRM"\n  set state = "STATE"'
    deal = f'agreement "A" under oracle version 1\n{parties}\n{values}\n  signed 2024-01-01\n'
    text = text_of(parameters, formulas, amounts or {})
    workspace = good(folder, {"terms/oracle.terms": text, "agreements/a.terms": f"language 1\n{deal}"})
    run = assess(workspace, as_of=date(2024, 12, 31))
    assert [d for d in run.diagnostics if d.is_error] == []
    (judged,) = run.assessments
    truths = {f.clause: TRUTH[f.status] for f in judged.findings}
    assert {f.reason for f in judged.findings if f.status == "overdue"} <= {"status:11 unknown:unset"}
    return truths, {p.clause: p.amount for p in judged.payables}


def faults(folder: Path, parameters: str, formulas: Mapping[str, str]) -> set[str]:
    """Return the codes of the errors that a text with these formulas has; empty if it has none."""
    result = lay(folder, {"terms/oracle.terms": text_of(parameters, formulas, {})})
    return {d.code for d in result.diagnostics if d.is_error}
