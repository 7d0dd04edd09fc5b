"""Runs that pages are made of: the atlas, one in which every word is hostile, a huge one, the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commonweal.engines.protocol import Assessment, Engine
from commonweal.engines.registry import load as load_engine
from commonweal.ground.diagnostics import Diagnostic
from commonweal.terms.core.agreements import Plan
from commonweal.terms.driver import compile_sources
from commonweal.workspace import examples
from commonweal.workspace.load import load
from commonweal.workspace.run import Run, assess
from commonweal.workspace.signed.parties import PartyRow

ATLAS = Path(__file__).resolve().parents[3] / "examples" / "atlas"
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;<svg/onload=alert(3)>"
TURNED = "abc\u202edef\u0007"
"""A mark that turns the direction of what follows, and a bell."""

HOSTILE = {
    "commonweal.toml": f"name = '''{EVIL.replace(chr(39), '')}'''\nzone = \"UTC\"\n",
    "parties.csv": 'party,name\nFIRM,"{evil}"\nCITY,"{evil}"\n',
    "vocabulary/v.terms": 'language 1\nunit jobs "{evil}"\nsubject plant "{evil}" of award\n'
    'measure heads "{evil}" per award: stock jobs each year evidence audited\n'
    'measure open "{evil}" per plant: flag each year\n',
    "terms/t.terms": """language 1
terms deal version 1 "{evil}"
  instrument grant
  currency EUR
  party firm recipient "{evil}"
  party city public "{evil}"
  parameter floor "{evil}" : jobs by year
condition jobs "{evil}" cites "{evil}"
  firm must ensure heads at end at least floor for period
  tested each year from 2020-01-01 until 2022-12-31
  waivable by city
  basis "{evil}"
  if breached, firm must pay city EUR 100
  if breached, city may terminate
condition plants "{evil}"
  firm must ensure every plant in period has (open)
  tested each year from 2020-01-01 until 2022-12-31
payment grant "{evil}" cites "{evil}"
  city must pay firm EUR 1_000
  while jobs is satisfied
  calculated each year from 2020-01-01 until 2022-12-31
  due within 30 days after end of period
agreement "D/1" under deal version 1
  set firm = "FIRM"
  set city = "CITY"
  set floor = series {{ year 2020: 10 jobs, year 2021: 20 jobs, year 2022: 30 jobs }}
  signed 2019-12-01
""",
    "subjects.csv": "agreement,kind,subject,from,until,label,count,recorded_at\n"
    'D/1,plant,P1,2020-01-01,2020-12-31,"{evil}",,2021-01-01T00:00:00Z\n'
    "D/1,plant,closed,,2021-12-31,,1,2022-01-01T00:00:00Z\n",
    "evidence/e.csv": "agreement,kind,subject,measure,period,value,unit,level,"
    "source,reported_on,recorded_at\n"
    'D/1,,,heads,2020,5,jobs,audited,"{evil} https://x.example/?a=1&b=\'2""",2021-01-01,2021-01-01T00:00:00Z\n'
    'D/1,,,heads,2020,50,jobs,claimed,"{evil}",2021-01-01,2021-01-01T00:00:00Z\n'
    'D/1,,,heads,2021,25,jobs,audited,"{evil}",2022-01-01,2022-01-01T00:00:00Z\n',
    "payments/p.csv": "agreement,clause,paid_on,amount,currency,source,reported_on,recorded_at,window\n"
    'D/1,grant,2022-01-20,1000,EUR,"{evil}",2022-01-20,2022-01-20T00:00:00Z,2021\n',
    "decisions/d.csv": "agreement,clause,period,kind,authority,decided_on,recorded_at,reason,public\n"
    'D/1,jobs,2020,waived,CITY,2021-06-01,2021-06-01T00:00:00Z,"{evil}",yes\n',
}


@dataclass(frozen=True)
class Folder:
    """The little that a page asks of a workspace."""

    name: str
    zone: tzinfo = ZoneInfo("America/Chicago")
    parties: Sequence[PartyRow] = ()


