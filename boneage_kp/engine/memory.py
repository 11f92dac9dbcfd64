"""`keep_memory`: what a network frees stays with the process, in large pages.

The C library hands maps of tens of megabytes back to the system after every layer and fetches
them anew for the next; the system clears each page of 4 KiB again. `BONEAGE_KEEP_MEMORY=0` shows
the difference with any command of `boneage-kp benchmark`.
"""

import ctypes
import os
import sys
from functools import cache
from pathlib import Path

# mallopt's names, from malloc.h.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4
_ROOM = 1 << 30  # bytes of address space that the heap grows by; only what is used takes memory
_MADV_HUGEPAGE = 14  # madvise's name, from mman.h
_LARGE_PAGE = 2 << 20
SWITCH = "BONEAGE_KEEP_MEMORY"


@cache
def keep_memory() -> bool:
    """Ask the C library for it, once a process. False where it is not GNU's, which is no fault.

    BONEAGE_KEEP_MEMORY=0 leaves everything as it comes, to compare.
    """
    if not sys.platform.startswith("linux") or os.environ.get(SWITCH) == "0":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "mallopt") or not hasattr(libc, "gnu_get_libc_version"):
        return False
    largest = (1 << 31) - 1
    settings = ((_M_MMAP_MAX, 0), (_M_TRIM_THRESHOLD, largest), (_M_TOP_PAD, _ROOM))
    kept = all(libc.mallopt(name, value) == 1 for name, value in settings)
    if kept:
        _in_large_pages(libc)
    return kept


def _in_large_pages(libc: ctypes.CDLL) -> None:
    """Make the heap grow by its room now, and ask for large pages there."""
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = [ctypes.c_void_p]
    libc.free(libc.malloc(ctypes.c_size_t(_ROOM // 4)))
    heap = _heap_range()
    if heap is not None:
        start = -(-heap[0] // _LARGE_PAGE) * _LARGE_PAGE
        size = ctypes.c_size_t(max(heap[1] - start, 0))
        libc.madvise(ctypes.c_void_p(start), size, _MADV_HUGEPAGE)


def _heap_range() -> tuple[int, int] | None:
    """First and last address of the heap, as the system has it."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.endswith("[heap]"):
            first, last = line.split(maxsplit=1)[0].split("-")
            return int(first, 16), int(last, 16)
    return None
