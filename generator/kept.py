"""Values kept in files of a cache folder: a checksum, a line end, and a body in marshal, which is read only after its checksum is right.

Losing, breaking or locking the folder only costs time.
"""

from __future__ import annotations

import marshal
import os
from pathlib import Path

from generator.diagnostics import InputError
from generator.digests import digest
from generator.inputs import read_file
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

MAX_BYTES = 1 << 28


def read_kept(file: Path) -> Any:
    """What `file` keeps; None where it is not there, is damaged, or is larger than 256 MiB."""
    try:
        checksum, _, body = read_file(file, file.parent, limit=MAX_BYTES).partition(b"\n")
        return marshal.loads(body) if checksum.decode("ascii") == digest(body) else None
    except (InputError, ValueError, EOFError, TypeError, OSError):
        return None


def keep(file: Path, value: Any) -> None:
    """Keep what marshal can hold. Written beside and moved into place, so that another process sees the whole file or none."""
    body = marshal.dumps(value)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(digest(body).encode("ascii") + b"\n" + body)
        os.replace(beside, file)
    except OSError:
        try:
            beside.unlink()
        except OSError:
            return
