"""How a serving process asks the system for memory, and gives it back."""

import ctypes
import os
import sys

_SAID_BY_OPERATOR = ("MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")
_M_ARENA_MAX, _M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -8, -1, -3
"""As malloc.h of glibc numbers them."""
GIVEN_BACK_FROM = 128 * 1024
"""What glibc begins with; it would raise it for itself, up to 32 MB, as it sees larger pieces come and go."""


def be_thrifty() -> bool:
    """Have all threads take memory from one place and give it back, where the C library is glibc; tells whether that was done.

    By itself glibc gives threads places of their own, up to eight for each core, and what is free in one is of no use to
    another: as requests visit one thread after another, each place grows to the most that any of them ever needed. That
    threads wait for one another there costs little, as Python's take turns anyway. What the operator has said of it holds.
    """
    if sys.platform != "linux" or any(name in os.environ for name in _SAID_BY_OPERATOR):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):  # musl has one place for all
        return False
    options = {_M_ARENA_MAX: 1, _M_TRIM_THRESHOLD: GIVEN_BACK_FROM, _M_MMAP_THRESHOLD: GIVEN_BACK_FROM}
    return all(library.mallopt(option, value) for option, value in options.items())
