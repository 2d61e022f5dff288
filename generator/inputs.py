"""Every input is opened here and nowhere else: below a root, regular files only, under caps.

No network access, ever. Symbolic links are resolved first, then containment is checked. Errors
are InputError, which carries the diagnostic to show (DESIGN: Root, Untrusted input).
"""

import os
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from generator.diagnostics import InputError, Location, error, quoted
from generator.records import TYPE_CHECKING
from generator.xmltext import forbidden

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
    return b"".join(file_chunks(path, root, limit=limit, size=limit + 1))


def file_chunks(path: Path, root: Path, *, limit: int = MAX_FILE, size: int = 1 << 18) -> Iterator[bytes]:
    """The bytes of the file that `read_file` would read, by at most `size` at a time. Raises InputError as it does."""
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
            left = limit  # a file may grow after it was measured
            size = min(size, facts.st_size + 1)
            while content := stream.read(min(size, left + 1)):
                left -= len(content)
                if left < 0:
                    raise OSError("it grows while it is read")
                yield content
    except FileNotFoundError:
        raise InputError(
            error(
                "filing.missing-file",
                f"The file {quoted(str(path), 300)} does not exist.",
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
    found = forbidden().search(text)
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
    archive = Archive(data, name)
    return {path: archive.read(path) for path in archive.paths}


class Archive:
    """A zip archive in memory, whose files are unpacked one by one; `paths` are theirs, in the archive's order.

    What is wrong with its directory is refused when it is opened (see `read_zip`), what is wrong with a file when it is read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        import io
        import zipfile

        self._name = name
        self._total = 0
        self._seen: set[str] = set()
        self._entries: dict[str, ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
            if len(entries) > MAX_ENTRIES:
                raise self._refused(f"has {len(entries):,} entries; at most {MAX_ENTRIES:,} are read")
            _refuse_overlaps(entries, self._refused)
            for entry in entries:
                self._admit(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as problem:
            raise self._refused(f"cannot be read: {quoted(str(problem))}") from None
        self.paths = tuple(self._entries)

    def read(self, path: str) -> bytes:
        """The bytes of one of `paths`. Raises InputError: too many, by themselves or with those read before, or corrupt."""
        import zipfile

        entry = self._entries[path]
        try:
            with self._zip.open(entry) as stream:
                cap = min(MAX_UNPACKED - self._total, max(entry.compress_size, 4096) * MAX_RATIO)
                content = stream.read(cap + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as problem:
            raise self._refused(f"cannot be read: {quoted(str(problem))}") from None
        if len(content) > cap:
            raise self._refused(f"unpacks to too many bytes at {quoted(path)}")
        if path not in self._seen:
            self._seen.add(path)
            self._total += len(content)
        return content

    def _admit(self, entry: "ZipInfo") -> None:
        path = entry.filename
        parts = PurePosixPath(path).parts
        if entry.flag_bits & 1:
            raise self._refused(f"holds the encrypted file {quoted(path)}")
        if "\\" in entry.orig_filename or path.startswith("/") or ".." in parts or "\0" in path or (parts and ":" in parts[0]):
            raise self._refused(f"holds the path {quoted(entry.orig_filename)}, which leads outside it")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise self._refused(f"holds the symbolic link {quoted(path)}")
        if entry.is_dir():
            return
        if path in self._entries:
            raise self._refused(f"holds {quoted(path)} twice")
        self._entries[path] = entry

    def _refused(self, what: str) -> InputError:
        hint = "Make the archive again with an ordinary zip tool."
        return InputError(error("filing.zip", f"The archive {quoted(self._name)} {what}.", hint=hint, location=Location(path=self._name)))


def _refuse_overlaps(entries: "list[ZipInfo]", refuse: Callable[[str], InputError]) -> None:
    """Raise when two entries share bytes (a zip bomb that Python 3.11.7 does not see, CVE-2024-0450)."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise refuse(f"holds entries that overlap at {quoted(entry.filename)}")
        end = entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) + entry.compress_size
