"""`--changed`: which of the files that a hook names matter to a filing or are reports, and what to check for them.

A hook's pattern sees names only, so that it catches too much; what is no part of a filing, no report and no schema of a taxonomy is passed
over here. A file of a kind stands for the filings of that kind, a table of an xBRL-CSV report for the report, a linkbase for the schemas
beside it that refer to it: alone it would lack what they bring along.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.diagnostics import InputError
from generator.inputs import find_root, read_file
from generator.pipeline.settings import REPORT_SUFFIXES
from generator.pipeline.validate import filing_of
from generator.qname import LINK
from generator.xmlstream import root_name

_KIND_PARTS = (".toml", ".csv", ".xlsx", ".j2", ".css")
_ALWAYS = (".xbrl", ".xbri", ".xbr")
_INSTANCE = b"xbrl.org/2003/instance"
_INLINE = (b"xbrl.org/2013/inlineXBRL", b"xbrl.org/2008/inlineXBRL")
_VIEWER = b"application/x.ixbrl-viewer+json"  # a page made of a report, to look at
_SKIPPED = frozenset((".git", ".hg", ".venv", "node_modules", "__pycache__"))
_MOST_FOLDERS = 20_000


def concerned(paths: Iterable[Path], root: Path | None = None) -> tuple[Path, ...]:
    """What to check because `paths` changed, in order, each once. `root`: see `inputs.find_root`."""
    found: dict[Path, Path] = {}
    for path in paths:
        for target in _targets(path, root):
            found.setdefault(target.resolve(), target)
    return tuple(found.values())


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
    elif suffix in _ALWAYS:
        yield path
    elif suffix == ".xsd" or suffix in REPORT_SUFFIXES:
        yield from _by_content(path, suffix, root or find_root(path))


def _by_content(path: Path, suffix: str, root: Path) -> Iterator[Path]:
    """What a file stands for whose suffix others have too (.xml, .html, .json, .zip …): nothing where it is not ours, or cannot be read."""
    try:
        data = read_file(path, root)
    except InputError:
        return
    if suffix in (".xml", ".xsd") and root_name(data) == f"{LINK}}}linkbase":
        yield from _schemas_beside(path, root)
    elif _is_ours(data, suffix):
        yield path


def _is_ours(data: bytes, suffix: str) -> bool:
    """Whether the content is meant as a report, or as a schema of a taxonomy, in whatever state it is."""
    if suffix == ".zip":  # a taxonomy package without reports is none
        return b"META-INF/reportPackage.json" in data or (b"META-INF/taxonomyPackage.xml" in data and b"/reports/" in data)
    if suffix == ".json":
        return _has(data, b"documentInfo")
    if suffix in (".xml", ".xsd"):
        return _has(data, _INSTANCE)
    return any(_has(data, mark) for mark in _INLINE) and not _has(data, _VIEWER)


def _has(data: bytes, mark: bytes) -> bool:
    return mark in data or mark.decode().encode("utf-16-le") in data


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


def _schemas_beside(linkbase: Path, root: Path) -> Iterator[Path]:
    """The schemas in the linkbase's folder that name its file."""
    name = linkbase.name.encode()
    for path in sorted(linkbase.parent.glob("*.xsd")):
        try:
            if name in read_file(path, root):
                yield path
        except InputError:
            continue


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
