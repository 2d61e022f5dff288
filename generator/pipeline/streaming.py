"""Reports that stay in their files while they are converted: read again for each pass, written piece by piece, compared in step.

XBRL 2.1, xBRL-JSON and xBRL-CSV can be followed in one pass; inline XBRL cannot (a continuation, a context, an exclusion may stand
anywhere), and a package is unpacked in memory. What is small is quicker to hold.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from generator.diagnostics import Diagnostic, InputError
from generator.inputs import file_chunks, find_root, read_file
from generator.model import Report, Taxonomy
from generator.pipeline.settings import Settings
from generator.pipeline.sources import Source, checked
from generator.pipeline.taxonomies import load_taxonomy
from generator.qname import XBRLI
from generator.read import oim_csv_stream, oim_json_stream, xbrl_stream
from generator.read.json_text import JsonStream
from generator.read.result import NotStreamable, ReadReport, TaxonomyLoader
from generator.xmlstream import root_name

FORMS = ("xbrl", "xbrl-json", "xbrl-csv")
"""The syntaxes that stream, as `convert` names them."""

SMALL = 4 << 20
"""A report of fewer bytes is held in memory: reading it once is quicker than five times."""

_LARGEST_METADATA = 1 << 24


def streamed_source(path: Path, settings: Settings) -> Source:
    """The report in the file at `path`, its facts left there. Raises NotStreamable."""
    root = settings.root or find_root(path)
    found: list[Diagnostic] = []
    taxonomies: list[Taxonomy] = []

    def load(entry_points: tuple[str, ...]) -> Taxonomy:
        taxonomy, notes = load_taxonomy(entry_points, path.parent, settings)
        found.extend(notes)
        taxonomies.append(taxonomy)
        return taxonomy

    if not path.is_file() or path.suffix.lower() not in (".xbrl", ".xml", ".json"):
        raise NotStreamable
    read = read_streamed(path, str(path), root, load, smallest=SMALL)
    source = Source(path=path, report=read.report, taxonomy=taxonomies[-1])
    return checked(source, (), found)


def read_streamed(file: Path, path: str, root: Path, load: TaxonomyLoader, *, smallest: int = 0) -> ReadReport:
    """The report in `file`, read as if it stood at `path`. Raises NotStreamable, also where it has fewer than `smallest` bytes."""

    def chunks() -> Iterator[bytes]:
        return file_chunks(file, root)

    try:
        start = next(chunks(), b"")
        if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            if _is_tables(chunks()):
                return _tables(file, path, root, load, smallest)
            read = oim_json_stream.stream
        elif root_name(start) == f"{XBRLI}}}xbrl":
            read = xbrl_stream.stream
        else:
            raise NotStreamable
        if file.stat().st_size < smallest:
            raise NotStreamable
        return read(chunks, path, load)
    except (InputError, OSError):
        raise NotStreamable from None


def _is_tables(chunks: Iterator[bytes]) -> bool:
    try:
        kind = JsonStream(chunks, seen=False).head["documentInfo"]["documentType"]
    except (KeyError, TypeError):
        raise NotStreamable from None
    except NotStreamable:
        return True  # xBRL-CSV has no member "facts": its reader says the rest
    return isinstance(kind, str) and kind.endswith("/xbrl-csv")


def _tables(file: Path, path: str, root: Path, load: TaxonomyLoader, smallest: int) -> ReadReport:
    """An xBRL-CSV report whose tables lie beside its metadata."""

    def beside(url: str) -> Path:
        if "://" in url:
            raise NotStreamable
        return file.parent / PurePosixPath(url)

    def whole(url: str) -> bytes:
        return read_file(beside(url), root, limit=_LARGEST_METADATA)

    def open_table(url: str) -> Iterator[bytes]:
        return file_chunks(beside(url), root)

    data = read_file(file, root, limit=_LARGEST_METADATA)
    if smallest and sum(table.stat().st_size for table in file.parent.glob("*.csv")) < smallest:
        raise NotStreamable
    return oim_csv_stream.stream(data, path, load, whole, open_table)


def write_streamed(report: Report, taxonomy: Taxonomy, form: str, name: str, main: Path) -> dict[str, Path]:
    """Write `report` to `main` in the syntax `form`; every file by its path beside `main`. Raises ValueError, OSError and NotStreamable.

    `name` is that of an xBRL-CSV report.
    """
    if form == "xbrl-csv":
        from generator.render import oim_csv

        made: dict[str, Path] = {}

        def opened(file: str) -> BinaryIO:
            made[file] = main.parent / file
            return made[file].open("xb")

        oim_csv.write_files(report, name, opened, taxonomy)
        return made
    with main.open("xb") as sink:
        if form == "xbrl":
            from generator.render import xbrl

            xbrl.write(report, taxonomy, sink)
        else:
            from generator.render import oim_json

            oim_json.write(report, sink, taxonomy)
    return {main.name: main}
