"""Run a command that can open no socket: `python tests/offline.py COMMAND...`.

A filter of the kernel (seccomp) refuses socket(2) to the whole process and to all it starts,
whatever language asks, without any privilege. Linux on x86-64 and 64-bit ARM.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

# By machine: its number for the audit architecture, and those of socket and io_uring_setup.
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000
# On x86-64 the same calls have second numbers from here on (x32).
_SECOND_NUMBERS, _AT_LEAST = 0x40000000, 0x35


def is_possible() -> bool:
    """Tell whether this machine is one that we know the calls of."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def close() -> None:
    """Refuse every socket to this process from now on.

    Raises:
        OSError: the kernel does not take the filter.
    """
    architecture, socket, ring = _MACHINES[platform.machine()]
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 2, 0, _SECOND_NUMBERS),
        (_EQUAL, 1, 0, socket),
        (_EQUAL, 0, 1, ring),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    pointer = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    unused = ctypes.c_ulong(0)
    for arguments in (
        (_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), unused, unused, unused),
        (_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), pointer, unused, unused),
    ):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    close()
    os.execvp(sys.argv[1], sys.argv[1:])
