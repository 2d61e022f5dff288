"""One output put in place whole: a temporary file beside it, synced, renamed; a folder exchanged in one step."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted
from generator.publish import publish


def place_file(target: Path, data: bytes | Path) -> None:
    """Make the file `target` hold `data`, or be the file `data` on the same disk; until the rename what was there stays as it was.

    Raises InputError where it cannot be written.
    """
    target = target.resolve()
    waiting = target.parent / f".{target.name}.{os.getpid()}.new"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, Path):
            data.rename(waiting)
            _sync(waiting)
        else:
            with waiting.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        waiting.replace(target)
        _sync(target.parent)
    except OSError as problem:
        raise InputError(
            error(
                "filing.output",
                f"{quoted(str(target))} cannot be written: {quoted(problem.strerror or str(problem))}.",
                location=Location(path=str(target)),
            )
        ) from None
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)


def place_table_folder(folder: Path, main: str, files: Mapping[str, bytes | Path]) -> None:
    """Make `folder` hold the xBRL-CSV report `files`, its metadata `main` among them, in place of a former one.

    Raises InputError where the folder holds anything but a former report of that name: nothing of others is deleted.
    """
    if folder.is_dir():
        strange = sorted(_relative_files(folder) - _former(folder / main) - set(files))
        if strange:
            raise InputError(
                error(
                    "filing.output",
                    f"The folder {quoted(str(folder))} holds {quoted(strange[0])}, which is no part of a former {quoted(main)}.",
                    hint="xBRL-CSV needs a folder of its own: choose a new or an empty one.",
                    location=Location(path=str(folder)),
                )
            )
    publish(files, folder, main)


def _relative_files(folder: Path) -> set[str]:
    return {Path(parent, name).relative_to(folder).as_posix() for parent, _, names in os.walk(folder) for name in names}


def _former(metadata: Path) -> set[str]:
    """The files of the xBRL-CSV report that `metadata` describes; none where it does not read."""
    try:
        tables: Iterable[Mapping[str, object]] = json.loads(metadata.read_bytes())["tables"].values()
        return {metadata.name, *(str(table["url"]) for table in tables)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
