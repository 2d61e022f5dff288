"""`filing`: arguments, opening files, printing, exit codes.

0: no error found; 1: an error found in, or through, a readable PATH; 2: bad usage, a PATH that does not
exist or cannot be opened, a defect of ours. `--version` answers before anything is imported.
"""

from __future__ import annotations

import gc
import os
import sys

from generator import __version__

TYPE_CHECKING = False  # as in `typing`, which `--version` does without
if TYPE_CHECKING:
    from typing import TextIO

_ALLOCATIONS = 200_000
"""How many new containers call for a search for cycles, in a process of our own (Python's default: 700).

Facts are tuples without cycles, so the searches find next to nothing, and each walks all facts read so far (about 5% of the
hook's time on a sample). Not switched off: a long command would never be freed of the cycles that other libraries make.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line `arguments` (default: the process's own) and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        print(f"filing {__version__}")
        return 0
    if arguments is None:
        gc.set_threshold(_ALLOCATIONS, 20, 20)
        sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    from generator.commands import run

    try:
        code = run(given)
        sys.stdout.flush()
        if arguments is None and given[:1] == ["validate"]:
            _leave(code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except (OSError, ValueError) as problem:  # what was found cannot be printed: the disk is full, say
        if os.environ.get("FILING_DEBUG"):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        print(f"filing: the findings cannot be printed: {problem}", file=sys.stderr)
        return 2
    return code


def _leave(code: int) -> None:
    """End the process at once, its output written: a check leaves nothing behind that would have to be cleared away.

    Freeing every module and fact takes a twentieth of the hook's time on a small report. Not while somebody measures the process.
    """
    if sys.gettrace() is None and sys.getprofile() is None:
        sys.stderr.flush()
        os._exit(code)


def _stream(stream: TextIO | None) -> TextIO:
    """A stream that takes any text: nothing where the process has none, escapes where its encoding lacks a character."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    return stream


if __name__ == "__main__":
    sys.exit(main())
