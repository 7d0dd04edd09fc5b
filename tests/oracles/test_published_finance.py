"""
Finance that others have worked out and printed, each to the digits printed.

Returns and day counts come out of `commonweal.methods.finance` and `ground.daycount`; sums, rates, tables and
roundings out of a text, judged in a workspace like any agreement. For each printed number the next one at its
last digit is asked for too and must be false: so the test can fail. Sources stand beside the numbers; a
number that its author rounded is compared rounded to the same step.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from commonweal.ground.daycount import days, year_fraction
from commonweal.methods.finance.returns import net_present_value, xirr
from tests.oracles.asking import ask

D = Decimal
d = date.fromisoformat

# ---- returns and day counts ---------------------------------------------------------------------------

# Microsoft's own example of XIRR and XNPV (support.microsoft.com): 37.34 % and 2,086.65 at 9 %.
SPREADSHEET = [
    (d("2008-01-01"), D(-10_000)),
    (d("2008-03-01"), D(2_750)),
    (d("2008-10-30"), D(4_250)),
    (d("2009-02-15"), D(3_250)),
    (d("2009-04-01"), D(2_750)),
]
# Goldman Sachs under the Capital Purchase Program; dividends by 30/360 from the daycount module itself.
PURCHASE, DIVIDENDS = d("2008-10-28"), [d("2009-02-15"), d("2009-05-15"), d("2009-06-17")]
PAID_ON = [d("2009-02-17"), d("2009-05-15"), d("2009-06-17")]


def test_the_spreadsheets_return_and_present_value() -> None:
    rate = xirr(SPREADSHEET)
    assert rate is not None
    assert round(100 * rate, 2) == D("37.34")
    # The spreadsheet stops at a hundred-millionth and shows 0.373362535; nine digits of the root end in 534.
    assert abs(rate - D("0.373362535")) < D("1e-8")
    assert abs(net_present_value(SPREADSHEET, rate)) < D("1e-7")
    assert round(net_present_value(SPREADSHEET, D("0.09")), 2) == D("2086.65")
    assert round(net_present_value(SPREADSHEET, D("0.09")), 6) == D("2086.647602")


def test_goldmans_229_days_and_318_million_and_23_percent() -> None:
    assert days(PURCHASE, d("2009-06-17"), "thirty360") == 229
    starts = [PURCHASE, *DIVIDENDS[:-1]]
    paid = [D(500_000_000) * days(a, b, "thirty360") / 360 for a, b in zip(starts, DIVIDENDS, strict=True)]
    assert [round(x / 10**6, 1) for x in paid] == [D("148.6"), D("125.0"), D("44.4")]
    assert round(sum(paid) / 10**6, 2) == D("318.06")
    billion = D(10) ** 9
    flows = [(PURCHASE, -10 * billion), *zip(PAID_ON, paid, strict=True)]
    flows += [(d("2009-06-17"), 10 * billion), (d("2009-07-22"), D("1.1") * billion)]
    rate = xirr(flows)
    assert rate is not None
    assert round(100 * rate, 2) == D("23.05")


def test_a_quarter_of_the_innovation_loan_by_thirty_over_360() -> None:
    # Innovate UK: 3.7 % on 10,000 drawn is 92.50 a quarter, paid, and as much again deferred.
    assert 370 * year_fraction(d("2024-01-01"), d("2024-04-01"), "thirty360") == Fraction("92.50")


# ---- numbers out of texts -----------------------------------------------------------------------------

# (what, expression, step of the last digit printed, printed)
PRINTED = [
    # DOE Loan Programs Office, 30 September 2025 (energy.gov/lpo/portfolio), billion dollars
    ("doe losses, % of 49.0 disbursed", "100 * 1.03 / 49.0", "0.1", "2.1"),
    ("doe interest over losses", "6.2 / 1.03", "0.1", "6.0"),
    # Tesla: 3,090,111 warrants at 7.54, worth "about 277 million" at 97.12 (Slate 2013)
    ("tesla warrants, million", "3_090_111 * (97.12 - 7.54) / 1_000_000", "0.1", "276.8"),
    ("tesla warrants, million, as printed", "3_090_111 * (97.12 - 7.54) / 1_000_000", "1", "277"),
    # Lufthansa and the Economic Stabilisation Fund
    ("lufthansa last block, million", "74.4 * 6.11", "1", "455"),
    ("lufthansa gain, million", "1_070 - 306", "1", "764"),
    ("lufthansa exit floor, simple, 2.2 years", "2.56 * (1 + 12% * 2.2)", "0.01", "3.24"),
    # A2: AIG, billion dollars (Treasury)
    ("aig fed loans", "41.8 - 35.0", "0.1", "6.8"),
    ("aig preferred", "26.4 - 25.0", "0.1", "1.4"),
    ("aig fed", "(41.8 - 35.0) + (26.4 - 25.0) + 9.5", "0.1", "17.7"),
    ("aig fed, as one", "130.2 - 112.5", "0.1", "17.7"),
    ("aig treasury", "4.1 + 0.9", "0.1", "5.0"),
    ("aig all", "(41.8 - 35.0) + (26.4 - 25.0) + 9.5 + 4.1 + 0.9", "0.1", "22.7"),
    ("aig commitment", "112.5 + 69.8", "0.1", "182.3"),
    ("aig last sale", "234_169_156 * 32.50", "1", "7610497570"),
    # A3: Alaska's dividend, million dollars; the newspaper's slip and the right sum
    ("alaska income of five years", "1_568 + 2_982 + 3_531 + 2_907 + 2_198", "1", "13186"),
    ("alaska at 21 %", "21% * 13_186", "0.01", "2769.06"),
    ("alaska half", "50% * 21% * 13_186", "0.01", "1384.53"),
    ("alaska a head", "(50% * 21% * 13_186 - 40) * 1_000_000 / 642_000", "0.01", "2094.28"),
    ("alaska a head, as the newspaper has it", "(1_378 - 40) * 1_000_000 / 642_000", "0.01", "2084.11"),
    (
        "alaska pool of 2015",
        "1_373_101_715.81 - 17_724_700 - 20_830_400 - 8_200_000 - 800_000 + 10_000_000",
        "0.01",
        "1335546615.81",
    ),
    ("alaska people of 2015", "1_335_546_615.81 / 2_072", "1", "644569"),
    # A5: Peterborough
    ("peterborough, reduction in %", "100 * (1 - 142 / 155)", "0.1", "8.4"),
    ("peterborough, reduction in %, longer", "100 * (1 - 142 / 155)", "0.001", "8.387"),
    # A6: Gavi, million
    ("gavi share, %", "100 * 30 / 200", "1", "15"),
    ("gavi money", "30 / 200 * 1_500", "1", "225"),
    ("gavi doses topped up", "225_000_000 / 3.50", "1", "64285714"),
    ("gavi guarantee, year 1", "20% * 30", "0.1", "6.0"),
    ("gavi guarantee, year 2", "15% * 30", "0.1", "4.5"),
    ("gavi guarantee, year 3", "10% * 30", "0.1", "3.0"),
    ("gavi doses topped up in a year", "259 / 3.50", "0.1", "74.0"),
    ("gavi doses at tail price in a year", "(624 - 259) / 3.50", "0.1", "104.3"),
    # A7: UK contracts for difference
    ("cfd strike 73.00", "73.00 * 1.3736", "0.01", "100.27"),
    ("cfd strike 64.00", "64.00 * 1.3736", "0.01", "87.91"),
    # A8: GM (Treasury)
    ("cots released", "206.8 - 32.1", "0.1", "174.7"),
    ("gm preferred", "83_898_305 * 25.50", "0.01", "2139406777.50"),
    ("gm shares, million", "200 * 27.50", "1", "5500"),
    ("gm loss, billion", "49.5 - 39.0", "0.1", "10.5"),
    # cheap exact extras
    ("kfw, highest", "min(45%, 20% + 5% + 20%) * 150_000", "1", "67500"),
    ("kfw, EH55", "15% * 150_000", "1", "22500"),
    ("innovate a quarter", "3.7% * 10_000 / 4", "0.01", "92.50"),
    ("goldman warrants", "15% * 10_000_000_000 / 122.90", "1", "12205045"),
    ("norway marginal", "22% * 100 + 71.8% * (100 - 22% * 100)", "0.001", "78.004"),
    ("france cir on 150 million", "marginal on 150 { 30% up to 100, 5% above }", "0.1", "32.5"),
    ("chile regional, sales from contribution", "13_171_294 / 1.7% / 1_000_000", "0.01", "774.78"),
    ("future fund shares", "1_000_000 / (10 * (1 - 20%)) + 80_000 / 10", "1", "133000"),
    ("bounce back, first interest", "2.5% * 50_000", "1", "1250"),
    ("bounce back, instalment", "50_000 / 60", "0.01", "833.33"),
    # D3: the investment tax credit of 100 million and the price of a cure
    ("ira met", "(30% + 10%) * 100", "1", "40"),
    ("ira failed", "(6% + 2%) * 100", "1", "8"),
    ("ira cure, to workers", "10 * 4_000 * (1 + 9%)", "1", "43600"),
    ("ira cure, penalty", "10 * 5_000", "1", "50000"),
]
# A7: Bank of England, Funding for Lending: growth of lending in % and the fee in %
FLS = {"2": "0.25", "-1": "0.50", "-3": "1.00", "-5": "1.50", "-9": "1.50"}
PRINTED += [
    (f"fls fee at {g} %", f"0.25 + 0.25 * min(5, max(0, -({g})))", "0.01", fee) for g, fee in FLS.items()
]
# D30: EU budget support, score and share of the variable tranche of 10 million
TRANCHE = {
    "29": "0",
    "29.5": "0",
    "30": "4",
    "49": "4",
    "50": "7",
    "55": "7",
    "79": "7",
    "80": "10",
    "100": "10",
}
BANDS = "tier on {s} {{ 0% below 30, 40% below 50, 70% below 80, 100% above }}"
PRINTED += [(f"tranche at {s}", f"10 * {BANDS.format(s=s)}", "1", paid) for s, paid in TRANCHE.items()]


def test_every_printed_number_comes_out_of_a_text(tmp_path: Path) -> None:
    formulas = {}
    for i, (_, expression, step, printed) in enumerate(PRINTED):
        formulas[f"right{i}"] = f"round({expression}, {step}) equals {printed}"
        formulas[f"above{i}"] = f"round({expression}, {step}) equals {D(printed) + D(step)}"
    truths, _ = ask(tmp_path, "", "", formulas)
    assert [PRINTED[i][0] for i in range(len(PRINTED)) if truths[f"right{i}"] != "true"] == []
    assert [PRINTED[i][0] for i in range(len(PRINTED)) if truths[f"above{i}"] != "false"] == []
    assert len(PRINTED) == 66


# D4: Israel Innovation Authority: grant 1,000 at 5 %, royalty 3 % of 10,000, until all is paid back.
BALANCES = ["1050", "787.50", "511.88", "222.47"]


@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
def test_royalties_until_the_grant_and_its_interest_are_paid_back(tmp_path: Path, rounding: str) -> None:
    owed = "1_000"
    formulas, paid = {}, []
    for i, balance in enumerate(BALANCES):
        grown = f"round(({owed}) * 105%, 0.01)"
        formulas[f"balance{i}"] = f"{grown} equals {balance}"
        paid.append(f"min(3% * 10_000, {grown})")
        owed = f"{grown} - 300"
    formulas["rest"] = f"{paid[3]} equals 222.47"
    formulas["together"] = f"{' + '.join(paid)} equals 1122.47"
    truths, amounts = ask(tmp_path, f"  rounding {rounding}\n", "", formulas, {"paid_back": " + ".join(paid)})
    assert set(truths.values()) == {"true"} and len(truths) == 6
    assert amounts == {"paid_back": D("1122.47")}
