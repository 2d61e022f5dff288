"""Inline document sets on disk: which files of a folder belong together, and the reports that a set holds, one a target.

A folder is one set of all its inline pages, in the order of their names, unless an EDINET `manifest*.xml` in it names the sets, then each
`instance` with `ixbrl` files is one (DESIGN: Inline document sets).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, located, quoted, warning
from generator.inputs import find_root, read_file
from generator.model import Report, Taxonomy
from generator.pipeline.settings import Seen, Settings
from generator.pipeline.standalone import check_alone, check_inline_schema, check_pages
from generator.pipeline.taxonomies import load_taxonomy
from generator.qname import IX_10, IX_11
from generator.read.ixbrl import open_set, read_target
from generator.read.result import ReadReport
from generator.records import Record
from generator.xmlstream import expand, new_parser, parse

PAGES = (".xhtml", ".html", ".htm")
_MANIFEST = "http://disclosure.edinet-fsa.go.jp/2013/manifest"
_SPACE = " \t\r\n"


class NamedSet(Record):
    """The files of a document set, in order, and its name: the manifest's preferred file name, else the folder's or page's."""

    name: str
    files: tuple[Path, ...]


class SetReport(Record):
    """One report of a document set: `target` None is the default one. `diagnostics` are everything found in reading.

    `name` tells the reports of a folder apart: the set's, with `-TARGET` for a target that has a name.
    """

    name: str
    target: str | None
    read: ReadReport
    taxonomy: Taxonomy
    diagnostics: tuple[Diagnostic, ...]

    @property
    def report(self) -> Report:
        """The facts."""
        return self.read.report


# ---------------------------------------------------------------- which files belong together


def find_sets(folder: Path, root: Path | None = None) -> tuple[tuple[NamedSet, ...], tuple[Diagnostic, ...]]:
    """The document sets of `folder`, and what is wrong with its manifests; none where there are no inline pages.

    `root`: see `inputs.find_root`.
    """
    below = root or find_root(folder)
    pages = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in PAGES and _is_inline(read_file(p, below))]
    manifests = sorted(p for p in folder.iterdir() if p.name.startswith("manifest") and p.suffix.lower() == ".xml")
    found: list[Diagnostic] = []
    sets: list[NamedSet] = []
    for manifest in manifests:
        try:
            sets += _Manifest(manifest, read_file(manifest, below), found).sets
        except InputError as problem:
            found += problem.diagnostics
    if not manifests:
        name = pages[0].stem if len(pages) == 1 else folder.resolve().name
        return ((NamedSet(name=name, files=tuple(pages)),) if pages else ()), ()
    named = {path.name for one in sets for path in one.files}
    for page in pages:
        if page.name not in named:
            message = f"{quoted(page.name)} is in no document set of the folder's manifest: it is not read."
            found.append(warning("filing.not-in-set", message, location=Location(path=str(page))))
    return tuple(sets), tuple(found)


def set_around(page: Path, root: Path | None = None) -> tuple[NamedSet, tuple[Diagnostic, ...]]:
    """The document set that `page` is a part of by a manifest beside it, else the page alone; and what is wrong with the manifest."""
    beside = page.parent
    if any(p.name.startswith("manifest") and p.suffix.lower() == ".xml" for p in beside.iterdir()):
        sets, found = find_sets(beside, root)
        for one in sets:
            if page.name in {file.name for file in one.files}:
                return one, found
    return NamedSet(name=page.stem, files=(page,)), ()


def _is_inline(data: bytes) -> bool:
    """Whether a page is inline XBRL: a cover or a viewer beside the report is not."""
    marks = (IX_11.encode(), IX_10.encode())
    return any(mark in data for mark in (*marks, *(m.decode().encode("utf-16-le") for m in marks)))


