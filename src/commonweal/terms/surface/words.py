"""The language's words as its readers know them: phrases for what is expected, near misses, examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from commonweal.terms.surface.automaton import tables

ITEMS = ("unit", "subject", "measure", "terms", "agreement", "amend", "example")
CLAUSES = ("define", "condition", "payment", "account", "right")
LEVELS = ("claimed", "documented", "audited", "confirmed")

HEAD = ("instrument", "serves", "currency", "fiscal", "rounding", "party", "parameter")
_CLAUSE = ("tested", "calculated", "due", "while", "evidence", "cure", "waivable", "purpose", "basis",
           "NET_DUE", "capped", "if")  # fmt: skip
#: The words with which lines begin, by the symbol of the grammar that reads such lines.
LINES = {
    "head_lines": HEAD,
    "terms_top": HEAD,
    "clause": _CLAUSE,
    "clause_lines": _CLAUSE,
    "account_lines": ("calculated", "adds", "interest", "reduced"),
    "right_lines": ("once", "each", "from", "until", "UP_TO", "while"),
    "example_lines": ("set", "fact", "closed", "PAID_UNDER", "decision", "as", "expect"),
    "agreement_lines": ("set", "signed", "serves", "amount"),
    "amend_lines": ("set", "signed", "move", "end"),
    "item": ITEMS,
}
#: How such words are shown, where a line begins with more than one.
SPOKEN_LINES = {
    "UP_TO": "up to", "NET_DUE": "less amounts already due", "PAID_UNDER": "paid under", "as": "as of",
    "reduced": "reduced by", "waivable": "waivable by", "move": "move to", "fiscal": "fiscal year ends",
}  # fmt: skip

#: Words kept for edition 2 (none is a keyword of edition 1), and what edition 1 offers instead.
EDITION_2 = {
    "waterfall": "one payment for each tranche, with `min` and `max`",
    "include": "a terms version with parameters, which agreements fill in",
    "retroactive": "an amendment whose `effective` date lies before its `signed` date",
    "exchange": "figures converted before they are loaded, with the source of the rate",
    "tolerance": "the tolerance as a factor, such as `95% * goal`",
    "floored": "`max`, such as `max(EUR 0, amount)`",
    "latest": "the measure's value `at end`",
    "use": "a terms version with parameters, which agreements fill in",
    "weeks": "days, such as `14 days`",
    "business": "plain days, such as `within 7 days after end of period`",
    "next": "`period`, and a schedule that begins one window later",
    "breach": "a date, `notice` or `end of period` as the anchor, such as `within 30 days after notice`",
}

#: What people write, and the word of the language for it.
SYNONYMS = {
    "shall": ("must",), "will": ("must",), "has": ("must",), "can": ("may",), "might": ("may",),
    "guarantee": ("ensure",), "insure": ("ensure",), "assure": ("ensure",), "keep": ("ensure",),
    "yearly": ("year",), "annually": ("year",), "annual": ("year",), "monthly": ("month",),
    "quarterly": ("quarter",), "daily": ("day",), "every": ("each",), "till": ("until",), "to": ("until",),
    "starting": ("from",), "between": ("from",), "sum": ("total",), "mean": ("average",), "max": ("highest",),
    "min": ("lowest",), "maximum": ("highest",), "minimum": ("lowest",), "fulfilled": ("met",),
    "violated": ("breached",), "late": ("overdue",), "when": ("if", "while"), "else": ("otherwise",),
    "per": ("by",), "=": ("equals",), "percentage": ("percent",), "boolean": ("yesno",), "true": ("yes",),
    "false": ("no",), "integer": ("number",), "amendment": ("amend",), "clause": CLAUSES[1:3],
    "duty": ("condition",), "contract": ("agreement",), "template": ("terms",), "provided": ("while",),
    "unless": ("while",), "limited": ("capped",), "verified": ("confirmed", "audited"),
    "m": ("million",), "mn": ("million",), "mio": ("million",), "bn": ("billion",),
}  # fmt: skip

#: One correct example for each kind of line, shown where nothing better is known.
EXAMPLES = {
    "language": "language 1",
    "unit": 'unit jobs "jobs"',
    "subject": 'subject site "one site" of award',
    "measure": 'measure jobs_held "Jobs" per award: stock jobs each year evidence audited',
    "terms": 'terms jobs_credit version 1 "Credits for jobs"',
    "agreement": 'agreement "A-1" under jobs_credit version 1',
    "amend": 'amend "A-1" effective 2026-01-01',
    "example": 'example "Enough jobs" under jobs_credit version 1',
    "instrument": "instrument grant",
    "serves": "serves regional_jobs",
    "currency": "currency EUR",
    "fiscal": "fiscal year ends 31 March",
    "rounding": "rounding half_up",
    "party": "party company recipient",
    "parameter": "parameter jobs_floor : jobs by year",
    "define": "define shortfall = jobs_floor for period - jobs_held at end",
    "condition": "condition jobs company must ensure jobs_held at end at least 750 jobs",
    "payment": "payment credit state must pay company 10% * total of payroll in period",
    "account": "account loan opens 2025-01-01 with EUR 1_000",
    "right": "right early_end state may terminate",
    "tested": "tested each year from 2025-01-01 until 2029-12-31",
    "calculated": "calculated each year from 2025-01-01 until 2029-12-31",
    "due": "due within 30 days after end of period",
    "while": "while jobs is satisfied",
    "evidence": "evidence audited due within 60 days after end of period",
    "cure": "cure within 90 days after notice by total of back_pay in cure at least EUR 500",
    "waivable": "waivable by state",
    "purpose": "purpose labour",
    "basis": 'basis "Section 7 of the act"',
    "NET_DUE": "less amounts already due",
    "capped": "capped at EUR 80 million in total",
    "if": "if breached, company must repay state EUR 100",
    "adds": "adds total of drawn in period",
    "interest": "interest 5% basis act365",
    "reduced": "reduced by repayment",
    "once": "once on 2025-06-30",
    "each": "each year from 2025-01-01 until 2029-12-31",
    "from": "from 2025-01-01",
    "until": "until 2029-12-31",
    "UP_TO": "up to 2 times",
    "set": "set jobs_floor = 500 jobs",
    "signed": "signed 2025-01-01",
    "amount": "amount EUR 80 million",
    "move": "move to jobs_credit version 2",
    "end": "end capex",
    "fact": "fact jobs_held in year 2025 = 600 jobs audited",
    "closed": "closed buybacks through 2025-12-31 count 2 total EUR 5 million",
    "PAID_UNDER": "paid under credit on 2025-06-30 = EUR 100",
    "decision": "decision notice jobs in year 2025 by state recorded 2026-03-01",
    "as": "as of 2026-12-31",
    "expect": "expect jobs in year 2025 is met",
}

#: What a keyword made of several words, or a kind of word, is called when it is expected.
SPOKEN = {
    "AT_LEAST": "`at least`", "AT_MOST": "`at most`", "MORE_THAN": "`more than`", "LESS_THAN": "`less than`",
    "UP_TO": "`up to`", "IN_TOTAL": "`in total`", "PAID_UNDER": "`paid under`", "BALANCE_OF": "`balance of`",
    "INTEREST_OF": "`interest of`", "NET_DUE": "`less amounts already due`", "INT": "a whole number",
    "NUMBER": "a number", "DATE": "a date such as 2025-12-31", "PERIOD": "a quarter or month such as 2025-Q1",
    "PERCENT": "a percentage such as 5%", "CURRENCY": "a currency code such as EUR", "NAME": "a name",
    "MONTH": "a month such as March", "STRING": "a text in double quotes", "$END": "the end of the text",
}  # fmt: skip

_AMOUNT = frozenset(
    ("total", "average", "highest", "lowest", "count", "PAID_UNDER", "due", "BALANCE_OF", "INTEREST_OF",
     "marginal", "tier", "start", "end", "INT", "NUMBER", "DATE", "PERCENT", "CURRENCY", "NAME", "every",
     "some", "no", "yes")
)  # fmt: skip
_SIGNS = "a sign (`+`, `-`, `*`, `/`)"
#: Groups of expected words that have one name: all of the first must be expected; the others go with them.
_GROUPS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (frozenset(("not", "(", "-", "choose", "every")), _AMOUNT | {"AT_LEAST"}, "a formula"),
    (frozenset(("(", "-", "choose")), _AMOUNT, "an amount"),
    (frozenset(("DATE", "start", "end")), frozenset(("INT", "NAME")), "a date"),
    (frozenset(("AT_LEAST", "AT_MOST", "equals")), frozenset(("MORE_THAN", "LESS_THAN", "is")),
     "a comparison (`at least`, `at most`, `more than`, `less than`, `equals`, `is`)"),
    (frozenset(("+", "*")), frozenset(("-", "/", "and", "or", "for", "at", "of", "per")), _SIGNS),
    (frozenset(("*", "/")), frozenset(("+", "-", "and", "or")), _SIGNS),
    (frozenset(("INT", "NUMBER")), frozenset(), "a number"),
    (frozenset(("in", "since")), frozenset(),
     "the days it counts (`in period`, `since 2025-01-01`, `in year 2025`)"),
    (frozenset(("days", "months")), frozenset(("day", "month", "quarter", "quarters", "year", "years")),
     "`days`, `months`, `quarters` or `years`"),
    (frozenset(("day", "month", "quarter")), frozenset(("year", "fiscal", "INT")),
     "how often (`day`, `month`, `quarter`, `year`, `fiscal year`)"),
    (frozenset(LEVELS), frozenset(), "the level of proof (`claimed`, `documented`, `audited`, `confirmed`)"),
    (frozenset(ITEMS), frozenset(("$END",)), ""),
    (frozenset(CLAUSES), frozenset(), ""),
    (frozenset(("met", "breached", "overdue")), frozenset(("cured", "satisfied", "waived", "known")),
     "a status (`met`, `breached`, `cured`, `satisfied`, `overdue`, `waived`)"),
    (frozenset(("money", "percent", "yesno")), frozenset(("number", "date", "NAME")),
     "what it is measured in (`money`, `percent`, `number`, `yesno`, `date` or a unit)"),
    (frozenset(("flow", "stock", "rate")), frozenset(("flag",)),
     "what kind of figure it is (`flow`, `stock`, `rate` or `flag`)"),
    (frozenset(("tested", "evidence", "while")),
     frozenset(("calculated", "due", "cure", "waivable", "purpose", "basis", "NET_DUE", "capped", "if")),
     "a new line (`tested`, `evidence`, `due`, `if` …)"),
    (frozenset(("expect", "fact", "as")), frozenset(("set", "closed", "PAID_UNDER", "decision")),
     "a new line (`set`, `fact`, `as of`, `expect` …)"),
    (frozenset(("parameter", "party")),
     frozenset(("instrument", "serves", "currency", "fiscal", "rounding")),
     "a new line (`party`, `parameter` …)"),
    (frozenset(("pay", "terminate")),
     frozenset(("repay", "deliver", "withhold", "suspend", "convert", "buy")),
     "what is to be done (`pay`, `repay`, `deliver`, `withhold`, `suspend`, `terminate`)"),
)  # fmt: skip

#: What is asked for after certain words, whatever the grammar would also take: (words before, question).
_QUESTIONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("party", "*"), "which side this party is on (`public`, `recipient`, `labour` or `third`)"),
    (("party",), "the party's name"),
    (("instrument",), "the kind of support (`grant`, `loan`, `equity`, `guarantee`, `procurement` …)"),
    (("purpose",), "the purpose (`access`, `direction`, `reinvestment`, `sharing`, `labour` …)"),
    (("rounding",), "how to round (`half_up`, `half_even`, `down` or `up`)"),
    (("within",), "how long (such as `30 days`)"),
    (("condition", "*"), "the party with this duty (a clause's own name comes first)"),
    (("payment", "*"), "the party who pays (a clause's own name comes first)"),
    (("right", "*"), "the party with this right (a clause's own name comes first)"),
    (("condition", "*", "STRING"), "the party with this duty"),
    (("payment", "*", "STRING"), "the party who pays"),
    (("right", "*", "STRING"), "the party with this right"),
    (("must", "pay"), "who is paid"),
    (("must", "repay"), "who is repaid"),
    (("waivable", "by"), "which party may waive it"),
)


_MOST_PHRASES = 5


def expected(kinds: Collection[str], before: Collection[str] = ()) -> list[str]:
    """
    Return what may be read next, in phrases.

    Parameters
    ----------
    kinds : the kinds of words that could follow
    before : the kinds of the words just read, in order (a few are enough)
    """
    tail = list(before)
    for words, question in _QUESTIONS:
        last = tail[-len(words) :]
        if len(last) == len(words) and all(w in ("*", t) for w, t in zip(words, last, strict=True)):
            return [question]
    if set(kinds) == {"INT"} and tail[-1:] == ["year"]:
        return ["a year such as 2025"]
    left = set(kinds)
    names = {"NAME", "rate", "stock"} <= left
    if names:
        left -= tables().name_words
    phrases = []
    for needed, besides, phrase in _GROUPS:
        if needed <= left or (names and needed <= left | {"NAME"}):
            left -= needed | besides
            if phrase:
                phrases.append(phrase)
            names = names and "NAME" not in besides | needed
    if names:
        phrases.append("a name")
        left.discard("NAME")
    single = left - {"$END", "+", "-", "*", "/", "and", "or"} or left
    if not phrases or len(single) <= 6:
        phrases.extend(SPOKEN.get(kind, f"`{kind}`") for kind in sorted(single))
    return phrases[:_MOST_PHRASES] or [SPOKEN["$END"]]


def listed(phrases: Iterable[str]) -> str:
    """Return phrases as an enumeration: `a, b or c`."""
    words = list(phrases)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def nearest(word: str, among: Iterable[str]) -> str | None:
    """Return the word meant by a near miss or a known other word for it, or None."""
    known = [w for w in among if w.isalpha() and w.islower()]
    for other in SYNONYMS.get(word, ()):
        if other in known:
            return other
    reach = 1 if len(word) < 6 else 2
    shortest = 2 if 2 <= len(word) <= 3 else 3
    best: tuple[int, str] | None = None
    for other in known:
        if other != word and len(other) >= shortest and abs(len(other) - len(word)) <= reach:
            away = _distance(word, other, reach)
            if away <= reach and (best is None or (away, other) < best):
                best = (away, other)
    return best[1] if best else None


def _distance(a: str, b: str, reach: int) -> int:
    """Return how many letters were added, lost, changed or swapped; stops counting beyond `reach`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, before_above, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before_above[j - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > reach:
            return reach + 1
    return row[-1]


def nearest_day(text: str) -> str:
    """Return a date as written, if it is a day, or the last day of the month that seems to be meant."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        year, month = max(int(text[:4]), 1), min(max(int(text[5:7]), 1), 12)
    if text[8:] == "00":
        return f"{year:04}-{month:02}-01"
    last = (date(year, month + 1, 1) - timedelta(days=1)).day if month < 12 else 31
    return f"{year:04}-{month:02}-{last:02}"
