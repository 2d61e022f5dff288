"""`--changed`: which of the files that a hook names matter to a filing or are reports, and what to check for them.

A hook's pattern sees names only, so that it catches too much; what is no part of a filing and no report is passed over here. A file of a
kind stands for the filings of that kind, a table of an xBRL-CSV report for the report.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.diagnostics import InputError
from generator.inputs import find_root, read_file
from generator.pipeline.settings import REPORT_SUFFIXES
from generator.pipeline.validate import filing_of

_KIND_PARTS = (".toml", ".csv", ".xlsx", ".j2", ".css")
_ALWAYS = (".xbrl", ".xhtml", ".xbri", ".xbr")
_MARKS = (b"xbrl.org/2003/instance", b"xbrl.org/2013/inlineXBRL", b"xbrl.org/2008/inlineXBRL", b"documentInfo")
_SKIPPED = frozenset((".git", ".hg", ".venv", "node_modules", "__pycache__"))
_MOST_FOLDERS = 20_000


def concerned(paths: Iterable[Path], root: Path | None = None) -> tuple[Path, ...]:
    """What to check because `paths` changed, in order, each once. `root`: see `inputs.find_root`."""
    return tuple(dict.fromkeys(target for path in paths for target in _targets(path, root)))


def _targets(path: Path, root: Path | None) -> Iterator[Path]:
    filing = filing_of(path)
    if filing is not None or path.is_dir():
        yield filing or path
        return
    suffix = path.suffix.lower()
    kind = _kind_of(path) if suffix in _KIND_PARTS else None
    if kind is not None:
        yield from _filings_of(kind, root or find_root(path))
    elif suffix == ".csv":
        yield from _metadata_beside(path, root)
    elif suffix in REPORT_SUFFIXES and (suffix in _ALWAYS or _looks_like_a_report(path, root)):
        yield path


def _looks_like_a_report(path: Path, root: Path | None) -> bool:
    """Whether a file with a common suffix (.xml, .html, .json, .zip) is meant as a report; unreadable ones are, so that it is said."""
    try:
        data = read_file(path, root or find_root(path))
    except InputError:
        return True
    if path.suffix.lower() == ".zip":
        return b"META-INF/reportPackage.json" in data
    return any(mark in data or mark.decode().encode("utf-16-le") in data for mark in _MARKS)


def _kind_of(path: Path) -> Path | None:
    """The folder of the kind that the file belongs to: the one with its `kind.toml`, at most two levels up."""
    return next((folder for folder in list(path.resolve().parents)[:3] if (folder / "kind.toml").is_file()), None)


def _filings_of(kind: Path, root: Path) -> Iterator[Path]:
    """The filings below `root` that name the kind in the folder `kind`, in order of their paths."""
    found = []
    for count, (folder, folders, names) in enumerate(os.walk(root)):
        if count > _MOST_FOLDERS:
            break
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        if "filing.toml" in names and _names_kind(Path(folder), kind, root):
            found.append(Path(folder))
    yield from sorted(found)


def _names_kind(filing: Path, kind: Path, root: Path) -> bool:
    import tomllib  # only for a file of a kind

    try:
        named = tomllib.loads(read_file(filing / "filing.toml", root).decode("utf-8-sig")).get("kind")
    except (InputError, ValueError):
        return False  # what is wrong with it is said when it changes itself
    return isinstance(named, str) and (kind.name == named or (filing / named).resolve() == kind)


def _metadata_beside(table: Path, root: Path | None) -> Iterator[Path]:
    """The xBRL-CSV metadata beside a table that name it."""
    import json

    for path in sorted(table.parent.glob("*.json")):
        try:
            document = json.loads(read_file(path, root or find_root(path)))
            urls = [one.get("url") for one in document["tables"].values()]
        except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        if table.name in urls:
            yield path
