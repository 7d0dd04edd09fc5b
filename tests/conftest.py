"""
What every test may lean on: Hypothesis profiles, and what a test needs from outside the clone.

`@pytest.mark.needs("chromium")` skips a test where such a thing is missing, with one line that names it;
who asks for `axe_violations` needs axe-core as well. With COMMONWEAL_ALL=1 (as in CI) the same absence is a
failure. COMMONWEAL_INSTALLED=1 asserts that what is tested is an installed wheel and not the source tree.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
AXE = ROOT / ".cache" / "axe" / "axe.min.js"

LONG = (
    "test_postgresql", "test_browser", "test_serving", "test_docs", "test_api", "test_owning",
    "test_support", "test_calendar", "test_payments", "test_core", "test_office_browser", "test_interrupted",
    "test_library", "test_report_page",
)  # fmt: skip
"""Files that take longest, or whose tests wait for other programs, in the order in which they begin."""
ONE_ATLAS = tuple(f"tests/web/test_{name}.py" for name in ("support", "payments"))
"""Files for one worker: they look at the atlas as judged on the same days."""

OFF = (
    # What playwright turns off, for the last list that the browser is given is the only one that counts.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    # Bars and menus of the browser that are pages themselves: made anew for every window, which nobody sees.
    "InitialWebUI", "PreloadTopChromeWebUI", "WebUIReloadButton", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
"""Features of Chromium that tests do without; a new empty page takes half the time without the last five."""

_ASKED = "{resultTypes: ['violations'], selectors: false}"
"""Of axe-core: every rule, and nothing about what passes."""

set_hypothesis_home_dir(ROOT / ".cache" / "hypothesis")
settings.register_profile(
    "default",
    deadline=None,
    print_blob=True,
    derandomize=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
# Every law at 20,000 cases, other ones each time: `make laws` (scripts/laws.py).
settings.register_profile(
    "thorough",
    settings.get_profile("default"),
    max_examples=int(os.environ.get("LAW_CASES", "20000")),
    derandomize=False,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def chromium_path() -> str | None:
    """Return Debian's Chromium, or whatever the path or COMMONWEAL_CHROMIUM calls so."""
    named = os.environ.get("COMMONWEAL_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def postgres_path() -> str | None:
    """Return the folder of PostgreSQL's server programs."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return str(folders[-1]) if folders else None


# name of the need -> (what it is and how it is got, the look that finds it or None)
NEEDS: dict[str, tuple[str, Callable[[], object]]] = {
    "chromium": ("Chromium (Debian package chromium)", chromium_path),
    "axe": ("axe-core (make axe)", lambda: AXE if AXE.is_file() else None),
    "shared-data": (
        "the folder shared/data beside the clone",
        lambda: SHARED_DATA if SHARED_DATA.is_dir() else None,
    ),
    "java": ("Java 17 (Debian package default-jre-headless)", lambda: shutil.which("java")),
    "postgres": ("PostgreSQL's server (Debian package postgresql)", postgres_path),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--record`: golden files are written anew; read what changed before you keep it."""
    parser.addoption("--record", action="store_true", help="write golden files anew, then compare them")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> bool:
    """Say whether golden files are to be written anew."""
    return bool(request.config.getoption("--record"))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test the source tree where an installed wheel was meant."""
    if os.environ.get("COMMONWEAL_INSTALLED") != "1":
        return
    import commonweal

    if str(ROOT / "src") in str(commonweal.__path__):
        raise pytest.UsageError("COMMONWEAL_INSTALLED=1, but commonweal comes from the source tree")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no worker is left alone with it at the end."""
    turn = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: turn.get(item.path.stem, len(LONG)))


def pytest_collection_finish() -> None:
    """
    Look for garbage seldom, and never among the tests, modules and grammars that stay to the end.

    A tenth of all the time of the tests went into looking at these again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """
    Give each worker whole files, one after another, where xdist would begin with an eighth of all tests.

    That eighth held every test of the site, twice the work of all others: one worker sat idle for minutes.
    What a file makes once for its tests is made once, too. `--dist` other than `load` stands as it is.
    """
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    class Files(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "atlas" if file in ONE_ATLAS else file

    config.option.loadscopereorder = False
    return Files(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or with COMMONWEAL_ALL=1 fail, a test whose need is not here."""
    needed = [name for mark in item.iter_markers("needs") for name in mark.args]
    needed += ["axe"] if "axe_script" in getattr(item, "fixturenames", ()) else []
    for name in needed:
        what, look = NEEDS[name]
        if look() is None:
            if os.environ.get("COMMONWEAL_ALL") == "1":
                pytest.fail(f"needs {what}, which is missing", pytrace=False)
            pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data beside the clone; mark the test `needs("shared-data")`."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def axe_script() -> str:
    """Return axe-core as text; a test that asks for it is skipped where there is none."""
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """
    Give a headless Chromium as playwright's `Browser`; mark the test `needs("chromium")`.

    One for a file and not for the session: while playwright runs, its event loop counts as this thread's,
    and Django then refuses the database to every later test of the worker.

    It may reach nothing: every name resolves to nowhere, so that a page that asks for something outside
    itself fails its test. Open pages with `browser.new_context(bypass_csp=True).new_page()`.
    """
    from playwright.sync_api import sync_playwright

    home = tmp_path_factory.mktemp("chromium-home")
    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=chromium_path(),
            env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)},
            args=[
                "--no-sandbox",  # root in a container has no user namespaces
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--disable-features={','.join(OFF)}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe_violations(axe_script: str) -> Callable[[object], list[str]]:
    """Return a function that runs axe-core on an open page and gives its violations, one line each."""

    def run(page: object) -> list[str]:
        if page.evaluate("typeof axe == 'undefined'"):  # type: ignore[attr-defined]
            page.add_script_tag(content=axe_script)  # type: ignore[attr-defined]
        found = page.evaluate(f"async () => (await axe.run({_ASKED})).violations")  # type: ignore[attr-defined]
        return [f"{v['id']} ({v['impact']}): {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found]

    return run
