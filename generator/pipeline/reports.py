"""A report in any syntax, told by its content, read and checked on its own."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, InputError, Location, error, located, quoted
from generator.dts.package import Package, package_from_files
from generator.inputs import find_root, read_file, read_zip
from generator.model import Report, Taxonomy
from generator.pipeline.checks import check_report
from generator.pipeline.settings import REPORT_SUFFIXES, Settings
from generator.pipeline.taxonomies import load_taxonomy
from generator.read import ixbrl, oim_csv, oim_json, xbrl
from generator.read.result import ReadReport, TaxonomyLoader


def kind_of(data: bytes, path: str) -> str:
    """The syntax of `data`: "xbrl", "ixbrl", "xbrl-json", "xbrl-csv" or "package", told by its content.

    Raises InputError where it is none of these.
    """
    if data[:4] == b"PK\x03\x04":
        return "package"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"{":
        return _oim_kind(data, path)
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in (".xhtml", ".html", ".htm") or b"http://www.w3.org/1999/xhtml" in data[:4096]:
        return "ixbrl"
    if start[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "xbrl"
    raise InputError(
        error(
            "filing.unknown-format",
            f"{quoted(PurePosixPath(path).name)} is no report: neither XML, nor JSON, nor a package.",
            hint="Give a filing folder, or a report: " + ", ".join(REPORT_SUFFIXES) + ".",
            location=Location(path=path),
        )
    )


def _oim_kind(data: bytes, path: str) -> str:
    try:
        document = json.loads(data)
        kind = document["documentInfo"]["documentType"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "xbrl-json"  # whose reader says what is wrong
    return "xbrl-csv" if isinstance(kind, str) and kind.endswith("/xbrl-csv") else "xbrl-json"


def read_report(path: str, files: Mapping[str, bytes], load: TaxonomyLoader) -> ReadReport:
    """The report whose main file is `path` among `files`; siblings are found by their paths there. Raises InputError."""
    data = files[path]
    match kind_of(data, path):
        case "ixbrl":
            return ixbrl.read(data, path, load)
        case "xbrl-json":
            return oim_json.read(data, path, load)
        case "xbrl-csv":

            def table(name: str) -> bytes:
                beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
                if beside not in files:
                    raise InputError(error("xbrlce:missingTable", f"The table {quoted(name)} is missing.", location=Location(path=beside)))
                return files[beside]

            return oim_csv.read(data, path, load, table)
        case "package":
            inner = unpack(data, path)
            return read_report(inner.report, inner.files, load)
        case _:
            return xbrl.read(data, path, load)


class Unpacked:
    """A report package: its one report's path, all files by path below the top folder, and its taxonomy package, if any."""

    def __init__(self, files: Mapping[str, bytes], report: str, taxonomy: Package | None) -> None:
        self.files = files
        self.report = report
        self.taxonomy = taxonomy


def unpack(data: bytes, path: str) -> Unpacked:
    """The report package in `data` (Report Packages 1.0). Raises InputError where it is none, or holds not exactly one report."""
    files = read_zip(data, path)
    tops = {name.split("/", 1)[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        raise InputError(
            error("rpe:invalidDirectoryStructure", f"{quoted(path)} does not have exactly one top folder.", location=Location(path=path))
        )
    top = tops.pop() + "/"
    inside = {name.removeprefix(top): content for name, content in files.items()}
    reports = sorted(n for n in inside if n.startswith("reports/") and PurePosixPath(n).suffix.lower() in REPORT_SUFFIXES)
    if len(reports) != 1:
        raise InputError(
            error(
                "rpe:missingReport" if not reports else "rpe:multipleReports",
                f"{quoted(path)} holds {len(reports)} reports; one is read.",
                location=Location(path=path),
            )
        )
    taxonomy = package_from_files(inside, path) if "META-INF/catalog.xml" in inside else None
    return Unpacked(inside, reports[0], taxonomy)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """A report read on its own, the taxonomy that it names, and everything found in reading the two."""

    read: ReadReport
    taxonomy: Taxonomy
    diagnostics: tuple[Diagnostic, ...]

    @property
    def report(self) -> Report:
        """The facts."""
        return self.read.report


def read_for(path: Path, settings: Settings) -> OwnReport:
    """The report in the file at `path` with its taxonomy. Raises InputError where either cannot be read."""
    root = settings.root or find_root(path)
    data = read_file(path, root)
    shown = str(path)
    found: list[Diagnostic] = []
    taxonomies: list[Taxonomy] = []
    extra: list[Package] = []
    files: Mapping[str, bytes] = {shown: data}
    main = shown
    if kind_of(data, shown) == "package":
        inner = unpack(data, shown)
        files, main = {f"{shown}/{name}": content for name, content in inner.files.items()}, f"{shown}/{inner.report}"
        extra = [inner.taxonomy] if inner.taxonomy else []

    def load(entry_points: tuple[str, ...]) -> Taxonomy:
        taxonomy, notes = load_taxonomy(entry_points, path.parent, settings, extra)
        found.extend(notes)
        taxonomies.append(taxonomy)
        return taxonomy

    read = read_report(main, _Siblings(files, root), load)
    if not taxonomies:  # broken before its taxonomy was known: what was found in reading is all that there is
        nothing = error("xbrl.4.2", "The report names no taxonomy.", location=Location(path=shown))
        raise InputError(*(read.diagnostics or (nothing,)))
    return OwnReport(read=read, taxonomy=taxonomies[-1], diagnostics=(*found, *read.diagnostics))


def validate_file(path: Path, settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with the report in the file at `path`, by itself. Raises InputError where it cannot be read."""
    own = read_for(path, settings)
    yield from own.diagnostics
    for diagnostic in check_report(own.report, own.taxonomy, settings):
        fact = diagnostic.location.fact
        place = own.read.places.get(fact) if fact and diagnostic.location.path is None else None
        yield located(diagnostic, place) if place else diagnostic


class _Siblings(Mapping[str, bytes]):
    """Files by path: those given, else read from disk below the root when asked for (the tables of xBRL-CSV)."""

    def __init__(self, files: Mapping[str, bytes], root: Path) -> None:
        self.files = files
        self.root = root

    def __getitem__(self, path: str) -> bytes:
        return self.files[path] if path in self.files else read_file(Path(path), self.root)

    def __contains__(self, path: object) -> bool:
        return path in self.files or Path(str(path)).exists()

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)
