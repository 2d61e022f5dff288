"""A build folder put in place whole: written beside, then exchanged in one step.

A killed build leaves the previous outputs as they were: until the exchange everything stands in a hidden folder beside.
"""

import ctypes
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted

MANIFEST = "manifest.json"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_target(out: Path, mark: str = MANIFEST) -> None:
    """Raise InputError unless `out` can be replaced: new, empty, or holding the file `mark`, as what was built before does."""
    if out.exists() and not out.is_dir():
        raise InputError(error("filing.output", f"{quoted(str(out))} is a file; a build needs a folder.", location=Location(path=str(out))))
    if out.is_dir() and any(out.iterdir()) and not (out / mark).is_file():
        raise InputError(
            error(
                "filing.output",
                f"The folder {quoted(str(out))} holds files that no build made.",
                hint="Choose a new or an empty folder with -o.",
                location=Location(path=str(out)),
            )
        )


def publish(files: Mapping[str, bytes], out: Path, mark: str = MANIFEST) -> None:
    """Make `out` hold `files` (relative path -> bytes); files of others stay where a build's manifest tells them apart.

    `mark` is the file by which a former result is known. Raises InputError where the folder cannot be written.
    """
    check_target(out, mark)
    out = out.resolve()
    staging = out.parent / f".{out.name}.{os.getpid()}.building"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        for path, content in sorted(files.items()):
            _write(staging / path, content)
        if out.is_dir() and mark == MANIFEST:
            _carry_over(out, staging, files)
        _sync_folders(staging)
        _exchange(staging, out)
        _sync(out.parent)
    except OSError as problem:
        raise InputError(
            error(
                "filing.output",
                f"{quoted(str(out))} cannot be written: {quoted(problem.strerror or str(problem))}.",
                hint="The previous outputs are untouched.",
                location=Location(path=str(out)),
            )
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folders(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        _sync(Path(path))


def _sweep(out: Path) -> None:
    """Mend what a killed build left: finish a replacement that was half done, delete abandoned folders."""
    previous = out.parent / f".{out.name}.previous"
    if previous.is_dir() and not out.exists():
        previous.rename(out)
    for left in (previous, *out.parent.glob(f".{out.name}.*.building")):
        owner = left.name.rsplit(".", 2)[-2]
        if not (owner.isdigit() and _is_running(int(owner))):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _carry_over(out: Path, staging: Path, files: Mapping[str, bytes]) -> None:
    """Bring along the files in `out` that the last build did not list in its manifest."""
    ours = {MANIFEST, *files}
    try:
        for output in json.loads((out / MANIFEST).read_bytes())["outputs"]:
            ours |= {output["path"], *(part["path"] for part in output.get("files", ()))}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # a broken manifest: everything but what we write again is kept
    for folder, _, names in os.walk(out):
        for name in names:
            path = Path(folder, name)
            relative = path.relative_to(out).as_posix()
            if relative not in ours:
                target = staging / relative
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target, follow_symlinks=False)


def _exchange(staging: Path, out: Path) -> None:
    """Put `staging` in the place of `out`: in one step where the system can, else in two that `_sweep` can mend."""
    if not out.exists():
        staging.rename(out)
        return
    if _exchanged_at_once(staging, out):
        return
    previous = out.parent / f".{out.name}.previous"
    out.rename(previous)
    staging.rename(out)
    shutil.rmtree(previous, ignore_errors=True)


def _exchanged_at_once(staging: Path, out: Path) -> bool:
    """Whether Linux's renameat2 exchanged the two folders."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(staging), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE) == 0)
