"""The units registry that comes with the standard schemas, kept parsed in the cache folder: parsing it costs more than a small check."""

import marshal
from pathlib import Path

from generator import __version__
from generator.digests import digest
from generator.inputs import read_file
from generator.kept import keep, read_kept
from generator.locations import standard_schemas
from generator.validate.units import Registry, read_registry


def units_registry(cache: Path | None) -> Registry:
    """The registry, out of the folder `cache` where it was parsed before and its file is the same (None: parsed anew)."""
    path = standard_schemas() / "http" / "www.xbrl.org" / "utr" / "utr.xml"
    if cache is None:
        return read_registry(read_file(path, path.parent), path.name)
    facts = path.stat()
    mark = f"{__version__} {marshal.version} {path} {facts.st_size} {facts.st_mtime_ns}"
    file = cache / f"{digest(mark.encode('utf-8', 'surrogateescape'))}.units"
    rows = read_kept(file)
    if rows is not None:
        return Registry(rows)
    registry = read_registry(read_file(path, path.parent), path.name)
    keep(file, registry.rows)
    return registry
