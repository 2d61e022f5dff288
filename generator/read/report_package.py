"""Report packages 1.0: what is in a `.xbri`, `.xbr` or `.zip`, and every rule about it.

The archive has one top folder; `META-INF/reportPackage.json` says which kind of package it is, `reports/` holds the reports: files
directly in it, else one report (a file, or an inline document set) in each folder below it. Files elsewhere, deeper ones and those
with other extensions are no reports and are left alone.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import MAX_ENTRIES, read_zip
from generator.read.json_text import parse_json
from generator.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from typing import Any

DOCUMENT_TYPES = {
    ".xbri": "https://xbrl.org/report-package/2023/xbri",
    ".xbr": "https://xbrl.org/report-package/2023/xbr",
    ".zip": "https://xbrl.org/report-package/2023",
}
"""The document type that belongs to each extension (Report Packages 1.0, 3.2)."""

INLINE = frozenset((".xhtml", ".html", ".htm"))
PLAIN = frozenset((".xbrl", ".json"))
_HEAD = "META-INF/reportPackage.json"
_REPORTS = "reports/"


class PackagedReport(Record):
    """One report: its `files` below the top folder (several: an inline document set, in order) and the `name` that tells it apart."""

    name: str
    files: tuple[str, ...]

    @property
    def is_inline(self) -> bool:
        """Whether it is an inline report."""
        return _suffix(self.files[0]) in INLINE


class ReportPackage(Record):
    """An opened report package. `files` maps paths below the top folder `top` to bytes; `document_type` is "" where it says none.

    `diagnostics` is what is wrong with it as a package; where that is an error, `reports` may still be read.
    """

    path: str
    top: str
    document_type: str
    files: Mapping[str, bytes]
    reports: tuple[PackagedReport, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_taxonomy(self) -> bool:
        """Whether it is a taxonomy package, too (Report Packages 1.0, 2.2)."""
        return "META-INF/taxonomyPackage.xml" in self.files or "META-INF/catalog.xml" in self.files


def open_report_package(data: bytes, path: str) -> ReportPackage:
    """The report package in `data`; `path` is its own, whose extension has to fit.

    Raises InputError where the archive cannot be read or has no single top folder, or the package is of a version to come.
    """
    _check_archive(data, path)
    everything = read_zip(data, path)
    if _HEAD in everything:
        raise _refused("rpe:unsupportedReportPackageVersion", f"{quoted(path)} is a report package of a later version.", path)
    top = _top(everything, path)
    files = {name.removeprefix(top): content for name, content in everything.items() if name.startswith(top)}
    extension = _suffix(path).lower()
    found: list[Diagnostic] = []
    document_type = ""
    try:
        document_type = _document_type(files, path, extension)
    except InputError as problem:
        found.extend(problem.diagnostics)
    reports, odd = _reports(files)
    is_package = bool(document_type or found) or extension in (".xbri", ".xbr") or any(n.startswith(_REPORTS) for n in files)
    if not is_package:
        raise _refused("rpe:missingReportsDirectory", f"{quoted(path)} is no report package: it has no folder reports.", path)
    found.extend(_wrong_reports(files, reports, odd, path, extension))
    return ReportPackage(
        path=path, top=top.rstrip("/"), document_type=document_type, files=files, reports=reports, diagnostics=tuple(found)
    )


# ---------------------------------------------------------------- the archive (Report Packages 1.0, 3.1)


def _check_archive(data: bytes, path: str) -> None:
    """Raise InputError where the zip, or a path in it, is not as report packages must be. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise _refused("rpe:invalidArchiveFormat", f"{quoted(path)} is no zip archive: {quoted(str(problem))}.", path) from None
    if len(entries) > MAX_ENTRIES:
        return  # `read_zip` refuses it
    files: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & 1 or "\\" in name or name.startswith("/"):
            what = "is encrypted" if entry.flag_bits & 1 else "is not written with / between folders"
            raise _refused("rpe:invalidArchiveFormat", f"{quoted(name)} in {quoted(path)} {what}.", path)
        steps = name.removesuffix("/").split("/")
        if any(step in ("", ".", "..") for step in steps):
            raise _refused("rpe:invalidDirectoryStructure", f"{quoted(path)} holds the path {quoted(name)}.", path)
        if name in files:
            raise _refused("rpe:invalidDirectoryStructure", f"{quoted(path)} holds {quoted(name)} twice.", path)
        for count in range(1, len(steps) + name.endswith("/")):
            folders.add("/".join(steps[:count]))
        if not name.endswith("/"):
            files.add(name)
    if clash := sorted(files & folders):
        raise _refused("rpe:invalidDirectoryStructure", f"{quoted(clash[0])} in {quoted(path)} is a file and a folder.", path)


