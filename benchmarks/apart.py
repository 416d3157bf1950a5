"""Work in a process of its own, so that who measures takes no time from what is measured: it prepares, waits for a sign, works, and hands back what it found.

The parent names a module and hands it a plan; the module ends with `apart.serve(prepare)`, where `prepare(plan)` gives the work to do at the sign.
Nothing but the standard library is imported here: the process is there in a few hundredths of a second.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
READY, GO = b"+", b"!"


@contextmanager
def prepared(module: str, plan: Any) -> Iterator[Callable[[], Any]]:
    """The work of a module, ready to begin; calling it gives what it found, or raises what went wrong."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(plan, process.stdin)
            process.stdin.flush()
            if process.stdout.read(1) != READY:
                raise RuntimeError(f"{module} could not prepare its work")
            yield lambda: _found(process)
        finally:
            process.kill()


def _found(process: "subprocess.Popen[bytes]") -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(GO)
    process.stdin.flush()
    found = pickle.load(process.stdout)  # what our own process wrote
    if isinstance(found, Exception):
        raise found
    return found


def serve(prepare: Callable[[Any], Callable[[], Any]]) -> None:
    """The other end of `prepared`."""
    work = prepare(pickle.load(sys.stdin.buffer))  # what our own parent wrote
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    if sys.stdin.buffer.read(1) != GO:
        return
    try:
        found = work()
    except Exception as problem:  # noqa: BLE001  # told to the parent, which ends the run
        found = RuntimeError(f"{type(problem).__name__}: {problem}")
    pickle.dump(found, sys.stdout.buffer)
    sys.stdout.buffer.flush()
