"""What a name means inside one terms version, and where an expression stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from commonweal.ground.diagnostics import Diagnostic, Note, Span, diagnose
from commonweal.ground.period import CALENDAR_YEAR, FiscalEnd
from commonweal.ground.rounding import Rounding
from commonweal.terms.checking.vocabulary import Vocabulary
from commonweal.terms.core.clauses import Parameter, Party
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import YESNO, Type
from commonweal.terms.surface.tree import Node, Token

Rule = Callable[[Node, "Scope", "Place"], Expr | None]

# Expansions of defines in one terms version: enough for any contract, too few for a bomb (2.4).
EXPANDED_NODES = 50_000

# Deeper than any contract; recursion over the core tree is safe below it.
DEPTH = 100

# Length of grains in months, to tell a coarser one from a finer (CW2104).
GRAIN_MONTHS = {
    "event": Decimal(0),
    "once": Decimal(0),
    "day": Decimal(0),
    "week": Decimal("0.25"),
    "month": Decimal(1),
    "quarter": Decimal(3),
    "year": Decimal(12),
    "fiscal_year": Decimal(12),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """A currency or unit in which a clause makes something due; `type` is percent for a share of a unit."""

    currency: str
    type: Type


@dataclass
class Scope:
    """
    The names of one terms version.

    Attributes
    ----------
    sides_known : every party's side could be read; where one could not, nobody is said to be missing
    clauses : clause name to its syntax node (condition, payment, account, right)
    defines : define name to its syntax node
    rules : how each kind of expression node is read
    expanded, probed : parts written out of defines, in clauses and while looking for currencies
    exhausted : the limit of such parts is passed, and has been told
    owed_by : gives what a clause makes due, None where that cannot be said because it is faulty
    currency_of : gives the currency (or unit) in which a clause pays or an account is kept
    """

    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    instrument: str | None = None
    serves: str | None = None
    rounding: Rounding = Rounding.HALF_UP
    currency: str | None = None
    fiscal_end: FiscalEnd = CALENDAR_YEAR
    parties: dict[str, Party] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    sides_known: bool = True
    clauses: dict[str, Node] = field(default_factory=dict)
    defines: dict[str, Node] = field(default_factory=dict)
    owed_by: Callable[[str], tuple[Owed, ...] | None] = lambda _name: ()
    currency_of: Callable[[str], str | None] = lambda _name: None
    out: list[Diagnostic] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    expanded: int = 0
    exhausted: bool = False
    probed: int = 0
    depth: int = 0
    _heights: dict[int, tuple[Expr, int]] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return every name that the text declares."""
        return [n for group in (self.parameters, self.parties, self.clauses, self.defines) for n in group]

    def may_stand_on(self, side: str) -> bool:
        """Say whether a party stands on a side, or may have been meant to."""
        return not self.sides_known or any(p.side == side for p in self.parties.values())

    def candidates(self) -> list[str]:
        """Return every name that an expression may use."""
        return [*self.names(), *self.vocabulary.measures]

    def say(self, key: str, span: Span, notes: Iterable[Note] = (), **values: object) -> None:
        """Add a diagnostic."""
        self.out.append(diagnose(key, span, notes=notes, values=values))

    def elaborate(self, node: Node | Token, place: Place) -> Expr | None:
        """
        Return the core node of any expression, or None after saying what is wrong with it.
        """
        assert isinstance(node, Node)
        self.depth += 1
        try:
            if self.depth > DEPTH:
                if not self.exhausted:
                    self.say("CW1002.chain", node.span, limit=DEPTH)
                self.exhausted = True
                return None
            found = self.rules[node.kind](node, self, place)
            if found is not None and self._height(found) > 2 * DEPTH:
                self.say("CW1002.chain", node.span, limit=2 * DEPTH)
                return None
            return found
        finally:
            self.depth -= 1

    def _height(self, root: Expr) -> int:
        """Return how deep a core node is; chains of products and quotients grow without nested syntax."""
        stack = [root]
        while stack:
            node = stack[-1]
            waiting = [a for a in node.args if id(a) not in self._heights]
            if waiting:
                stack += waiting
                continue
            deepest = max((self._heights[id(a)][1] for a in node.args), default=0)
            # The node is kept beside its height, so that its id is not given to another.
            self._heights[id(node)] = (node, deepest + 1)
            stack.pop()
        return self._heights[id(root)][1]

    def formula(self, node: Node | Token, place: Place) -> Expr | None:
        """Return a yes/no formula."""
        found = self.elaborate(node, place)
        if found is not None and found.type != YESNO:
            self.say("CW2401.formula", found.at or node.span, type=found.type)
            return None
        return found

    def amount(self, node: Node | Token, place: Place) -> Expr | None:
        """Return a number with or without currency or unit."""
        found = self.elaborate(node, place)
        if found is not None and not found.type.is_amount:
            key = "CW2401.amount" if found.type == YESNO else "CW2401.date"
            self.say(key, found.at or node.span, type=found.type)
            return None
        return found


@dataclass(frozen=True)
class Place:
    """
    Where an expression stands: what `period` is, and what may be said here.

    Attributes
    ----------
    grain : grain of the clause's windows: `once`, a calendar grain, `N months`; None where there is no window
    in_cure, guard, subject : inside a cure; in a guard of `choose`; inside rows over that subject
    constant : only numbers written down are allowed (values of parameters)
    day : the window is the day on which a right without windows is judged; it is no `period` to speak of
    origin, path : the define being expanded, and all defines around it
    """

    grain: str | None
    in_cure: bool = False
    guard: bool = False
    subject: str | None = None
    constant: bool = False
    day: bool = False
    origin: str | None = None
    path: tuple[str, ...] = ()

    def inside(self, subject: str) -> Place:
        """Return the place inside rows over a subject."""
        return replace(self, subject=subject, guard=False)

    @property
    def months(self) -> Decimal | None:
        """Return the length of the window in months (a day is 0), None where there is no window."""
        return grain_months(self.grain) if self.grain else None


def grain_months(grain: str) -> Decimal:
    """Return the length of a grain in months; days and events are 0."""
    if grain.endswith(" months"):
        return Decimal(grain.split(" ")[0])
    return GRAIN_MONTHS[grain]


def whole(token: Token) -> int:
    """Return the value of an INT token."""
    return int(token.text.replace("_", ""))
