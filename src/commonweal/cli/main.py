"""
The door of the command line: finds the command, and turns whatever goes wrong into one line and a status.

Exit status: 0 done; 1 the input has errors; 2 the call is wrong; 3 done, and what `--fail-on` names was
found; 70 a fault of commonweal itself; 130 interrupted. Nothing heavy is imported here: a command's module,
and Cyclopts, are loaded when that command is called.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

import commonweal
from commonweal.cli.writing import FAULTS, INTERRUPTED, OK, OWN_FAULT, WRONG_CALL, Faulty, WrongCall

COMMANDS: Final = {
    "new": ("new", "make a workspace that already runs"),
    "check": ("drafting.check", "read, type-check and analyse texts and tables: all faults at once"),
    "fmt": ("drafting.fmt", "write texts in their canonical layout"),
    "prose": ("drafting.prose", "print a text as paragraphs for signature"),
    "diff": ("drafting.diff", "what changed between two texts, in prose"),
    "test": ("drafting.test", "run the examples of texts"),
    "cliffs": ("drafting.cliffs", "where one unit more or less moves money"),
    "review": ("drafting.review", "a draft compared with the library: what it lacks, where it is toothless"),
    "assess": ("judging.assess", "judge a workspace: findings, money, powers"),
    "why": ("judging.why", "explain one finding or amount, down to its sources"),
    "due": ("judging.due", "money due, paid, late and undetermined"),
    "calendar": ("judging.calendar", "what must be reported, tested and paid next, by whom"),
    "silence": ("judging.silence", "the money that hangs on what is not known"),
    "plan": ("judging.plan", "what an amendment changes, before anybody signs it"),
    "table": ("table", "files of support in, one table per corporate group out"),
    "missions": ("mission", "where missions stand, and where the money goes"),
    "error": ("error", "what a message means and how to mend it"),
    "demo": ("demo", "judge real agreements, and show what comes out"),
}
"""Every command: the module that holds the function of its name, and what it does."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit status."""
    code = OK
    try:
        code = run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Return the exit status of a call; its messages are on standard error."""
    first = arguments[0] if arguments else "--help"
    if first in ("--help", "-h", "help") and len(arguments) < 2:
        print(page())
        return OK
    if first == "help":
        return run([arguments[1], "--help"])
    if first in ("--version", "-V"):
        print(f"commonweal {commonweal.__version__}")
        return OK
    if first not in COMMANDS and first not in others():
        near = get_close_matches(first, [*COMMANDS, *others()], n=1)
        mend = f"did you mean {near[0]}?" if near else "commonweal --help lists the commands"
        what = "option" if first.startswith("-") else "command"
        return _complain("commonweal", f"there is no {what} {first!r}; {mend}")
    return _guarded(first, arguments[1:])


@cache
def others() -> dict[str, EntryPoint]:
    """Return the commands that rooms above this one register (entry points `commonweal.commands`)."""
    return {entry.name: entry for entry in entry_points(group="commonweal.commands")}


def page() -> str:
    """Return what `commonweal --help` prints."""
    said = {name: does for name, (_, does) in COMMANDS.items()}
    said |= {name: _does(entry.load()) for name, entry in sorted(others().items())}
    wide = max(map(len, said)) + 2
    commands = "\n".join(f"  {name:{wide}}{does}" for name, does in said.items())
    return (
        "The terms of public support, in a text that a lawyer signs and a machine runs.\n\n"
        "Usage: commonweal COMMAND [OPTIONS]\n\n"
        f"{commands}\n\n"
        "commonweal COMMAND --help   says more about a command, with an example\n"
        "commonweal --version        prints the version\n\n"
        "Begin with: commonweal new my-strategy"
    )


def _does(command: Callable[..., int]) -> str:
    """Return the first sentence of a command's docstring as the list of commands shows it."""
    first = (command.__doc__ or "").strip().splitlines()[0]
    return first[:1].lower() + first[1:].rstrip(".")


def _guarded(name: str, tokens: Sequence[str]) -> int:
    """Return the exit status of a command, whatever happens in it."""
    from commonweal.ground.errors import CommonwealError

    try:
        return _call(name, tokens)
    except WrongCall as fault:
        return _complain(f"commonweal {name}", str(fault))
    except Faulty as fault:
        fault.show()
        return FAULTS
    except CommonwealError as fault:
        return _complain(f"commonweal {name}", str(fault))
    except BrokenPipeError:
        _let_go_of_output()
        return OK
    except OSError as fault:
        return _complain(f"commonweal {name}", _of_system(fault))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        return _own_fault(name, fault)


def _call(name: str, tokens: Sequence[str]) -> int:
    """Read the arguments of a command and call it."""
    from cyclopts import App, CycloptsError, Parameter

    command: Callable[..., int] = (
        getattr(import_module(f"commonweal.cli.{COMMANDS[name][0]}"), name)
        if name in COMMANDS
        else others()[name].load()
    )
    app = App(
        name=f"commonweal {name}", help_format="plaintext", help_formatter="plain", version_flags=(),
        print_error=False, exit_on_error=False, suppress_keyboard_interrupt=False,
        result_action="return_value", default_parameter=Parameter(show_default=False, negative=()),
    )  # fmt: skip
    app.default(command)
    app["--help"].show = False
    try:
        code: Any = app(list(tokens))
    except CycloptsError as fault:
        fault.verbose = False
        raise WrongCall(f"{str(fault).strip()} See: commonweal {name} --help") from fault
    return code if isinstance(code, int) else OK


def _complain(who: str, what: str) -> int:
    # What came from the command line goes back to a terminal: nothing in it may steer that.
    said = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{who}: {what}")
    print(said, file=sys.stderr)
    return WRONG_CALL


def _of_system(fault: OSError) -> str:
    """Return what the system refused, and for which file."""
    said = (fault.strerror or str(fault) or type(fault).__name__).lower()
    return f"{fault.filename}: {said}" if fault.filename else said


def _own_fault(name: str, fault: Exception) -> int:
    if os.environ.get("COMMONWEAL_TRACEBACK"):
        raise fault
    said = f"{type(fault).__name__}: {fault}".splitlines()[0]
    _complain(f"commonweal {name}", f"stopped by a fault of its own, not of yours ({said})")
    print("With COMMONWEAL_TRACEBACK=1 it tells the whole story; please report it.", file=sys.stderr)
    return OWN_FAULT


def _let_go_of_output() -> None:
    """Stop writing to a reader that has gone away, also at the exit of Python."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