def _top(files: Mapping[str, bytes], path: str) -> str:
    """The one top folder, with its slash; files beside it are left alone."""
    tops = sorted({name.split("/", 1)[0] for name in files if "/" in name})
    if len(tops) != 1:
        shown = ", ".join(map(quoted, tops[:5])) or "none"
        message = f"{quoted(path)} must have exactly one top folder; it has {shown}."
        raise _refused("rpe:invalidDirectoryStructure", message, path)
    return tops[0] + "/"


# ---------------------------------------------------------------- what kind of package (3.2, 3.3)


def _document_type(files: Mapping[str, bytes], path: str, extension: str) -> str:
    place = f"{path}/{_HEAD}"
    if _HEAD not in files:
        if extension in (".xbri", ".xbr"):
            message = f"An {extension} package must say what it is in {_HEAD}."
            raise _refused("rpe:documentTypeFileExtensionMismatch", message, path)
        return ""
    kind = _kind(parse_json(files[_HEAD], place, "rpe:invalidJSON"), place)
    if kind not in DOCUMENT_TYPES.values():
        raise _refused("rpe:unsupportedReportPackageVersion", f"The document type {quoted(kind)} is not known.", place)
    if extension not in DOCUMENT_TYPES:
        message = f"A report package is named .xbri, .xbr or .zip, not {quoted(posixpath.basename(path))}."
        raise _refused("rpe:unsupportedFileExtension", message, path)
    if DOCUMENT_TYPES[extension] != kind:
        fitting = next(suffix for suffix, known in DOCUMENT_TYPES.items() if known == kind)
        message = f"The package says that it is an {fitting} package, but is named {extension}."
        raise _refused("rpe:documentTypeFileExtensionMismatch", message, place)
    return kind


def _kind(document: Any, place: str) -> str:
    info = document.get("documentInfo") if isinstance(document, dict) else None
    kind = info.get("documentType") if isinstance(info, dict) else None
    if not isinstance(kind, str):
        raise _refused("rpe:invalidJSONStructure", "There is no text documentInfo/documentType.", place)
    return kind


# ---------------------------------------------------------------- the reports (3.4)


def _reports(files: Mapping[str, bytes]) -> tuple[tuple[PackagedReport, ...], tuple[str, ...]]:
    """The reports, by name, and the folders that hold more than one."""
    inside = sorted(name for name in files if name.startswith(_REPORTS) and _suffix(name) in INLINE | PLAIN)
    directly = [name for name in inside if name.count("/") == 1]
    if directly:
        return tuple(PackagedReport(name=posixpath.basename(name), files=(name,)) for name in directly), ()
    folders: dict[str, list[str]] = {}
    for name in inside:
        if name.count("/") == 2:
            folders.setdefault(name.split("/")[1], []).append(name)
    found: list[PackagedReport] = []
    odd: list[str] = []
    for folder, names in sorted(folders.items()):
        if len(names) == 1 or all(_suffix(name) in INLINE for name in names):
            found.append(PackagedReport(name=folder, files=tuple(names)))
        else:
            odd.append(folder)
            found.extend(PackagedReport(name=name.removeprefix(_REPORTS), files=(name,)) for name in names)
    return tuple(found), tuple(odd)


def _wrong_reports(
    files: Mapping[str, bytes], reports: Sequence[PackagedReport], odd: Sequence[str], path: str, extension: str
) -> Iterator[Diagnostic]:
    def wrong(code: str, message: str, hint: str | None = None, at: str = path) -> Diagnostic:
        return error(f"rpe:{code}", message, hint=hint, location=Location(path=at))

    if not any(name.startswith(_REPORTS) for name in files):
        yield wrong("missingReportsDirectory", f"{quoted(path)} has no folder reports.")
        return
    if not reports:
        yield wrong("missingReport", f"There is no report in the folder reports of {quoted(path)}.")
        return
    for folder in odd:
        message = f"The folder reports/{folder} holds several reports."
        yield wrong("multipleReportsInSubdirectory", message, "Give each a folder of its own.", f"{path}/{_REPORTS}{folder}")
    if extension not in (".xbri", ".xbr"):
        return
    if len(reports) > 1:
        shown = ", ".join(quoted(report.name) for report in reports[:5])
        yield wrong("multipleReports", f"An {extension} package holds one report; there are {len(reports)}: {shown}.")
    for report in reports:
        if report.is_inline != (extension == ".xbri"):
            what = "no inline report" if extension == ".xbri" else "an inline report"
            yield wrong("incorrectReportType", f"{quoted(report.name)} is {what}.", at=f"{path}/{report.files[0]}")


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix


def _refused(code: str, message: str, path: str) -> InputError:
    return InputError(error(code, message, location=Location(path=path)))
