"""
`commonweal serve` and `commonweal site`: the site, for whoever runs it.

Django is loaded where a command runs, and not before: `commonweal --help` names these without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from commonweal.report.progress import Progress
from commonweal.web.serving import owning

SETTINGS: Final = "commonweal.web.settings.production"
OK, FAULTS, WRONG_CALL = 0, 1, 2
PRIVATE: Final = 0o077
"""What the database, its log, archives and exports are kept from: everybody but their owner."""
_WHO: Final = "whoever runs this machine"


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, workers: int = 2, workspace: Path | None = None
) -> int:
    """
    Serve the site until it is told to stop (Ctrl-C, SIGTERM): server, worker and static files.

    The data folder is COMMONWEAL_DATA (./commonweal-data); DATABASE_URL names a PostgreSQL database instead
    of the SQLite file there. With --workspace, that folder is taken in first and published.

    Example: commonweal serve --workspace examples/atlas

    Parameters
    ----------
    host : address to listen on
    port : port to listen on
    workers : processes that answer
    workspace : folder to take in first; what it gives no class is public
    """
    ready()
    from commonweal.web.serving import upkeep
    from commonweal.web.serving.server import run, taken

    if why := taken(host, port):
        return _wrong(f"nobody can listen on port {port} of {host} ({why}); choose another with --port")

    def served() -> int:
        upkeep.prepare()
        code = OK if workspace is None else take_in_public(workspace)
        return code if code != OK else run(host=host, port=port, workers=workers)

    return on_a_database(served)


def site(
    act: str,
    *words: str,
    public: bool = False,
    day: str = "",
    mapping: tuple[Path, ...] = (),
    review: Path | None = None,
) -> int:
    """
    Keep the site: import, export, judge, as-of, verify, backup, restore, support, officer.

    import FOLDER takes a workspace in, whole or not at all; export FOLDER writes it out again; judge brings
    findings in line; as-of --day 2024-10-20 sets the day it judges as of (--day today: the day it is);
    verify holds the chain; backup FILE and restore FILE keep and bring back everything.
    support add FILE... takes files of support in, support remove NAME... out again; support list names them.
    officer add NAME lets somebody sign in, reset NAME gives a new password, remove NAME ends that.

    Example: commonweal site import examples/atlas --public

    Parameters
    ----------
    act : import, export, judge, as-of, verify, backup, restore, support or officer
    words : the folder or file; for support and officer the verb and what it is about
    public : import: what the workspace gives no class is public (else: confidential to the parties)
    day : as-of: the day, or `today`
    mapping : support add: what the columns of a table mean, one file for each mapping
    review : support add: decisions on names that are alike
    """
    ready()
    from commonweal.web.serving import keeping, officers, support, upkeep

    target = Path(words[0]) if len(words) == 1 else None

    acts: dict[str, Callable[[], int]] = {
        "import": lambda: _import(_needed(act, target), public=public),
        "export": lambda: keeping.export(_needed(act, target)),
        "judge": _judge,
        "as-of": lambda: _as_of(day),
        "verify": keeping.verify,
        "backup": lambda: _backup(_needed(act, target)),
        "restore": lambda: _restore(_needed(act, target)),
        "officer": lambda: officers.act(words, who=_WHO),
        "support": lambda: support.act(words, mappings=mapping, review=review, who=_WHO, judge=_judge),
    }
    if act not in acts:
        return _wrong(f"there is no act {act!r}; there are {', '.join(acts)}")

    def done() -> int:
        upkeep.prepare()
        return acts[act]()

    return on_a_database(done)


def ready() -> None:
    """
    Load Django with the settings of production. What is written from here on, its owner alone may read.

    Raises
    ------
    SystemExit : the extra `web` is not installed, the environment says what cannot be, or the data folder is
        another user's
    """
    os.umask(PRIVATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        import django
    except ModuleNotFoundError:
        print("commonweal: the site needs the extra web: pip install 'commonweal[web]'", file=sys.stderr)
        raise SystemExit(WRONG_CALL) from None
    from commonweal.web.settings import data

    folder, user = data.folder(), owning.me()
    if why := owning.refusal(folder, user=user):
        raise SystemExit(_wrong(why))
    try:
        django.setup()
    except data.Misconfigured as fault:
        raise SystemExit(_wrong(str(fault))) from None
    except OSError as fault:
        raise SystemExit(_wrong(owning.denied(fault, folder, user=user))) from None


def on_a_database(work: Callable[[], int]) -> int:
    """Do what needs the database; no room, a lock, a file of another or a server that is gone is one line."""
    from django.db.utils import OperationalError

    from commonweal.web.settings import data

    try:
        return work()
    except OperationalError as fault:
        said = " ".join(str(fault).split())
        whose = owning.belongs(data.folder(), user=owning.me())
        more = f"; {whose}" if whose else ""
        return _wrong(f"the database cannot be written or reached ({said}); no change is half made{more}")
    except OSError as fault:
        return _wrong(owning.denied(fault, data.folder(), user=owning.me()))


def take_in_public(folder: Path) -> int:
    """Take a workspace in, what it gives no class being public, and judge it; return an exit status."""
    return _import(folder, public=True)


def _import(folder: Path, *, public: bool) -> int:
    from commonweal.report.diagnostics import summary
    from commonweal.web.accounts.operations import actor
    from commonweal.web.policy import Class
    from commonweal.web.record.contents import NoWorkspace
    from commonweal.web.record.operations import take_in

    try:
        with Progress("checking") as progress:
            done = take_in(
                folder, actor=actor(_WHO, kind="person").key, at=datetime.now(UTC),
                unmarked=Class.PUBLIC if public else None, progress=progress,
            )  # fmt: skip
    except NoWorkspace as fault:
        return _wrong(str(fault))
    if not done.ok:
        for line in done.faults:
            print(line, file=sys.stderr)
        for found in done.diagnostics:
            if found.is_error:
                print(f"{found.span}: error {found.code}: {found.message}", file=sys.stderr)
                for mend in found.help:
                    print(f"  help: {mend}", file=sys.stderr)
        print(summary(done.diagnostics), file=sys.stderr)
        return FAULTS
    n = len(done.changed)
    print(f"{n} {'file' if n == 1 else 'files'} taken in" if n else "the record says the same already")
    return _judge()


def _judge() -> int:
    from commonweal.web.assessment.operations import Restless, Unsound, judge
    from commonweal.web.record.composing import Corrupt

    try:
        with Progress("judging") as progress:
            done = judge(now=datetime.now(UTC), partly=True, progress=progress)
        n = len(done.judged)
        said = f"{n} {'agreement' if n == 1 else 'agreements'} judged anew" if n else "every finding stands"
        if not done.whole:
            print(f"{said}; missions and the rest are looked at", flush=True)
            with Progress("judging") as progress:
                judge(now=datetime.now(UTC), progress=progress)
            said = "everything stands as the record says"
    except (Corrupt, Restless, Unsound) as fault:
        print(f"commonweal: nothing was judged: {fault}", file=sys.stderr)
        return FAULTS
    print(said)
    return OK


def _as_of(day: str) -> int:
    from commonweal.web.accounts.operations import actor
    from commonweal.web.record.operations import set_as_of

    try:
        chosen = None if day == "today" else date.fromisoformat(day)
    except ValueError:
        return _wrong("--day is a day as 2024-10-20, or today")
    set_as_of(chosen, actor=actor(_WHO, kind="person").key, at=datetime.now(UTC))
    return _judge()


def _backup(path: Path) -> int:
    from commonweal.web.record.composing import Corrupt
    from commonweal.web.serving.archive import BadArchive, write_archive

    try:
        last = write_archive(path)
    except (BadArchive, Corrupt) as fault:
        return _wrong(str(fault))
    except OSError as fault:
        return _wrong(f"{path} cannot be written: {fault.strerror or fault}")
    print(f"{path}: {last.seq} events, the last hash is {last.hash}" if last else f"{path}: no event yet")
    return OK


def _restore(path: Path) -> int:
    from commonweal.web.serving.archive import BadArchive, read_archive

    try:
        last = read_archive(path)
    except BadArchive as fault:
        return _wrong(str(fault))
    print(f"{last.seq} events hold; the last hash is {last.hash}" if last else "no event in the archive")
    return _judge()


def _needed(act: str, target: Path | None) -> Path:
    if target is None:
        raise SystemExit(_wrong(f"{act} needs a folder or file"))
    return target


def _wrong(said: str) -> int:
    print(f"commonweal: {said}", file=sys.stderr)
    return WRONG_CALL
