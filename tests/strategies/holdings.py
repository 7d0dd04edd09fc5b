"""Random accounts and rights, as text."""

from __future__ import annotations

from tests.strategies.clauses import ClauseWriter
from tests.strategies.vocabulary import ACCOUNTS, SCHEDULES

SPANS = (
    ("  from 2022-01-01", "  until 2023-06-30"),
    ("  until 2022-12-31",),
    ("  from begins", "  until 2023-12-31"),
    ("  from 2021-06-15",),
    (),
)


class HoldingWriter(ClauseWriter):
    """Writes accounts and rights."""

    def account(self, name: str, unit: str, form: tuple[int, str, str], taken: set[str]) -> str:
        """
        Return an account of money (`EUR`) or of a unit.

        Parameters
        ----------
        form : one of `ACCOUNTS`; taken : payments that reduce another account
        """
        months, first, schedule = form
        money = unit == "EUR"
        opening = (
            ("EUR 100", "EUR 100", "EUR 20", "EUR 33.33", "floor", "goal for year 2022", "secret", "EUR 0")
            if money
            else ("40 tonne", "12.5 tonne", "0 tonne")
        )
        opening += ("total of sales in year 2021",) if money else ()
        lines = [f"account {name} opens {first} with {self.pick(*opening)}", f"  calculated {schedule}"]
        for _ in range(self.pick(0, 0, 1, 1, 2)):
            lines.append(f"  adds {self.money(self.pick(0, 0, 1)) if money else self.things()}")
        if money and self.pick(True, True, False):
            rate = self.pick("5%", "10%", "1.25%", "share", self.number(self.pick(0, 1)))
            lines.append(f"  interest {rate} basis {self.pick('act365', 'thirty360', 'act360', 'actact')}")
        kind = "payment" if money else "delivery"
        payments = [n for n, k in self.place.every if k == kind and n not in taken]
        named = [n for n in payments if self.pick(True, True, True, False)]
        if len(named) > 1 and self.pick(False, True):
            named.reverse()
        taken.update(named)
        if self.pick(False, False, True):
            fitting = [
                n for n, m in (("sales", 3), ("profit", 12), ("buyback", 0), ("booked", 0)) if m <= months
            ]
            named.append(self.pick(*fitting) if money else "output")
        return "\n".join(lines + [f"  reduced by {n}" for n in named])

    def right(self, name: str) -> str:
        """Return a right with a schedule or a span."""
        scheduled = self.pick(True, False)
        lines = [f"  {self.pick(*SCHEDULES[self.place.grain])}"] if scheduled else list(self.pick(*SPANS))
        payments = [n for n, k in self.place.every if k != "condition"]
        acts = ["buy"] * 3 + ["convert"] * 2 + ["pay", "pay", "repay", "deliver", "suspend", "terminate"]
        acts += ["withhold", "suspend", "suspend"] if payments else []
        act, who = self.pick(*acts), self.pick("firm", "state", "firm", "union")
        if self.pick(True, False):
            lines.append(f"  up to {self.pick(1, 2, 2, 3)} times")
        if self.pick(True, False):
            lines.append(f"  while {self.formula(self.pick(0, 1)) if scheduled else self.formula_of_day()}")
        return "\n".join([f"right {name}", f"  {who} may {self._act(act, who, scheduled)}", *lines])

    def _act(self, act: str, who: str, scheduled: bool) -> str:
        money = self.money(self.pick(0, 1)) if scheduled else self.money_of_day()
        net = " less amounts already due" if self.pick(False, False, True) else ""
        due = " due within 30 days after 2022-06-30" if self.pick(False, False, True) else ""
        payee = "state" if who == "firm" else "firm"
        if act in ("pay", "repay"):
            return f"{act} {payee} {money}{net}{due}"
        if act == "deliver":
            return f"deliver {payee} {self.pick('5 tonne', '2.5 tonne')}{net}{due}"
        if act == "buy":
            n, price = self.pick("10", "10 shares", "2 * 3"), self.pick("EUR 2 per shares", "EUR 10", money)
            return f"buy {n} of shares at {price}"
        if act == "convert":
            return f"convert {money} into {self.pick('10', '5%', '10 shares')} of shares"
        if act == "terminate":
            return act
        payments = [n for n, k in self.place.every if k != "condition"]
        return f"{act} {self.pick(*(payments if act == 'withhold' else [n for n, _ in self.place.every]))}"

    def formula_of_day(self) -> str:
        """Return a formula for a right without schedule, which is judged on a day."""
        options = [
            "switched",
            "total of buyback since 2021-01-01 at most EUR 20",
            "begins at most 2021-05-01",
        ]
        options += ["some worker since 2021-01-01 has (hurt)", f"{self.money_of_day()} {self.op()} EUR 10"]
        states = ["satisfied", "met"] + (["overdue"] if self.place.silence else [])
        for name, kind in self.place.every:
            options += [f"{name} is {self.pick(*states, *['breached'] * (kind == 'condition'))}"] * 2
        return self.pick(*options)

    def money_of_day(self) -> str:
        """Return an amount for a right without schedule."""
        options = [
            "EUR 10",
            "EUR 33.33",
            "floor",
            "total of buyback since 2021-01-01",
            "total of sales in year 2021",
        ]
        options += [f"balance of {n} at start" for n, unit in self.place.accounts if unit == "EUR"] * 3
        options += [f"paid under {n} since 2021-01-01" for n, k in self.place.every if k != "delivery"]
        options += [f"due under {n} since 2021-01-01" for n, k in self.place.every if k != "delivery"]
        return self.pick(*options)


def form_of(pick: int) -> tuple[int, str, str]:
    """Return one of the schedules of accounts."""
    return ACCOUNTS[pick % len(ACCOUNTS)]


GRAINS = {12: "year", 3: "quarter", 6: "half", 1: "month"}
