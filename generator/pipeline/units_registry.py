"""The units registry that comes with the standard schemas, kept parsed in the cache folder: parsing it costs more than a small check.

A kept registry is the checksum of the rest, a line end, and a body in marshal, which is read only after its checksum is right.
Losing, breaking or locking the folder only costs time.
"""

import marshal
import os
from pathlib import Path

from generator import __version__
from generator.diagnostics import InputError
from generator.digests import digest
from generator.inputs import read_file
from generator.locations import standard_schemas
from generator.validate.units import Registry, read_registry

_MAX_BYTES = 1 << 24


def units_registry(cache: Path | None) -> Registry:
    """The registry, out of the folder `cache` where it was parsed before and its file is the same (None: parsed anew)."""
    path = standard_schemas() / "http" / "www.xbrl.org" / "utr" / "utr.xml"
    if cache is None:
        return read_registry(read_file(path, path.parent), path.name)
    facts = path.stat()
    mark = f"{__version__} {marshal.version} {path} {facts.st_size} {facts.st_mtime_ns}"
    file = cache / f"{digest(mark.encode('utf-8', 'surrogateescape'))}.units"
    kept = _read(file)
    if kept is None:
        kept = read_registry(read_file(path, path.parent), path.name)
        _write(file, kept)
    return kept


def _read(file: Path) -> Registry | None:
    try:
        checksum, _, body = read_file(file, file.parent, limit=_MAX_BYTES).partition(b"\n")
        if checksum.decode("ascii") != digest(body):
            return None
        return Registry(marshal.loads(body))
    except (InputError, ValueError, EOFError, TypeError, OSError):
        return None


def _write(file: Path, registry: Registry) -> None:
    """Keep a registry. Written beside and moved into place, so that another process sees the whole file or none."""
    body = marshal.dumps(registry.rows)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(digest(body).encode("ascii") + b"\n" + body)
        os.replace(beside, file)
    except OSError:
        import contextlib

        with contextlib.suppress(OSError):
            beside.unlink()