class _Manifest:
    """The sets that an EDINET manifest names: `instance` elements with their `ixbrl` files, which lie beside it."""

    def __init__(self, path: Path, data: bytes, found: list[Diagnostic]) -> None:
        self.sets: list[NamedSet] = []
        self._path = path
        self._found = found
        self._name: str | None = None
        self._files: list[Path] = []
        self._texts: list[str] = []
        self._place = Location(path=str(path))
        self._parser = new_parser(str(path))
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._texts.append
        parse(self._parser, data, str(path))
        if not self.sets:
            message = f"The manifest {quoted(path.name)} names no inline files."
            found.append(error("filing.set-manifest", message, location=Location(path=str(path), line=1, column=1)))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._texts.clear()
        parser = self._parser
        self._place = Location(path=str(self._path), line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)
        if name == f"{_MANIFEST}}}instance":
            preferred = attributes.get("preferredFilename", "").rpartition(".")[0]
            self._name = preferred or attributes.get("id") or self._path.stem
            self._files = []

    def _end(self, name: str) -> None:
        namespace, local = expand(name)
        if namespace != _MANIFEST:
            return
        if local == "ixbrl" and self._name is not None:
            self._take("".join(self._texts).strip(_SPACE))
        elif local == "instance" and self._name is not None:
            if self._files:
                self.sets.append(NamedSet(name=self._name, files=tuple(self._files)))
            self._name = None

    def _take(self, text: str) -> None:
        """One file of a set: half a set is never read as if it were whole."""
        path = self._path.parent / text
        if not text or "/" in text or "\\" in text:
            self._refuse(f"The manifest names {quoted(text)}, which is no file beside it.", "Name files of the manifest's own folder.")
        elif path in self._files:
            self._refuse(f"The manifest names {quoted(text)} twice in one document set.", "Name each file once.")
        elif not path.is_file():
            self._refuse(f"The manifest names {quoted(text)}, which is missing: the document set is not whole.", "Add the file.")
        else:
            self._files.append(path)

    def _refuse(self, message: str, hint: str) -> None:
        self._found.append(error("filing.set-manifest", message, hint=hint, location=self._place))


# ---------------------------------------------------------------- the reports of a set


def read_document_set(files: Sequence[Path], settings: Settings, name: str = "") -> tuple[SetReport, ...]:
    """The reports of the document set `files` (paths in order), one a target, each with its taxonomy.

    Raises InputError where a file cannot be read, or nothing can be said of the facts.
    """
    folder = files[0].parent
    root = settings.root or find_root(folder)
    pages = {str(path): read_file(path, root) for path in files}
    document = open_set(pages)
    reports = []
    for target in document.targets or (None,):
        found: list[Diagnostic] = []
        taxonomies: list[Taxonomy] = []

        def load(entry_points: tuple[str, ...], found: list[Diagnostic] = found, taxonomies: list[Taxonomy] = taxonomies) -> Taxonomy:
            taxonomy, notes = load_taxonomy(entry_points, folder, settings)
            found.extend(notes)
            taxonomies.append(taxonomy)
            return taxonomy

        read = read_target(document, target, load)
        found += check_pages(pages, taxonomies[-1], settings)
        own = f"{name}-{target}" if target else name
        made = SetReport(name=own, target=target, read=read, taxonomy=taxonomies[-1], diagnostics=(*found, *read.diagnostics))
        reports.append(made)
    return tuple(reports)


def read_folder_sets(folder: Path, settings: Settings) -> tuple[SetReport, ...]:
    """Every report of the inline document sets in `folder`. Raises InputError where a manifest or a set is not whole, or there is none."""
    sets, found = find_sets(folder, settings.root)
    wrong = tuple(d for d in found if d.code == "filing.set-manifest") or (() if sets else found)
    if wrong:
        raise InputError(*wrong)
    return tuple(report for one in sets for report in read_document_set(one.files, settings, one.name))


def validate_document_set(files: Sequence[Path], settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with the document set `files`, target by target; what is the set's own is said once."""
    said: set[Diagnostic] = set()
    reports = read_document_set(files, settings)
    root = settings.root or find_root(files[0].parent)
    yield from check_inline_schema({str(path): read_file(path, root) for path in files})
    for own in reports:
        for diagnostic in (*own.diagnostics, *_checked(own, settings)):
            if diagnostic not in said:
                said.add(diagnostic)
                yield diagnostic


def _checked(own: SetReport, settings: Settings) -> Iterator[Diagnostic]:
    """What the specifications find in the report, each finding at its fact's place."""
    settings.seen(Seen(own.report, own.taxonomy, own.read.places))
    for diagnostic in check_alone(own.report, own.taxonomy, settings):
        fact = diagnostic.location.fact
        place = own.read.places.get(fact) if fact and diagnostic.location.path is None else None
        yield located(diagnostic, place) if place else diagnostic
