"""A report in any syntax, told by its content, read and checked on its own; or every report of a package."""

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, InputError, Location, error, located, quoted
from generator.dts.cache import load_cached
from generator.dts.package import Package, package_from_files
from generator.dts.resolver import Resolver
from generator.inputs import file_chunks, find_root, read_file
from generator.model import Report, Taxonomy
from generator.pipeline.settings import REPORT_SUFFIXES, Seen, Settings
from generator.pipeline.standalone import check_alone, check_inline_schema, check_pages
from generator.pipeline.taxonomies import load_taxonomy, packages_at, resolver_for
from generator.qname import LINK, XHTML, XS
from generator.read.result import ReadReport, TaxonomyLoader
from generator.records import TYPE_CHECKING, Record, field, replace
from generator.xmlstream import root_name

if TYPE_CHECKING:  # each syntax's reader is imported when a report in it is met
    from generator.read.ixbrl_set import DocumentSet
    from generator.read.report_package import PackagedReport, ReportPackage

_PACKAGES = (".xbri", ".xbr", ".zip")
_KINDS = {f"{XHTML}}}html": "ixbrl", f"{XS}}}schema": "taxonomy", f"{LINK}}}linkbase": "taxonomy"}


_BLANK = b"\xef\xbb\xbf \t\r\n"
_LARGE = 1 << 18
"""An instance of so many bytes, a piece of `file_chunks`, is never in memory as a whole."""


