"""Where missions stand, for people and for programs: targets, money, aims, who delivers, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from commonweal.cycle.missions.aims import AimStanding
from commonweal.cycle.missions.money import Sums, Traced
from commonweal.cycle.missions.records import Mission
from commonweal.cycle.missions.series import Point
from commonweal.cycle.missions.standing import Promised, Standing
from commonweal.cycle.missions.track import Track
from commonweal.cycle.missions.word import Word, doubts_of, word_of
from commonweal.ground.numbers import plain
from commonweal.ground.period import Period, show_period
from commonweal.methods.forecast.outlook import NoOutlook, Outlook, beats_no_change
from commonweal.methods.progress.labels import Progress
from commonweal.methods.progress.registry import Stage
from commonweal.report import rows, words
from commonweal.report.diagnostics import as_row, counted
from commonweal.report.steering.doubts import doubted, sparse
from commonweal.report.steering.lead import deciding
from commonweal.report.steering.reserve import baseline_reserves, reserves, spoken
from commonweal.report.steering.shares import Share, shares
from commonweal.report.steering.shares import told as share_told
from commonweal.report.tables import Column, Sheet, line

SCHEMA: Final = "commonweal.missions/1"
Tracks = Mapping[str, Track]


# ---- for programs -------------------------------------------------------------------------------------


def document(name: str, standing: Standing, tracks: Tracks) -> rows.Row:
    """
    Return what `commonweal missions --format json` prints.

    Parameters
    ----------
    name : of the workspace; tracks : by id of the target
    """
    strategy, money, part_of = standing.strategy, standing.money, shares(standing)
    return {
        "schema": SCHEMA, "workspace": name, "as_of": standing.as_of.isoformat(),
        "known_at": words.instant(standing.known_at),
        "challenges": [
            {"id": c.id, "title": c.title, "text": c.text, "source": c.source,
             "missions": [m.id for m in as_stated(strategy.missions.values()) if m.challenge == c.id]}
            for c in strategy.challenges.values()
        ],
        "missions": [_mission_row(standing, mission) for mission in as_stated(strategy.missions.values())],
        "targets": [_target_row(standing, tracks[id_]) for id_ in strategy.targets],
        "indicators": [_series_row(standing, id_, part_of) for id_ in strategy.indicators],
        "agreements": [_traced_row(row) for row in money.rows],
        "money": {"total": _sums(money.total), "untraced": _sums(money.untraced),
                  "amount_unknown": list(money.unknown)},
        "network": _network_row(standing),
        "aims": [_aim_row(aim) for aim in standing.ratio.aims],
        "words_to_terms": standing.ratio.counts,
        "commitments": [_promised_row(one) for one in standing.commitments],
        "findings": [as_row(finding) for finding in standing.findings],
    }  # fmt: skip


def as_stated(missions: Iterable[Mission]) -> list[Mission]:
    """Return missions in the order in which the files state them, those of no file last and by id."""
    return sorted(
        missions, key=lambda m: (m.at is None, *((m.at.file, m.at.line) if m.at else ("", 0)), m.id)
    )


def _mission_row(standing: Standing, mission: Mission) -> rows.Row:
    strategy, money = standing.strategy, standing.money
    reaching = money.reaching(strategy, mission.id)
    return {
        "id": mission.id, "title": mission.title, "challenge": mission.challenge or None,
        "place": mission.place or None, "within": mission.within or None, "lead": mission.lead or None,
        "contributors": list(mission.contributors), "sectors": list(mission.sectors),
        "since": _day(mission.since), "until": _day(mission.until), "basis": mission.basis,
        "source": mission.source, "targets": [t.id for t in strategy.targets_of(mission.id)],
        "routes": [r.id for r in strategy.routes_of(mission.id)],
        "boards": [b.id for b in strategy.boards_of(mission.id)],
        "money": {"own": _sums(money.own[mission.id]), "nested": _sums(money.nested[mission.id]),
                  "agreements": len(reaching), "amounts_known": sum(bool(row.amounts) for row in reaching)},
        "history": [
            {"on": e.on.isoformat(), "what": e.what, "of": e.of, "before": e.before, "after": e.after,
             "author": e.author, "reason": e.reason, "source": e.source}
            for e in strategy.history(mission.id, through=standing.as_of)
        ],
    }  # fmt: skip


def _target_row(standing: Standing, track: Track) -> rows.Row:
    target, word = track.target, word_of(track, as_of=standing.as_of)
    settled = word.stage in (Stage.ACHIEVED, Stage.MISSED)
    return {
        "id": target.id, "mission": target.mission, "title": target.title, "headline": target.headline,
        "indicator": target.indicator or None, "value": _number(target.value), "by": _day(target.by),
        "owner": target.owner or None,
        "baseline": None if track.baseline is None
        else {"period": rows.window_row(track.baseline[0]), "value": plain(track.baseline[1]),
              "reserves": list(baseline_reserves(standing, track))},
        "latest": _point_row(track.latest),
        "deciding": _point_row(deciding(track, standing.as_of)) if settled else None,
        "reached": track.reached, "stage": word.stage.value, "stage_by": word.method or None,
        "stage_figures": track.figures if word.method else None, "chance_disagrees": word.disagrees,
        "labels": [_label_row(label) for label in track.labels],
        "outlook": _outlook_row(track.outlook), "unable": track.unable or None,
    }  # fmt: skip


def _point_row(point: Point | None) -> rows.Row | None:
    if point is None:
        return None
    return {
        "period": rows.window_row(point.period), "value": _number(point.value), "state": point.state,
        "verified": point.verified, "reserves": list(reserves(point)),
    }  # fmt: skip


def _label_row(label: Progress) -> rows.Row:
    return {
        "method": label.method, "title": label.title, "label": label.label, "stage": label.stage.value,
        "ratio": _number(label.ratio), "score": _number(label.score), "sentence": label.sentence,
        "notes": list(label.notes), "substituted": label.is_substituted, "source": label.source.url,
    }  # fmt: skip


def _outlook_row(found: Outlook | NoOutlook | None) -> rows.Row | None:
    if isinstance(found, Outlook):
        past = found.back_test
        return {
            "model": found.model, "probability": found.probability, "median": found.median,
            "tested": past is not None,
            "beats_no_change": None if past is None else beats_no_change(past),
            "doubts": list(doubts_of(found)), "moments": 0 if past is None else past.origins,
            "sentence": found.sentence,
        }  # fmt: skip
    return None if found is None else {"reason": found.reason, "sentence": found.sentence}


def _series_row(standing: Standing, id_: str, part_of: Mapping[str, Share]) -> rows.Row:
    series = standing.series[id_]
    stated = series.indicator
    return {
        "id": id_, "title": stated.title, "kind": stated.kind or None, "unit": stated.unit,
        "better": stated.better or None, "place": stated.place or None, "version": stated.version,
        "sums": list(stated.sums),
        "part_of": stated.part_of or None, "share": _share_row(part_of.get(id_)),
        "points": [
            {"period": rows.window_row(p.period), "value": _number(p.value), "state": p.state,
             "missing": list(p.missing), "verified": p.verified, "reserves": list(reserves(p)),
             "sources": [{"source": row.source, "place": row.place} for row in p.rests_on]}
            for p in series.points
        ],
    }  # fmt: skip


def _share_row(share: Share | None) -> rows.Row | None:
    if share is None:
        return None
    value, of = (
        {"period": rows.window_row(one.period), "value": plain(one.value), "reserves": list(one.reserves)}
        for one in (share.value, share.of)
    )
    return {"whole": share.whole, "percent": plain(share.percent), "value": value, "of": of}


def _traced_row(row: Traced) -> rows.Row:
    return {
        "agreement": row.agreement, "terms": row.terms, "programme": row.programme or None,
        "amounts": _sums({m.currency: m.amount for m in row.amounts}),
        "basis": row.basis, "serves": [{"mission": s.mission, "share": plain(s.share)} for s in row.serves],
        "claims": row.claims or None,
    }  # fmt: skip


def _network_row(standing: Standing) -> rows.Row:
    drawn = standing.network
    return {
        "nodes": [{"id": n.id, "kind": n.kind, "title": n.title, "ended": n.ended} for n in drawn.nodes],
        "edges": [{"from": e.origin, "to": e.to, "role": e.role} for e in drawn.edges],
        "orphans": list(drawn.orphans), "unreached": list(drawn.unreached), "idle": list(drawn.idle),
        "single_points": [
            {"node": p.node, "kind": p.kind, "missions": list(p.missions)} for p in drawn.single_points
        ],
    }  # fmt: skip


def _aim_row(aim: AimStanding) -> rows.Row:
    return {
        "mission": aim.aim.mission, "text": aim.aim.text, "source": aim.aim.source,
        "targets": list(aim.targets),
        "clauses": [
            {"agreement": c.ref.agreement, "clause": c.ref.clause, "kind": c.kind, "runs": c.runs,
             "evidence": c.evidence, "found": list(c.said)}
            for c in aim.clauses
        ],
    }  # fmt: skip


def _promised_row(one: Promised) -> rows.Row:
    stated = one.commitment
    return {
        "body": stated.body, "to": stated.to, "agreement": stated.agreement,
        "mission": stated.mission or None, "text": stated.text, "source": stated.source,
        "findings": [
            {"clause": f.clause, "window": rows.window_row(f.window), "due": _day(f.due), "status": f.status}
            for f in one.findings
        ],
    }  # fmt: skip


def _sums(sums: Sums) -> list[rows.Row]:
    return [{"currency": c, "amount": words.exact(n, c)} for c, n in sorted(sums.items())]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _day(day: object) -> str | None:
    return None if day is None else str(day)


# ---- for people ---------------------------------------------------------------------------------------

_STAGES: Final = {
    Stage.ACHIEVED: "green", Stage.ON_TRACK: "green", Stage.OFF_TRACK: "yellow",
    Stage.FAR_OFF_TRACK: "bold yellow", Stage.MOVING_AWAY: "bold red", Stage.MISSED: "bold red",
    Stage.UNKNOWN: "dim",
}  # fmt: skip
_STAGE_WORDS: Final = {Stage.ACHIEVED: "reached"}
"""Classes that are said in another word than their own."""


def shown(name: str, standing: Standing, tracks: Tracks) -> RenderableType:
    """
    Return where missions stand, in words.

    Parameters
    ----------
    name : of the workspace; tracks : by id of the target
    """
    if not standing.strategy:
        return line((name, "bold"), " states no missions: there is no `missions/` in it.")
    parts = (
        _missions(standing, tracks),
        _money(standing),
        _aims(standing),
        _commitments(standing),
        _network(standing),
        _lint(standing),
    )
    return Group(_first(name, standing), *(part for found in parts for part in found))


def _first(name: str, standing: Standing) -> Text:
    strategy = standing.strategy
    said = ", ".join([
        counted(len(strategy.missions), "mission"), counted(len(strategy.targets), "target"),
        counted(len(strategy.programmes), "programme"), counted(len(standing.money.rows), "agreement"),
    ])  # fmt: skip
    return line((name, "bold"), f"\nMissions as of {words.long_day(standing.as_of)}: {said}.")


def _missions(standing: Standing, tracks: Tracks) -> Iterator[RenderableType]:
    """Yield missions under their challenges, parts under their wholes."""
    strategy = standing.strategy
    tops = [m for m in as_stated(strategy.missions.values()) if not m.within]
    for challenge in strategy.challenges.values():
        answers = [m for m in tops if m.challenge == challenge.id]
        yield line("\n", (challenge.title, "bold underline"), "" if answers else "  no mission answers it")
        for mission in answers:
            yield from _mission(standing, tracks, mission, 0)
    others = [m for m in tops if m.challenge not in strategy.challenges]
    if others and strategy.challenges:
        yield line("\n", ("Without a challenge", "bold underline"))
    for mission in others:
        yield from _mission(standing, tracks, mission, 0)


def _mission(standing: Standing, tracks: Tracks, mission: Mission, depth: int) -> Iterator[RenderableType]:
    strategy = standing.strategy
    pad = "   " * depth
    place = strategy.places.get(mission.place)
    where = f", {place.title}" if place is not None else ""
    yield line("\n" if depth == 0 else "", pad, (mission.title, "bold"), f"  {mission.id}{where}")
    bodies = [b.title for id_ in (mission.lead, *mission.contributors) if (b := strategy.bodies.get(id_))]
    if bodies:
        others = f", with {', '.join(bodies[1:])}" if bodies[1:] else ""
        yield line(
            f"{pad}   led by {bodies[0]}{others}" if mission.lead else f"{pad}   with {', '.join(bodies)}"
        )
    for target in strategy.headlines_of(mission.id):
        yield from _target(standing, tracks[target.id], f"{pad}   ")
    more = len(strategy.targets_of(mission.id)) - len(strategy.headlines_of(mission.id))
    if more:
        yield line(f"{pad}   and {counted(more, 'further target')}: --format json lists them")
    yield line(f"{pad}   money: {_traced_to(standing, mission)}")
    for event in strategy.history(mission.id, through=standing.as_of):
        change = f": {event.before} → {event.after}" if event.before or event.after else ""
        yield line(f"{pad}   {event.on} {event.of} {event.what}{change} ({event.author}: {event.reason})")
    for part in as_stated(strategy.parts_of(mission.id)):
        yield from _mission(standing, tracks, part, depth + 1)


def _traced_to(standing: Standing, mission: Mission) -> str:
    """Return the money of a mission: of agreements that serve it some amounts may be known, or none."""
    reaching = standing.money.reaching(standing.strategy, mission.id)
    if not reaching:
        return "none traced to it"
    known = sum(bool(row.amounts) for row in reaching)
    said = _said(standing.money.nested[mission.id]) or ("nothing" if known else "not known")
    if known == len(reaching):
        return said
    return f"{said} ({known} of {counted(len(reaching), 'amount')} {'is' if known == 1 else 'are'} known)"


def _target(standing: Standing, track: Track, pad: str) -> Iterator[RenderableType]:
    target = track.target
    indicator = standing.strategy.indicators.get(target.indicator)
    unit = indicator.unit if indicator is not None else ""
    yield line(pad, ("◎ ", "cyan"), (target.title or target.id, ""), f"  {target.id}")
    latest, start = track.latest, track.baseline
    now = f"now {_told(latest, unit)}" if latest is not None else "no figure is known"
    origin = ""
    if start is not None:
        origin = f"from {_dated(*start, unit, baseline_reserves(standing, track))}, "
    goal = "no value" if target.value is None else f"to {_figure(target.value, unit)}"
    by = "no date" if target.by is None else f"by {words.long_day(target.by)}"
    yield line(f"{pad}  {origin}{now}, {goal} {by}")
    word, by_what = word_of(track, as_of=standing.as_of), deciding(track, standing.as_of)
    settled = word.stage in (Stage.ACHIEVED, Stage.MISSED) and by_what not in (None, latest)
    yield line(f"{pad}  ", (_STAGE_WORDS.get(word.stage, word.stage.value), _STAGES[word.stage]),
               f" with {_told(by_what, unit)}" if settled else _why(track, word))  # fmt: skip
    for label in track.labels:
        apart = "  (with a number in the place of 0: it leads nothing)" if label.is_substituted else ""
        yield line(f"{pad}    ", (label.label, _STAGES[label.stage]), f"  {label.title}{apart}")
    for said in _parts_of(standing, target.indicator):
        yield line(f"{pad}  {said}")
    if isinstance(track.outlook, Outlook):
        yield line(f"{pad}  {track.outlook.sentence}")
        past = track.outlook.back_test
        against = doubted(doubts_of(track.outlook), 0 if past is None else past.origins)
        if against:
            yield line(f"{pad}  ", (f"Doubt this chance: {against}.", "yellow"))
    elif track.outlook is not None:
        yield line(f"{pad}  ", (track.outlook.sentence, "dim"))


def _parts_of(standing: Standing, id_: str) -> Iterator[str]:
    """Yield of what an indicator is a part, and of what that is a part, as far as both are known."""
    indicators, places = standing.strategy.indicators, standing.strategy.places
    found = shares(standing) if id_ in indicators and indicators[id_].part_of else {}
    while id_ in found:
        share = found.pop(id_)
        two = [indicators[share.part], indicators[share.whole]]
        names = [places[i.place].title if i.place in places else "" for i in two]
        if not all(names) or names[0] == names[1]:
            names = [i.title for i in two]
        yield share_told(share, names[0], names[1], two[0].unit)
        id_ = share.whole


def _why(track: Track, word: Word) -> str:
    """Return who says the word of a target, and whether its chance speaks against it."""
    if word.method:
        title = next(label.title for label in track.labels if label.method == word.method)
        against = "; its chance below says otherwise: the two disagree" if word.disagrees else ""
        few = sparse(track.figures)
        return f"  ({title}{f', {few}' if few else ''}){against}"
    return f": {track.unable}" if track.unable and word.stage is Stage.UNKNOWN else ""


def _told(point: Point | None, unit: str) -> str:
    """Return a figure with its period and its reserves, "" where it is not known."""
    if point is None or point.value is None:
        return ""
    return _dated(point.period, point.value, unit, reserves(point))


def _dated(period: Period, value: Decimal, unit: str, with_reserve: Iterable[str]) -> str:
    reserve = spoken(with_reserve)
    return f"{_figure(value, unit)} ({_period(period)}{f', {reserve}' if reserve else ''})"


def _figure(value: Decimal, unit: str) -> str:
    return f"{words.number(value)}{unit if unit == '%' else f' {unit}' if unit else ''}"


def _period(period: Period) -> str:
    return show_period(period)


def _money(standing: Standing) -> Iterator[RenderableType]:
    money, strategy = standing.money, standing.strategy
    yield line("\n", ("Money", "bold"))
    if not money.total:
        yield line("No agreement states an amount, and nothing was paid.")
        return
    sheet = Sheet(Column("mission", "fold"), Column("directly", "right"), Column("with its parts", "right"))
    for currency in sorted(money.total):
        for id_ in strategy.missions:
            if nested := money.nested[id_].get(currency):
                own = money.own[id_].get(currency, Decimal(0))
                sheet.add(id_, words.amount(own, currency), words.amount(nested, currency))
        none = money.untraced.get(currency, Decimal(0))
        sheet.add("(serves no mission)", words.amount(none, currency), "")
        sheet.add("(all agreements)", words.amount(money.total[currency], currency), "")
    yield sheet
    paid = [row.agreement for row in money.rows if row.basis == "paid"]
    if paid:
        yield line(f"Counted by what was paid, no amount being stated: {_listed(paid)}")
    if money.unknown:
        yield line(f"In none of the sums, no amount being known: {_listed(money.unknown)}")


def _aims(standing: Standing) -> Iterator[RenderableType]:
    counts = standing.ratio.counts
    if not counts["aims"]:
        return
    yield line("\n", ("From words to terms", "bold"))
    sheet = Sheet(Column("aims"), *(Column(step, "right") for step in ("stated", *list(counts)[1:])))
    for mission in standing.strategy.missions:
        own = standing.ratio.of(mission).counts
        if own["aims"]:
            sheet.add(mission, *map(str, own.values()))
    sheet.add("(all)", *map(str, counts.values()))
    yield sheet


def _commitments(standing: Standing) -> Iterator[RenderableType]:
    if not standing.commitments:
        return
    yield line("\n", ("What bodies promised one another", "bold"))
    for one in standing.commitments:
        stated = one.commitment
        yield line(f"{stated.body} to {stated.to}: {stated.text or stated.agreement}  {stated.agreement}")
        for finding in one.findings:
            look = words.status_look(finding.status, vacuous=finding.vacuous)
            window = show_period(finding.window)
            yield line("   ", (f"{look.mark} {look.word}", look.style), f"  {finding.clause}, {window}")


def _network(standing: Standing) -> Iterator[RenderableType]:
    drawn = standing.network
    yield line("\n", ("Who delivers", "bold"))
    yield line(f"{counted(len(drawn.nodes), 'node')}, {counted(len(drawn.edges), 'edge')}.")
    if drawn.orphans:
        yield line(f"Money and no deliverer: {_listed(drawn.orphans)}")
    for point in drawn.single_points:
        yield line(f"Single point of failure: {point.node} ({point.kind}), for {_listed(point.missions)}")
    if drawn.unreached:
        yield line(f"No money reaches: {_listed(drawn.unreached)}")


def _lint(standing: Standing) -> Iterator[RenderableType]:
    found = standing.findings
    yield line("\n", (f"Lint: {counted(len(found), 'finding')}", "bold"))
    for finding in found:
        place = f"{finding.span.file}:{finding.span.line}" if finding.span is not None else ""
        yield line((f"{finding.code} ", "bold yellow"), finding.message, (f"  {place}", "cyan"))


def _said(sums: Sums) -> str:
    return ", ".join(words.amount(sums[currency], currency) for currency in sorted(sums))


def _listed(names: Iterable[str], most: int = 12) -> str:
    listed = list(names)
    more = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
