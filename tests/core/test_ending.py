"""A process that is asked to end, and doesn't come to it."""

import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

STAYS = """
import os, signal, threading
from app.core import ending
ending.ALL_WITHIN_S = {within}
ending.when_asked(lambda: print("ending", flush=True))
for _ in range({times}):
    os.kill(os.getpid(), signal.SIGTERM)
threading.Event().wait(60)
"""


@pytest.mark.parametrize(("within", "times"), [(0.1, 1), (60, 2)], ids=["past the time", "asked again"])
def test_who_stays_is_ended(within: float, times: int) -> None:
    program = STAYS.format(within=within, times=times)
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "ending\n", "")
