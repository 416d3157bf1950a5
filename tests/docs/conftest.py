"""What tests of the documents need: a served process to run their examples against, and the documents themselves."""

import os
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Document:
    """A Markdown file of the repository."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def prose(self) -> str:
        """Without its code blocks."""
        return FENCE.sub("", self.text)

    def blocks(self, language: str) -> list[str]:
        return [textwrap.dedent(found[3]) for found in FENCE.finditer(self.text) if found[2] == language]

    def code(self, language: str) -> Iterator[tuple[int, str]]:
        """Each block with the line on which it begins."""
        for found in FENCE.finditer(self.text):
            if found[2] == language:
                yield self.text.count("\n", 0, found.start(3)) + 1, textwrap.dedent(found[3])


def documents() -> list[Document]:
    """The documents that readers of the repository begin with, and all of docs/."""
    top = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [Document(path) for path in [*top, *sorted((ROOT / "docs").rglob("*.md"))]]


def document(name: str) -> Document:
    return Document(ROOT / name)


@dataclass(frozen=True)
class Served:
    """A running `offtrail serve`."""

    address: str
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to work on the same database, with `offtrail` among the commands."""
        commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return os.environ | {
            "PATH": commands, "PYTHONPATH": str(ROOT), "OFFTRAIL_DATABASE_URL": self.database_url, "OFFTRAIL_URL": self.address
        }  # fmt: skip


@pytest.fixture
def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service in a process of its own, over this test's database."""
    with serving(database_url, tmp_path_factory.mktemp("served") / "log") as port:
        yield Served(f"http://127.0.0.1:{port}", database_url)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, as a reader would."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
