"""A process that serves takes its memory from one place, whatever number of threads it has."""

import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

glibc = pytest.mark.skipif(
    not (sys.platform == "linux" and "glibc" in os.confstr("CS_GNU_LIBC_VERSION")), reason="tells of glibc"
)

PLACES = """
import ctypes, re, sys, tempfile, threading
from app.core.memory import be_thrifty

done = be_thrifty()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
here = threading.Barrier(16)

def take():
    here.wait()
    assert library.malloc(1000)
    here.wait()

threads = [threading.Thread(target=take) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    told = ctypes.c_void_p(library.fopen(file.name.encode(), b"w"))
    library.malloc_info(0, told)
    library.fclose(told)
    print(done, len(re.findall("<heap nr", file.read().decode())))
"""


def places(**settings: str) -> str:
    """Whether something was done, and from how many places sixteen threads at once then take their memory."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", PLACES]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment | settings, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


@glibc
@pytest.mark.sqlite_only(reason="no database is asked")
def test_all_threads_take_their_memory_from_one_place() -> None:
    assert places() == "True 1"


@glibc
@pytest.mark.sqlite_only(reason="no database is asked")
def test_what_the_operator_says_of_it_holds() -> None:
    assert places(MALLOC_ARENA_MAX="3") == "False 3"
