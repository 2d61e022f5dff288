"""A build folder put in place whole: written beside, then exchanged in one step.

A killed build leaves the previous outputs as they were: until the exchange everything stands in a hidden folder beside.
"""

import contextlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted

MANIFEST = "manifest.json"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_target(out: Path, mark: str = MANIFEST) -> None:
    """Raise InputError unless `out` can be replaced: new, empty, or holding the file `mark`, as what was built before does."""
    try:
        taken = os.listdir(out) if out.is_dir() else []
        blocked = os.path.lexists(out) and not out.is_dir()
    except OSError as problem:
        raise _unwritten(out, problem, "Choose another folder with -o.") from None
    if blocked:
        raise InputError(
            error(
                "filing.output",
                f"{quoted(str(out))} is no folder; a build needs one.",
                hint="Choose a new or an empty folder with -o.",
                location=Location(path=str(out)),
            )
        )
    if taken and not (out / mark).is_file():
        raise InputError(
            error(
                "filing.output",
                f"The folder {quoted(str(out))} holds files that no build made.",
                hint="Choose a new or an empty folder with -o.",
                location=Location(path=str(out)),
            )
        )


def publish(files: Mapping[str, bytes | Path], out: Path, mark: str = MANIFEST) -> None:
    """Make `out` hold `files` (relative path -> bytes, or a file on the same disk, which is moved there).

    Files of others stay where a build's manifest tells them apart.

    `mark` is the file by which a former result is known. Raises InputError where the folder cannot be written.
    """
    check_target(out, mark)
    try:
        out = out.resolve()
    except (OSError, RuntimeError) as problem:  # links that lead round in a circle
        raise _unwritten(out, problem, "Choose another folder with -o.") from None
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
        raise _unwritten(out, problem, "The previous outputs are untouched.") from None
    finally:
        _delete(staging)


def _delete(folder: Path) -> None:
    """Delete a folder of ours as far as the system lets us, folders without write permission in it too."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.is_dir() and not folder.is_symlink():
        for path, _, _ in os.walk(folder):
            with contextlib.suppress(OSError):
                os.chmod(path, 0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _unwritten(out: Path, problem: Exception, hint: str) -> InputError:
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    message = f"{quoted(str(out))} cannot be written: {quoted(reason)}."
    return InputError(error("filing.output", message, hint=hint, location=Location(path=str(out))))


def _write(path: Path, content: bytes | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        content.rename(path)
        _sync(path)
        return
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
    _delete(previous)
    start, end = f".{out.name}.", ".building"
    for name in sorted(os.listdir(out.parent)):
        owner = name[len(start) : -len(end)]
        if name.startswith(start) and name.endswith(end) and re.fullmatch("[0-9]{1,9}", owner) and not _is_other(int(owner)):
            _delete(out.parent / name)


def _is_other(process: int) -> bool:
    """Whether another process of that number runs; our own has just begun, so what bears its number was left by a former one."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _carry_over(out: Path, staging: Path, files: Mapping[str, bytes | Path]) -> None:
    """Bring along the files in `out` that the last build did not list in its manifest."""
    ours = {MANIFEST, *files}
    try:
        for output in json.loads((out / MANIFEST).read_bytes())["outputs"]:
            ours |= {output["path"], *(part["path"] for part in output.get("files", ()))}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass  # a broken manifest: everything but what we write again is kept
    for folder, folders, names in os.walk(out):
        links = [name for name in folders if Path(folder, name).is_symlink()]  # os.walk lists them as folders, and does not enter
        for name in (*names, *links):
            path = Path(folder, name)
            relative = path.relative_to(out).as_posix()
            if relative not in ours:
                target = staging / relative
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target, follow_symlinks=False)


def _exchange(staging: Path, out: Path) -> None:
    """Put `staging` in the place of `out`: in one step where the system can, else in two that `_sweep` can mend."""
    if not out.exists():
        try:
            staging.rename(out)
            return
        except OSError:
            if not out.is_dir():  # else another build has been quicker: ours takes its place
                raise
    if _exchanged_at_once(staging, out):
        return
    previous = out.parent / f".{out.name}.previous"
    out.rename(previous)
    try:
        staging.rename(out)
    except OSError:
        previous.rename(out)
        raise
    _delete(previous)


def _exchanged_at_once(staging: Path, out: Path) -> bool:
    """Whether Linux's renameat2 exchanged the two folders."""
    import ctypes  # a hook that only validates does without

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(staging), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE) == 0)
