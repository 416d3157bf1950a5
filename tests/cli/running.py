"""Running the command in this very process: what it printed, and the status it ended with."""

import sys
from dataclasses import dataclass

import pytest

from app.cli import main


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


class Command:
    """`offtrail`, with settings of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: str, **settings: str) -> Ended:
        with self.monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"OFFTRAIL_{name}", value)
            patch.setattr(sys, "argv", ["offtrail", *words])
            status = self._status()
        printed = self.capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    @staticmethod
    def _status() -> int:
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0
