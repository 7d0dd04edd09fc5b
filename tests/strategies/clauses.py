"""Random conditions and payments, as text."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.strategies.expressions import Writer
from tests.strategies.vocabulary import SCHEDULES


class ClauseWriter(Writer):
    """Writes whole clauses."""

    def offset(self, *, notice: bool = False) -> str:
        options = [
            "within 90 days after end of period",
            "within 90 days after end of period",
            "within 6 months after end of period",
            "within 1 days after start of period",
            "within 30 days after 2022-06-30",
        ]
        if notice:
            options += ["within 30 days after notice"] * 2
        return self.pick(*options)

    def remedy(self, condition: bool) -> str:
        states = ["met", "satisfied"] + (["breached"] * 6 + ["cured"] if condition else ["met"])
        if self.place.silence:
            states += ["overdue"] * 2 + ["waived"]
        state = self.pick(*states)
        times = self.pick("", "", "", " 2 running", " 2 times", " 1 times", " 3 running")
        modal = self.pick("must", "must", "may")
        payments = [n for n, k in self.place.every if k != "condition"]
        acts = ["pay"] * 4 + ["repay"] * 3 + ["withhold"] * 3 * (len(payments) > 0) + ["suspend", "terminate"]
        acts += ["deliver", "buy", "convert"]
        act, who = self.pick(*acts), self.pick("firm", "firm", "state")
        if act in ("deliver", "buy", "convert"):
            return f"  if {state}{times}, {who} {modal} {self.brought(act, who)}"
        if act in ("pay", "repay"):
            amount = self.pick(lambda: "EUR 10", self._literal, self._paid, lambda: self.money(1))()
            due = f" due {self.offset(notice=True)}" if self.pick(True, False, False) else ""
            net = " less amounts already due" if self.pick(True, False) else ""
            payee = "state" if who == "firm" else "firm"
            return f"  if {state}{times}, {who} {modal} {act} {payee} {amount}{net}{due}"
        who = self.pick("state", "state", "firm")
        if act == "terminate":
            return f"  if {state}{times}, {who} {modal} terminate"
        target = self.pick(*payments) if act == "withhold" else self.pick(*(n for n, _ in self.place.every))
        return f"  if {state}{times}, {who} {modal} {act} {target}"

    def brought(self, act: str, who: str) -> str:
        """Return an act that brings things: a delivery, a purchase, a conversion."""
        if act == "deliver":
            payee = "state" if who == "firm" else "firm"
            net = " less amounts already due" if self.pick(False, True) else ""
            return f"deliver {payee} {self.things()}{net}"
        if act == "buy":
            n, at = self.pick("10", "10 shares", "2 * 3"), self.pick("EUR 2 per shares", "EUR 10")
            return f"buy {n} of shares at {self.pick(at, at, self.money(0))}"
        into = self.pick("5", "5%", "10 shares")
        return f"convert {self.pick('EUR 10', self.money(0))} into {into} of shares"

    def things(self) -> str:
        """Return a quantity of tonnes."""
        options = ["5 tonne", "2.5 tonne", "40 tonne", f"total of output {self.window(1)}"]
        if any(unit == "tonne" for _, unit in self.place.accounts):
            options += [self._balance("tonne")] * 2
        return self.pick(*options, f"{self.number(0)} * 3 tonne")

    def common(self) -> list[str]:
        lines = []
        if not self.pick(True, True, True, False):
            lines.append(f"  while {self.formula(self.pick(0, 1))}")
        if self.pick(True, False):
            level = self.pick("audited", "documented", "documented", "confirmed", "claimed")
            lines.append(f"  evidence {level} due {self.offset()}")
        if self.pick(True, False):
            lines.append(f"  waivable by {self.pick('state', 'state', 'firm', 'union')}")
        return lines

    def condition(self, name: str) -> str:
        lines = [
            f"condition {name}",
            f"  {self.pick('firm', 'firm', 'state')} must ensure {self.formula(self.pick(0, 1, 1, 2, 2))}",
            f"  tested {self.pick(*SCHEDULES[self.place.grain])}",
            *self.common(),
        ]
        if self.pick(True, False, False):
            until = self.pick(
                "within 180 days after end of period",
                "within 30 days after notice and within 2 years after end of period",
                "within 1 years after 2022-06-30",
                "within 30 days after notice and within 60 days after begins",
            )
            inner = Writer(self.choices, replace(self.place, cure=True))
            easy = self.pick("transfer in cure", "buyback in cure", "booked in cure")
            formula = self.pick(inner.formula(1), f"total of {easy} at least EUR 5")
            lines.append(f"  cure {until} by {formula}")
        remedies = [self.remedy(True) for _ in range(self.pick(1, 1, 1, 2, 2, 0))]
        things = any(re.search("must deliver|may deliver|convert", r) for r in remedies)
        if things and not any(re.search(r"(must|may) (re)?pay|(must|may) buy", r) for r in remedies):
            # What is `paid under` a condition is money if it owes any.
            remedies.append("  if breached 3 times, firm must pay state EUR 10")
        return "\n".join(lines + remedies)

    def payment(self, name: str, *, things: bool = False) -> str:
        """Return a payment; of `things`: a delivery of tonnes."""
        payer, payee = self.pick(("state", "firm"), ("state", "firm"), ("firm", "state"), ("firm", "union"))
        depth = self.pick(0, 1, 1, 2, 2)
        owed = f"deliver {payee} {self.things()}" if things else f"pay {payee} {self.money(depth)}"
        lines = [
            f"payment {name}",
            f"  {payer} must {owed}",
            f"  calculated {self.pick(*SCHEDULES[self.place.grain])}",
            *self.common(),
        ]
        for step in self.pick(
            (), ("net",), ("total",), ("cap",), ("net", "total"), ("cap", "net"), ("total", "net")
        ):
            limit = self.things() if things else self.pick(self._literal(), self.money(1))
            lines.append(
                "  less amounts already due"
                if step == "net"
                else f"  capped at {limit}{' in total' if step == 'total' else ''}"
            )
        if self.pick(True, False):
            lines.append(f"  due {self.offset(notice=True)}")
        return "\n".join(lines + [self.remedy(False) for _ in range(self.pick(0, 0, 0, 1))])
