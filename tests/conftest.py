"""What every test may ask for: a fresh database, and the sample data where it is there."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests import databases

gc.set_threshold(100_000, 50)  # so many objects last the whole run: looking through them took 7 % of it
ROOT = Path(__file__).parents[1]
SAMPLE_DATA = Path(os.environ.get("OFFTRAIL_SAMPLE_DATA", ROOT.parent / "shared" / "data"))
PREPARED = pytest.StashKey[dict[str, dict[str, str]]]()
STACK = pytest.StashKey[ExitStack]()
TOGETHER = (
    "tests/attacks/",
    "tests/faults/test_database_away.py",
    "tests/mcp/",
    "tests/races/",
    "tests/sample/",
    "tests/scim/test_conforming.py",
)
"""Tests that share what takes seconds to make: they run in one process."""
SETTINGS_OF_THE_RUN = {"OFFTRAIL_TEST_DATABASE", "OFFTRAIL_SAMPLE_DATA"}


class Worker(Protocol):
    """One of the processes that pytest-xdist starts."""

    config: pytest.Config
    workerinput: dict[str, object]


# --- once for the run


def pytest_configure(config: pytest.Config) -> None:
    """Make the database template, once: pytest-xdist's processes are handed it."""
    _forget_own_settings()
    stack = config.stash[STACK] = ExitStack()
    if hasattr(config, "workerinput"):
        config.stash[PREPARED] = config.workerinput["prepared"]
    elif not config.option.collectonly:
        with ThreadPoolExecutor() as at_once:
            prepared = at_once.map(lambda kind: _prepared(stack, kind), databases.KINDS)
            config.stash[PREPARED] = dict(zip(databases.KINDS, prepared, strict=True))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Worker) -> None:
    node.workerinput["prepared"] = node.config.stash[PREPARED]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Name the databases in the JUnit report, where one is asked for: `make test` looks for them there."""
    for plugin in session.config.pluginmanager.get_plugins():
        if hasattr(plugin, "add_global_property") and PREPARED in session.config.stash:
            for kind, prepared in session.config.stash[PREPARED].items():
                plugin.add_global_property(kind, databases.version_of(prepared))


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[STACK].close()


def pytest_report_header(config: pytest.Config) -> list[str]:
    if PREPARED not in config.stash:
        return []
    data = (
        "present"
        if SAMPLE_DATA.is_dir()
        else f"absent ({SAMPLE_DATA} is no folder): tests that need it are skipped"
    )
    versions = [databases.version_of(prepared) for prepared in config.stash[PREPARED].values()]
    return [f"databases: {', '.join(versions)}", f"sample data: {data}"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The browser's tests run when they are named: `make browser`."""
    browser = ROOT / "tests" / "browser"
    named = any(Path(arg.partition("::")[0]).resolve().is_relative_to(browser) for arg in config.args)
    return True if collection_path == browser and not named else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """pytest-xdist's own groups are lost in pytest 9.2: it writes them into an attribute that is no more."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415  # only where tests run in several processes

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # has no types
        def _split_scope(self, nodeid: str) -> str:
            return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)

    return Scheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a test of what one database alone has to that one; with PostgreSQL alone, leave out what takes no database."""
    for item in items:
        kind = _kind(item)
        for only in ("sqlite", "postgresql"):
            if kind not in (None, only) and (marker := item.get_closest_marker(f"{only}_only")):
                item.add_marker(pytest.mark.skip(reason=f"{only}_only: {marker.kwargs['reason']}"))
    if databases.KINDS == ("postgresql",):
        unneeded = {item for item in items if _kind(item) is None}
        items[:] = [item for item in items if item not in unneeded]
        config.hook.pytest_deselected(items=list(unneeded))


def _kind(item: pytest.Item) -> str | None:
    """The kind of database that a test takes, if it takes one."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_kind") if callspec else None


def _prepared(stack: ExitStack, kind: str) -> dict[str, str]:
    """The template, or why there is none: a broken migration fails the tests that take a database, and no others."""
    try:
        return stack.enter_context(databases.prepared(kind))
    except databases.NotMigrated as problem:
        return {"kind": kind, "problem": str(problem)}


def _forget_own_settings() -> None:
    """The settings of whoever runs the tests are theirs: no test may reach their database."""
    for name in [n for n in os.environ if n.startswith("OFFTRAIL_") and n not in SETTINGS_OF_THE_RUN]:
        del os.environ[name]


# --- databases


@pytest.fixture(scope="session", params=databases.KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database: a test that takes one runs once for each kind of the run."""
    return str(request.param)


@pytest.fixture(scope="session")
def _databases(request: pytest.FixtureRequest, database_kind: str) -> Iterator[databases.Databases]:
    prepared = request.config.stash[PREPARED][database_kind]
    if "problem" in prepared:
        pytest.fail(prepared["problem"], pytrace=False)
    source = databases.opened(prepared)
    yield source
    source.close()


@pytest.fixture(name="databases")
def _noted(
    _databases: databases.Databases, database_kind: str, record_property: Callable[[str, object], None]
) -> databases.Databases:
    """Where databases come from: `.shared()`, `.migrated()` and `.empty()`, each a `with`.

    That a test took one is noted in the report, by which `make test` knows that both kinds saw the same tests.
    """
    record_property("database", database_kind)
    return _databases


@pytest.fixture
def database_url(databases: databases.Databases) -> Iterator[str]:
    """A migrated database without rows of its own."""
    with databases.shared() as url:
        yield url


@pytest.fixture
def empty_database_url(databases: databases.Databases) -> Iterator[str]:
    """A database without a single table: for migrations."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def other_database_url(databases: databases.Databases) -> Iterator[str]:
    """A second migrated database: for what goes from one to another."""
    with databases.migrated() as url:
        yield url


# --- sample data


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real events to import; tests that ask for it are skipped where it is absent."""
    if not SAMPLE_DATA.is_dir():
        pytest.skip(f"sample data is absent: {SAMPLE_DATA} is no folder (OFFTRAIL_SAMPLE_DATA names another)")
    return SAMPLE_DATA


# --- the application, and the people of tests/world.py

from tests.world import ada, application, grace, linus, stranger, time, world  # noqa: E402, F401  # fixtures