def kind_of(data: bytes, path: str) -> str:
    """The syntax of `data`, told by its content: "xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "package", or "taxonomy" (schema, linkbase).

    Raises InputError where it is none of these.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if data[:4] == b"PK\x03\x04" or suffix in _PACKAGES:
        return "package"
    start = data[:4096].lstrip(_BLANK)
    if start[:1] == b"{":
        return _oim_kind(data, path)
    if suffix in (".xhtml", ".html", ".htm"):
        return "ixbrl"
    if start[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _KINDS.get(root_name(data), "xbrl")
    raise InputError(
        error(
            "filing.unknown-format",
            f"{quoted(PurePosixPath(path).name)} is no report: neither XML, nor JSON, nor a package.",
            hint="Give a filing folder, or a report: " + ", ".join(REPORT_SUFFIXES) + ".",
            location=Location(path=path),
        )
    )


def _oim_kind(data: bytes, path: str) -> str:
    import json  # not for XML

    try:
        document = json.loads(data)
        kind = document["documentInfo"]["documentType"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "xbrl-json"  # whose reader says what is wrong
    return "xbrl-csv" if isinstance(kind, str) and kind.endswith("/xbrl-csv") else "xbrl-json"


def read_report(path: str, files: Mapping[str, bytes], load: TaxonomyLoader, *, pages: Sequence[str] = ()) -> ReadReport:
    """The report whose main file is `path` among `files`; siblings are found by their paths there.

    `pages` are the files of an inline document set, where it has several. Raises InputError, also where a package does not hold
    exactly one report.
    """
    if len(pages) > 1:
        from generator.read import ixbrl

        return ixbrl.read_set({page: files[page] for page in pages}, load)
    data = files[path]
    match kind_of(data, path):
        case "ixbrl":
            from generator.read import ixbrl

            return ixbrl.read(data, path, load)
        case "xbrl-json":
            from generator.read import oim_json

            return oim_json.read(data, path, load)
        case "xbrl-csv":

            def beside(name: str) -> bytes:
                where = name if "://" in name else posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
                if where not in files:
                    raise InputError(error("filing.missing-file", f"The file {quoted(name)} is missing.", location=Location(path=where)))
                return files[where]

            from generator.read import oim_csv

            return oim_csv.read(data, path, load, beside)
        case "package":
            package = _opened(data, path)
            report = _only(package)
            inside = {f"{path}/{name}": content for name, content in package.files.items()}
            return read_report(f"{path}/{report.files[0]}", inside, load, pages=[f"{path}/{name}" for name in report.files])
        case _:
            from generator.read import xbrl

            return xbrl.read(data, path, load)


def _opened(data: bytes, path: str) -> "ReportPackage":
    """The report package in `data`. Raises InputError where it is none."""
    from generator.read.report_package import open_report_package

    return open_report_package(data, path)


def _only(package: "ReportPackage") -> "PackagedReport":
    """The one report of a package. Raises InputError where the package is none, or holds several or none."""
    if package.diagnostics:
        raise InputError(*package.diagnostics)
    if len(package.reports) != 1:
        names = ", ".join(quoted(report.name) for report in package.reports[:5])
        message = f"{quoted(package.path)} holds {len(package.reports)} reports: {names}."
        hint = "Unpack the one that you mean."
        raise InputError(error("filing.several-reports", message, hint=hint, location=Location(path=package.path)))
    return package.reports[0]


class OwnReport(Record):
    """A report read on its own, the taxonomy that it names, and everything found in reading the two.

    `name` tells the reports of one path apart; it is "" where there is one. `judge` looks again where reading left doubts.
    `pages` are the files of an inline report.
    """

    read: ReadReport
    taxonomy: Taxonomy
    diagnostics: tuple[Diagnostic, ...]
    name: str = ""
    judge: "Callable[[], OwnReport] | None" = None
    pages: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def report(self) -> Report:
        """The facts."""
        return self.read.report


def read_for(path: Path, settings: Settings) -> OwnReport:
    """The one report in the file at `path` with its taxonomy.

    Raises InputError where either cannot be read, or where the file is a package with other than one report.
    """
    root = settings.root or find_root(path)
    data = read_file(path, root)
    shown = str(path)
    if kind_of(data, shown) != "package":
        return _own(path, shown, (), {shown: data}, settings)
    package = _opened(data, shown)
    return _packaged(path, package, _only(package), settings)


def read_all(path: Path, settings: Settings) -> Iterator[OwnReport]:
    """Every report in the file at `path`, one after the other: those of a package, else the one. Raises InputError.

    A schema or linkbase is a taxonomy with a report of no facts.
    """
    root = settings.root or find_root(path)
    shown = str(path)
    chunks = file_chunks(path, root)
    start = next(chunks, b"")
    if len(start) >= _LARGE and start.lstrip(_BLANK)[:1] == b"<" and kind_of(start, shown) == "xbrl":
        from generator.read import xbrl

        del chunks
        read = partial(xbrl.read_chunks, partial(file_chunks, path, root), shown)
        yield _own(path, shown, (), {}, settings, read=read, kind="xbrl")
        return
    data = start + b"".join(chunks)
    kind = kind_of(data, shown)
    if kind == "taxonomy":
        yield _taxonomy(path, settings)
        return
    if kind != "package":
        yield _own(path, shown, (), {shown: data}, settings)
        return
    package = _opened(data, shown)
    if package.diagnostics:
        raise InputError(*package.diagnostics)
    for report in package.reports:
        document = _inline_document(path, package, report)
        if document is None or document.targets in ((), (None,)):
            yield _packaged(path, package, report, settings)
            continue
        for target in document.targets:
            yield _packaged(path, package, report, settings, document, target)


def _inline_document(path: Path, package: "ReportPackage", report: "PackagedReport") -> "DocumentSet | None":
    """The document set of an inline report in a package; None where it is none, or says nothing of targets."""
    if not report.is_inline or not any(b"target" in package.files[name] for name in report.files):
        return None
    from generator.read.ixbrl import open_set

    return open_set({f"{path}/{name}": package.files[name] for name in report.files})


def _taxonomy(path: Path, settings: Settings) -> OwnReport:
    """The taxonomy whose entry point is the schema or linkbase at `path`, and what is wrong with it."""
    entry_points = (os.path.normpath(path),)
    taxonomy, found = load_taxonomy(entry_points, path.parent, settings)
    read = ReadReport(report=Report(facts=(), taxonomy=entry_points), places={})
    return OwnReport(read=read, taxonomy=taxonomy, diagnostics=found)


def _packaged(
    path: Path,
    package: "ReportPackage",
    report: "PackagedReport",
    settings: Settings,
    document: "DocumentSet | None" = None,
    target: str | None = None,
) -> OwnReport:
    """The report, or with `document`, its pages, what it says for `target`."""
    shown = str(path)
    files = {f"{shown}/{name}": content for name, content in package.files.items()}
    pages = [f"{shown}/{name}" for name in report.files]
    inner = package_from_files(package.files, shown) if package.has_taxonomy else None
    if inner is not None and "META-INF/taxonomyPackage.xml" in package.files:
        _ = (inner.metadata, inner.rewrites)  # a broken taxonomy package is told, whether anything of it is used or not
    name = report.name if len(package.reports) > 1 else ""
    if document is None:
        return _own(path, pages[0], pages, files, settings, name=name, inner=inner)
    from generator.read.ixbrl import read_target

    stem = PurePosixPath(report.name).stem if len(report.files) == 1 else report.name
    name = f"{stem}-{target}" if target else stem
    return _own(path, pages[0], pages, files, settings, name=name, inner=inner, read=partial(read_target, document, target))


def _own(
    path: Path,
    main: str,
    pages: Sequence[str],
    files: Mapping[str, bytes],
    settings: Settings,
    *,
    name: str = "",
    inner: Package | None = None,
    read: Callable[[TaxonomyLoader], ReadReport] | None = None,
    kind: str | None = None,
) -> OwnReport:
    """The report `main` of the file at `path`; `files` are in memory, the rest is found below the root or in packages.

    `read` reads it where this is not simply done by `read_report`. `kind` is its syntax where that is known.
    """
    root = settings.root or find_root(path)
    found: list[Diagnostic] = []
    taxonomies: list[Taxonomy] = []
    resolvers: list[Resolver] = []
    extra = [inner] if inner else []

    def load(entry_points: tuple[str, ...]) -> Taxonomy:
        inside = [entry for entry in entry_points if os.path.normpath(entry).startswith(os.path.normpath(str(path)) + os.sep)]
        if inside:  # files of the package itself, by their paths in it
            resolver: Resolver = _Inside([*extra, *packages_at(path.parent, settings)], root, files)
            taxonomy, notes = load_cached(tuple(entry_points), resolver, settings.cache)
        else:
            resolver = resolver_for(path.parent, settings, extra)
            taxonomy, notes = load_taxonomy(entry_points, path.parent, settings, resolver=resolver)
        resolvers.append(resolver)
        found.extend(notes)
        taxonomies.append(taxonomy)
        return taxonomy

    def packaged(url: str) -> bytes | None:
        every = [*extra, *packages_at(path.parent, settings)]
        return next((data for package in every if (data := package.find(url)) is not None), None)

    siblings = _Siblings(files, root if main == str(path) else None, packaged)  # a package is whole, or it is broken
    made = read(load) if read else read_report(main, siblings, load, pages=pages)
    taxonomy = taxonomies[-1] if taxonomies else _no_taxonomy()
    if settings.profile is not None:
        documents = {page: siblings[page] for page in pages or (main,) if (kind or kind_of(siblings[page], page)) in ("xbrl", "ixbrl")}
        found += check_pages(documents, taxonomy, settings)
    inline = {page: siblings[page] for page in pages or (main,) if (kind or kind_of(siblings[page], page)) == "ixbrl"}
    own = OwnReport(read=made, taxonomy=taxonomy, diagnostics=(*found, *made.diagnostics), name=name, pages=inline)
    if not made.doubts or not resolvers:
        return own

    def judge() -> OwnReport:
        from generator.pipeline.instance_view import judged  # no plain filing needs it

        again, findings = judged(siblings[main], main, made, taxonomy, resolvers[-1], settings)
        return replace(own, read=again, diagnostics=(*found, *findings))

    return replace(own, judge=judge)


def _no_taxonomy() -> Taxonomy:
    """What a report has that could not be read so far as to name one."""
    return Taxonomy(entry_points=(), concepts={}, types={}, relationships={}, labels={}, references={}, roles={}, typed_domains={})


def validate_file(path: Path, settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with the report in the file at `path`, or with each report of a package, by itself.

    Raises InputError where it cannot be read.
    """
    said: set[Diagnostic] = set()
    for own in read_all(path, settings):
        for diagnostic in validate_report(own, settings):
            if not own.name or diagnostic not in said:  # what targets of one document share is said once
                yield diagnostic
            if own.name:
                said.add(diagnostic)


