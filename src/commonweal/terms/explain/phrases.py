"""
Expressions on one line: as the text that means them (`source`), and as a plain phrase (`phrase`).

Both follow the grammar's own order of words and set parentheses only where it needs them; the phrase
writes amounts, dates and states in full.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.ground.numbers import HUNDRED_PERCENT, mul, plain
from commonweal.ground.period import CALENDAR_YEAR, FiscalEnd, Period, show_period
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type
from commonweal.terms.explain import prose_words as words
