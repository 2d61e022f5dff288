"""Zip archives written: the same bytes for the same files. Reading them is `inputs.read_zip`."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

_TIME = (1980, 1, 1, 0, 0, 0)


def deterministic_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of `files` (path to bytes): sorted, with fixed times and permissions. Raises ValueError for a path that leads out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            parts = PurePosixPath(path).parts
            if path.startswith("/") or ".." in parts or "\\" in path or not parts:
                raise ValueError(f"the path {path!r} leads out of the archive")
            entry = zipfile.ZipInfo(path, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()