def validate_report(own: OwnReport, settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with a report that has been read; each finding at the place of its fact. Raises InputError."""
    if own.judge is not None:
        own = own.judge()
    settings.seen(Seen(own.report, own.taxonomy, own.read.places))
    yield from own.diagnostics
    yield from check_inline_schema(own.pages)
    for diagnostic in check_alone(own.report, own.taxonomy, settings, own.read):
        fact = diagnostic.location.fact
        place = own.read.places.get(fact) if fact and diagnostic.location.path is None else None
        yield located(diagnostic, place) if place else diagnostic


class _Inside(Resolver):
    """A resolver that finds files of the report package by their paths in it."""

    def __init__(self, packages: Sequence[Package], root: Path, files: Mapping[str, bytes]) -> None:
        super().__init__(packages, root)
        self._files = {os.path.normpath(name): content for name, content in files.items()}

    def _read_path(self, name: str) -> bytes:
        content = self._files.get(os.path.normpath(name))
        return super()._read_path(name) if content is None else content


class _Siblings(Mapping[str, bytes]):
    """Files by path: those given; else, with a root, read from disk when asked for (the tables of xBRL-CSV); URLs from packages."""

    def __init__(self, files: Mapping[str, bytes], root: Path | None, packaged: Callable[[str], bytes | None]) -> None:
        self.files = files
        self.root = root
        self.packaged = packaged

    def __getitem__(self, path: str) -> bytes:
        if path in self.files:
            return self.files[path]
        if "://" in path:
            data = self.packaged(path)
            if data is not None:
                return data
        if self.root is None or "://" in path:
            raise KeyError(path)
        return read_file(Path(path), self.root)

    def __contains__(self, path: object) -> bool:
        if path in self.files:
            return True
        if "://" in str(path):
            return self.packaged(str(path)) is not None
        return self.root is not None and Path(str(path)).exists()

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)