@dataclass(frozen=True)
class Made:
    """A run put together by hand."""

    workspace: Folder
    as_of: date
    known_at: datetime
    plans: dict[str, Plan]
    assessments: tuple[Assessment, ...] = ()
    engine: str = "reference"
    diagnostics: tuple[Diagnostic, ...] = field(default=())


THREE = ("WI-FXC", "UK-LCCC-MIDDLE-MUIR-2021", "US-GS-CPP")


@cache
def atlas(as_of: date = date(2021, 12, 31)) -> Run:
    """Return three real agreements judged as of a day: enough to see every part of a page."""
    found = load(ATLAS)
    assert found.value is not None, found.diagnostics
    kept = {id_: found.value.agreements[id_] for id_ in THREE}
    return assess(replace(found.value, agreements=kept), as_of=as_of, explain=True)


def hostile(folder: Path) -> Run:
    """Return a workspace judged in which every text of others tries to be HTML."""
    for name, text in HOSTILE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        quoted = EVIL.replace('"', '""') if name.endswith(".csv") else EVIL.replace('"', "”")
        path.write_text(text.replace("{evil}", quoted).replace("{{", "{").replace("}}", "}"), "utf-8")
    found = load(folder)
    assert found.value is not None and found.ok, [(str(d.span), d.code, d.message) for d in found.diagnostics]
    return assess(found.value, as_of=date(2023, 6, 30), explain=True)


def made_of(run: Run, *assessments: Assessment, name: str = "Made up") -> Made:
    """Return a run with other findings under the same plans."""
    return Made(Folder(name), run.as_of, run.known_at, dict(run.plans), assessments)


def one(run: Run, agreement: str) -> Assessment:
    """Return the assessment of one agreement."""
    return next(a for a in run.assessments if a.agreement == agreement)


def many(n: int) -> Made:
    """Return a run of so many agreements like Foxconn's of 2017."""
    run = atlas()
    first, plan = one(run, "WI-FXC"), run.plans["WI-FXC"]
    ids = [f"A-{i:05d}" for i in range(n)]

    def named(id_: str) -> Plan:
        versions = tuple(replace(v, agreement=replace(v.agreement, id=id_)) for v in plan.versions)
        return replace(plan, versions=versions)

    plans = {id_: named(id_) for id_ in ids}
    return Made(
        Folder("Very many"), run.as_of, run.known_at, plans, tuple(replace(first, agreement=i) for i in ids)
    )


class _Watching:
    """An engine that remembers what it judged last, by example."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name = engine, engine.name
        self.seen: dict[int, tuple[Plan, Assessment]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def assess(self, plan: Plan, **how: Any) -> Assessment:
        """Judge, and remember it."""
        judged = self.engine.assess(plan, **how)
        self.seen[id(plan)] = (plan, judged)
        return judged


def examples_of(path: Path) -> list[Made]:
    """Return a run for each example of a text, as it stands at its end."""
    compiled = compile_sources([(path.name, path.read_text("utf-8"))])
    watching = _Watching(load_engine("reference"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples, "load", lambda _name: watching)
        examples.run_examples(compiled)
    return [
        Made(Folder(path.parent.name), judged.as_of, judged.known_at, {judged.agreement: plan}, (judged,))
        for plan, judged in watching.seen.values()
    ]


# ---- reading a page ---------------------------------------------------------------------------------

VOID = {"meta", "link", "br", "hr", "col"}


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attrs: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Return this element and all inside it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    @property
    def text(self) -> str:
        """Return all text inside."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag: str, **attrs: str) -> list[Node]:
        """Return the elements of a name inside, with these attributes."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attrs.items()}
        return [n for n in self.walk() if n.tag == tag and wanted.items() <= n.attrs.items()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {names}"
        node = Node(tag, {k: v or "" for k, v in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Node:
    """Return a page as a tree; every element must be closed where it belongs."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, [n.tag for n in reader.open]
    return reader.root
