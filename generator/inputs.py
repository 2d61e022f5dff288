"""Every input is opened here and nowhere else: below a root, regular files only, under caps.

No network access, ever. Symbolic links are resolved first, then containment is checked. Errors
are InputError, which carries the diagnostic to show (DESIGN: Root, Untrusted input).
"""

import os
import stat
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.diagnostics import InputError, Location, error, quoted
from generator.xmltext import FORBIDDEN

if TYPE_CHECKING:
    from zipfile import ZipInfo

MAX_FILE = 1 << 30
MAX_ENTRIES = 20_000
MAX_UNPACKED = 2 << 30
MAX_RATIO = 500


def find_root(path: Path) -> Path:
    """The folder below which files belonging to `path` may be read.

    The enclosing filing folder (it has a filing.toml); else the enclosing git work tree; else the file's own folder.
    """
    start = path if path.is_dir() else path.parent
    start = start.resolve()
    for marker in ("filing.toml", ".git"):
        for folder in (start, *start.parents):
            if os.path.lexists(folder / marker):  # false where the folder may not be searched
                return folder
    return start


def read_file(path: Path, root: Path, *, limit: int = MAX_FILE) -> bytes:
    """The bytes of the regular file at `path`, which must lie below `root` after links are resolved.

    Raises InputError: missing, unreadable, not a regular file, outside the root, or over `limit` bytes.
    """
    shown = Location(path=str(path))
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise InputError(
                error(
                    "filing.outside-root",
                    f"{quoted(str(path))} leads outside the folder {quoted(str(root))}.",
                    hint=f"Move the file below that folder, or widen it: --root {os.path.commonpath([real, root.resolve()])}",
                    location=shown,
                )
            )
        handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(handle, "rb") as stream:
            facts = os.fstat(stream.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise InputError(
                    error(
                        "filing.not-a-file",
                        f"{quoted(str(path))} is not a regular file.",
                        hint="Put an ordinary file in its place.",
                        location=shown,
                    )
                )
            if facts.st_size > limit:
                raise InputError(
                    error(
                        "filing.too-large",
                        f"{quoted(str(path))} has {facts.st_size:,} bytes; at most {limit:,} are read.",
                        hint="Look whether it is the file that you mean; divide it if it is.",
                        location=shown,
                    )
                )
            content = stream.read(limit + 1)  # a file may grow after it was measured
            if len(content) > limit:
                raise OSError("it grows while it is read")
            return content
    except FileNotFoundError:
        raise InputError(
            error(
                "filing.missing-file",
                f"The file {quoted(str(path))} does not exist.",
                hint="Add it, or mend the name where it is referred to.",
                location=shown,
            )
        ) from None
    except (OSError, RuntimeError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise InputError(
            error(
                "filing.unreadable-file",
                f"The file {quoted(str(path))} cannot be read: {quoted(reason)}.",
                hint="Look at the file's name, its permissions, and where its links lead.",
                location=shown,
            )
        ) from None


def read_text(path: Path, root: Path, *, limit: int = MAX_FILE) -> str:
    """The text of a UTF-8 file, with or without BOM. Raises InputError, with the line of a wrong byte or character.

    Characters that XML cannot hold are refused here: no output could hold them, whatever they stand in.
    """
    data = read_file(path, root, limit=limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise InputError(
            error(
                "filing.encoding",
                f"{quoted(path.name)} is not UTF-8: byte {data[problem.start]:#04x} in line {line}.",
                hint="Save the file as UTF-8 (in Excel: “CSV UTF-8”).",
                location=Location(path=str(path), line=line),
            )
        ) from None
    found = FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        named = "a NUL character" if found[0] == "\0" else f"the character U+{ord(found[0]):04X}, which XML cannot hold,"
        raise InputError(
            error(
                "filing.encoding",
                f"{quoted(path.name)} holds {named} in line {line}.",
                hint="Delete the character, or save the file again as UTF-8.",
                location=Location(path=str(path), line=line),
            )
        )
    return text


def read_zip(data: bytes, name: str) -> Mapping[str, bytes]:
    """The files in a zip archive by their paths, unpacked in memory under caps.

    Refuses, as InputError: what is no zip, encryption, links, `..`, absolute paths, backslashes,
    duplicates, overlaps, too many entries, too many bytes, a ratio beyond 500.
    """
    import io
    import zipfile

    def refuse(what: str) -> InputError:
        return InputError(
            error(
                "filing.zip",
                f"The archive {quoted(name)} {what}.",
                hint="Make the archive again with an ordinary zip tool.",
                location=Location(path=name),
            )
        )

    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise refuse(f"has {len(entries):,} entries; at most {MAX_ENTRIES:,} are read")
            _refuse_overlaps(entries, refuse)
            total = 0
            for entry in entries:
                path = entry.filename
                parts = PurePosixPath(path).parts
                if entry.flag_bits & 1:
                    raise refuse(f"holds the encrypted file {quoted(path)}")
                if "\\" in entry.orig_filename or path.startswith("/") or ".." in parts or "\0" in path or (parts and ":" in parts[0]):
                    raise refuse(f"holds the path {quoted(entry.orig_filename)}, which leads outside it")
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise refuse(f"holds the symbolic link {quoted(path)}")
                if entry.is_dir():
                    continue
                if path in files:
                    raise refuse(f"holds {quoted(path)} twice")
                with archive.open(entry) as stream:
                    cap = min(MAX_UNPACKED - total, max(entry.compress_size, 4096) * MAX_RATIO)
                    content = stream.read(cap + 1)
                    if len(content) > cap:
                        raise refuse(f"unpacks to too many bytes at {quoted(path)}")
                total += len(content)
                files[path] = content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as problem:
        raise refuse(f"cannot be read: {quoted(str(problem))}") from None
    return files


def _refuse_overlaps(entries: "list[ZipInfo]", refuse: Callable[[str], InputError]) -> None:
    """Raise when two entries share bytes (a zip bomb that Python 3.11.7 does not see, CVE-2024-0450)."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise refuse(f"holds entries that overlap at {quoted(entry.filename)}")
        end = entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) + entry.compress_size
