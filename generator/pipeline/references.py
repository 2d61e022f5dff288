"""Which taxonomy a converted report names, and what of it travels along.

Canonical URLs stay as they are. A reference to a file is written so that it leads there from where the output will stand; into a
report package the taxonomy's own files are copied, since nothing in a package may lead out of it.
"""

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, quoted
from generator.dts.package import open_package
from generator.inputs import find_root, read_file, read_zip
from generator.pipeline.settings import Settings
from generator.pipeline.sources import PACKAGES, Source
from generator.pipeline.taxonomies import shipped_files, shipped_package

REPORTS = "reports"
_COPIED = "taxonomy"
_REPORT_FILES = (".xbrl", ".xhtml", ".html", ".htm", ".json", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What a converted report refers to: `taxonomy` as written, `files` that go into its package (by path below the top folder)."""

    taxonomy: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def is_url(entry: str) -> bool:
    """Whether an entry point is an absolute URL rather than the path of a file."""
    return "://" in entry or entry.startswith("urn:")


def references(source: Source, main: Path, settings: Settings, *, in_package: bool) -> References:
    """The references of `source`, written to the file `main`, a report package or not. Raises InputError where there is no way."""
    carried = _carried(source.path) if _is_package(source.path) else {}
    entry_points = source.report.taxonomy
    inside = [entry for entry in entry_points if _inside(entry, source.path) is not None]
    files = [entry for entry in entry_points if not is_url(entry)]
    if in_package:
        if not files:
            return References(taxonomy=entry_points, files=_travelling(source, carried))
        if inside:
            return _same_package(source, carried)
        return _copied(source, settings)
    if inside:
        raise InputError(
            error(
                "filing.convert-taxonomy",
                f"The report names its taxonomy by a file of its package, {quoted(inside[0], 200)}: {quoted(main.name)} cannot reach it.",
                hint="Convert it to a report package (.xbri, .xbr, .zip), or unpack it first.",
                location=Location(path=str(source.path)),
            )
        )
    written = tuple(entry if is_url(entry) else _relative(entry, str(main.parent)) for entry in entry_points)
    return References(taxonomy=written, diagnostics=_left_behind(source, carried, main))


def _relative(entry: str, folder: str) -> str:
    """`entry`, the path of a file, as a relative URL reference from `folder`."""
    return quote(PurePosixPath(Path(os.path.relpath(entry, folder)).as_posix()).as_posix())


def _inside(entry: str, package: Path) -> str | None:
    """The path of `entry` in the report package at `package`; None where it is no file of it."""
    start = os.path.normpath(package) + os.sep
    path = os.path.normpath(entry)
    within = _is_package(package) and not is_url(entry) and path.startswith(start)
    return Path(path.removeprefix(start)).as_posix() if within else None


def _is_package(path: Path) -> bool:
    return path.suffix.lower() in PACKAGES and path.is_file()


# ---------------------------------------------------------------- what travels in a package


def _carried(path: Path) -> dict[str, bytes]:
    """The files of the report package at `path`, without its reports, by their paths below the top folder."""
    files = {name.partition("/")[2]: data for name, data in read_zip(read_file(path, find_root(path)), str(path)).items()}
    return {name: data for name, data in files.items() if not _is_report(name) and name != "META-INF/reportPackage.json"}


def _package_beside(source: Source) -> Path | None:
    """The taxonomy package beside the report, as a build leaves it, that holds an entry point which the shipped taxonomy does not."""
    if not _unknown(source):
        return None
    folder = source.path if source.path.is_dir() else source.path.parent
    for path in sorted(folder.glob("*-taxonomy.zip")):
        package = open_package(path, find_root(path))
        if any(is_url(entry) and package.locate(entry) is not None for entry in source.report.taxonomy):
            return path
    return None


def _unpacked(package: Path) -> dict[str, bytes]:
    """The files of a taxonomy package by their paths below its top folder."""
    files = read_zip(read_file(package, find_root(package)), str(package))
    return {name.partition("/")[2]: data for name, data in files.items()}


def _is_report(name: str) -> bool:
    return name.startswith(f"{REPORTS}/") and PurePosixPath(name).suffix.lower() in _REPORT_FILES


def _travelling(source: Source, carried: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The taxonomy that goes along with canonical URLs: that of the source's package, else the shipped one where it is the report's."""
    if "META-INF/catalog.xml" in carried:
        return carried
    if beside := _package_beside(source):
        return _unpacked(beside)
    return {} if _unknown(source) else shipped_files()


def _same_package(source: Source, carried: Mapping[str, bytes]) -> References:
    """A package made from a package: every file keeps its place."""
    written = []
    for entry in source.report.taxonomy:
        path = _inside(entry, source.path)
        written.append(entry if path is None else quote(posixpath.relpath(path, REPORTS)))
    return References(taxonomy=tuple(written), files=carried)


def _copied(source: Source, settings: Settings) -> References:
    """A package made from files: the taxonomy's own files stand in it as they stand on disk to one another."""
    paths = [os.path.abspath(name) for name in source.taxonomy.documents if not is_url(name)]
    paths += [os.path.abspath(entry) for entry in source.report.taxonomy if not is_url(entry)]
    base = os.path.commonpath([os.path.dirname(path) for path in paths])
    root = settings.root or find_root(source.path)
    places = {path: f"{_COPIED}/{Path(os.path.relpath(path, base)).as_posix()}" for path in paths}
    written = (e if is_url(e) else quote(posixpath.relpath(places[os.path.abspath(e)], REPORTS)) for e in source.report.taxonomy)
    return References(taxonomy=tuple(written), files={place: read_file(Path(path), root) for path, place in sorted(places.items())})


# ---------------------------------------------------------------- what a reader of the output must know


def _unknown(source: Source) -> bool:
    """Whether the report names a URL that the shipped taxonomy does not hold."""
    shipped = shipped_package()
    return any(is_url(entry) and shipped.locate(entry) is None for entry in source.report.taxonomy)


def _left_behind(source: Source, carried: Mapping[str, bytes], main: Path) -> tuple[Diagnostic, ...]:
    package = source.path if "META-INF/catalog.xml" in carried and _unknown(source) else None
    if not carried and main.parent.resolve() != source.path.parent.resolve():
        package = _package_beside(source)
    if package is None:
        return ()
    return (
        Diagnostic(
            code="filing.convert-taxonomy",
            severity=Severity.INFO,
            message=f"{quoted(main.name)} names the taxonomy that {quoted(package.name)} carries.",
            hint=f"Check it with --taxonomy-package {package}.",
            location=Location(path=str(main)),
        ),
    )
