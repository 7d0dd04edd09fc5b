"""`commonweal plan`: what an amendment changes, before anybody signs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.writing import Faulty, WrongCall
from commonweal.report.progress import Progress

if TYPE_CHECKING:
    from commonweal.terms.core.agreements import Amendment
    from commonweal.workspace.gather import TableFile
    from commonweal.workspace.load import Workspace

FORMS: Final = ("text", "json")


def plan(
    workspace: asking.Folder,
    amendment: Annotated[
        str,
        Parameter(
            help="A .terms file with `amend` blocks, or AGREEMENT#N: the N-th on record, later ones left out."
        ),
    ],
    /,
    *,
    as_of: asking.AsOf = None,
    projection: Annotated[
        Path | None,
        Parameter(help="A table of facts about days to come, with the columns of a table of evidence."),
    ] = None,
    engine: asking.Engine = "reference",
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Show what an amendment changes: windows, findings, amounts, and what it lets go.

    One agreement is judged twice from the same rows, without the amendment and with it. --projection adds
    facts about days to come and judges both on the last day on which anything falls due: so it shows what an
    amendment gives away if things go that way.

    Example: commonweal plan examples/atlas WI-FXC#1 --as-of 2021-12-31
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    day = asking.day(as_of)
    file = Path(amendment) if "#" not in amendment else None
    drafts = [] if file is None else [(_name(workspace, file), _text(file))]
    opened = _opened(workspace, drafts, projection)
    chosen, later = (
        _recorded(opened, amendment) if file is None else (_drafted(opened, drafts[0][0], file), {})
    )
    from commonweal.report import rows
    from commonweal.report.amended import planned
    from commonweal.workspace.planning import effects, horizon

    known = None
    if projection is not None:
        day = horizon(opened, sorted(chosen), day)
        known = asking.moment(date(9998, 12, 31).isoformat(), opened.zone)
    found = effects(opened, chosen=chosen, later=later, as_of=day, known_at=known, engine=engine)
    wrong = [d for effect in found for d in effect.diagnostics if d.is_error]
    if wrong:
        raise Faulty(wrong, asking.sources_in(workspace))
    if form == "json":
        writing.emit(rows.written(planned.document(found)), output)
    else:
        writing.say(planned.shown(found), output=output)
    return 0


def _name(folder: Path, file: Path) -> str:
    """Return the name under which a draft is read: its own, where it does not lie in the workspace."""
    root, path = folder.resolve(), asking.existing(file).resolve()
    if path.is_relative_to(root):
        raise WrongCall(f"{file} lies in the workspace and is read with it; name it as AGREEMENT#N")
    return f"draft/{path.name}"


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongCall(f"{file} cannot be read as text: {fault}") from fault


def _opened(folder: Path, drafts: list[tuple[str, str]], projection: Path | None) -> Workspace:
    from commonweal.workspace.gather import TableFile
    from commonweal.workspace.load import load

    tables: list[TableFile] = []
    if projection is not None:
        path = asking.existing(projection)
        tables = [TableFile(f"projection/{path.name}", path.read_bytes)]
    if not asking.existing(folder).is_dir():
        raise WrongCall(f"{folder} is a file; a workspace is a folder with a commonweal.toml in it")
    with Progress("reading") as progress:
        result = load(folder, progress=progress, drafts=drafts, projections=tables)
    if result.value is None or not result.ok:
        own, inside = dict(drafts), asking.sources_in(folder)
        raise Faulty(result.diagnostics, lambda name: own.get(name) or inside(name))
    return result.value


Amended = dict[str, list["Amendment"]]


def _recorded(workspace: Workspace, named: str) -> tuple[Amended, Amended]:
    """Return the N-th amendment of an agreement, and those that came after it."""
    id_, _, number = named.partition("#")
    if id_ not in workspace.agreements:
        raise WrongCall(
            f"there is no agreement {id_}; there are: {', '.join(sorted(workspace.agreements)[:12])}"
        )
    from commonweal.workspace.planning import numbered

    amendments = numbered(workspace.agreements[id_])
    if not number.isdigit() or not 1 <= int(number) <= len(amendments):
        if not amendments:
            raise WrongCall(f"{id_} was never amended; name a .terms file with an `amend` block instead")
        known = "1 amendment" if len(amendments) == 1 else f"{len(amendments)} amendments"
        raise WrongCall(f"{id_} has {known}; write {id_}#1 for the first")
    n = int(number)
    return {id_: [amendments[n - 1]]}, {id_: list(amendments[n:])}


def _drafted(workspace: Workspace, name: str, file: Path) -> dict[str, list[Amendment]]:
    from commonweal.workspace.planning import drafted

    found = drafted(workspace, name)
    if not found:
        raise WrongCall(f'{file} has no `amend "AGREEMENT" effective DATE` block')
    return found
