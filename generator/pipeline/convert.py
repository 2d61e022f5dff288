"""`filing convert`: any syntax to any other, the facts unchanged; written, read back and compared before anything is put in place."""

import io
import os
import posixpath
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, has_errors, quoted, warning
from generator.equality import compare, compare_in_step
from generator.model import Report, Taxonomy
from generator.pipeline.document_sets import PAGES
from generator.pipeline.manifest import fact_counts
from generator.pipeline.placing import place_file, place_table_folder
from generator.pipeline.references import REPORTS, References, is_url, references
from generator.pipeline.reports import read_report
from generator.pipeline.settings import Settings
from generator.pipeline.sources import PACKAGES, Misuse, Source, read_set, read_sources
from generator.pipeline.streaming import FORMS as STREAMED
from generator.pipeline.streaming import read_streamed, streamed_source, write_streamed
from generator.qname import NOTE_CONCEPT
from generator.read.result import NotStreamable, ReadReport
from generator.render.naming import NCNAME

SYNTAXES = {
    ".xbrl": "xbrl",
    ".xml": "xbrl",
    ".xhtml": "ixbrl",
    ".html": "ixbrl",
    ".htm": "ixbrl",
    ".json": "xbrl-json",
    ".csv": "xbrl-csv",
    ".xbri": "xbri",
    ".xbr": "xbr",
    ".zip": "zip",
}
"""The syntax that a file name asks for."""

FORMS = tuple(dict.fromkeys(SYNTAXES.values()))
"""What `--to` may say; `xbri` is a report package with the inline report, `xbr` and `zip` are packages with the XBRL 2.1 instance."""

_TABLES = "-csv"
_HELD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One output of a conversion: its main file and how many facts it holds (notes do not count)."""

    path: Path
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What a conversion came to. `written` is empty where an error was found: all outputs are put in place or none."""

    diagnostics: tuple[Diagnostic, ...]
    written: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an output goes: its syntax, its main file, and the name that its inner files are given."""

    form: str
    main: Path
    name: str

    @property
    def in_package(self) -> bool:
        """Whether it is a report package."""
        return f".{self.form}" in PACKAGES

    @property
    def inner_form(self) -> str:
        """The syntax of the report itself."""
        return {"xbri": "ixbrl", "xbr": "xbrl", "zip": "xbrl"}.get(self.form, self.form)


def convert(path: Path, out: Path, settings: Settings, form: str | None = None, document_set: Sequence[Path] = ()) -> Converted:
    """Write the report at `path` (a report, a filing, a build folder) to `out`, in the syntax `form` (default: as `out` is named).

    `document_set` are the pages that make the report together, `path` the first of them. Raises Misuse where neither says which syntax.
    """
    with suppress(NotStreamable):
        return _convert_streamed(path, out, settings, form)
    found: list[Diagnostic] = []
    try:
        sources = read_set(document_set, settings) if document_set else read_sources(path, settings)
        made = []
        for source in sources:
            found += _refused(source.diagnostics)
            target = target_of(out, form, path, source.name)
            _refuse_same(source, target)
            settings.progress(f"writing {target.main}")
            named = references(source, target.main, settings, in_package=target.in_package)
            found += named.diagnostics
            files = render(source, target, named)
            settings.progress(f"reading back {target.main}")
            found += _read_back(source, target, named, files)
            made.append((source, target, files))
        if has_errors(found):
            return Converted(diagnostics=tuple(found))
        for _, target, files in made:
            _place(target, files)
    except InputError as problem:
        return Converted(diagnostics=(*found, *problem.diagnostics))
    written = tuple(Written(path=target.main, facts=fact_counts(source.report)[0]) for source, target, _ in made)
    return Converted(diagnostics=tuple(found), written=written)


def _refused(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """`found`, where what the model has no place for (xBRL-XML 1.0) is an error: it would be lost without a word."""
    return [replace(d, severity=Severity.ERROR) if d.code.startswith("xbrlxe:") else d for d in found]


def _convert_streamed(path: Path, out: Path, settings: Settings, form: str | None) -> Converted:
    """The same for a large report whose syntax and that of the output can be followed in one pass: no fact is held, nor any file.

    Raises NotStreamable, before anything is put in place, where the report has to be read whole.
    """
    target = target_of(out, form, path)
    if target.form not in STREAMED or path.is_dir():
        raise NotStreamable
    settings.progress(f"reading {path}")
    source = streamed_source(path, settings)  # has nothing to say of the report, or it would not stream
    beside = target.main.parent if target.form != "xbrl-csv" else target.main.parent.parent
    waiting = beside / f".{target.name}.{os.getpid()}.streamed"
    try:
        _refuse_same(source, target)
        named = references(source, target.main, settings, in_package=False)
        settings.progress(f"writing {target.main}")
        waiting.mkdir(parents=True)
        files = _written(source, target, named, waiting)
        settings.progress(f"reading back {target.main}")
        facts, problems = _compared(source, target, named, waiting)
        found = (*source.diagnostics, *named.diagnostics, *problems)
        if has_errors(found):
            return Converted(diagnostics=found)
        _place(target, files)
    except InputError as problem:
        return Converted(diagnostics=(*source.diagnostics, *problem.diagnostics))
    except OSError as problem:
        return Converted(diagnostics=(*source.diagnostics, _unwritten(target, problem)))
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return Converted(diagnostics=found, written=(Written(path=target.main, facts=facts),))


def _unwritten(target: Target, problem: OSError) -> Diagnostic:
    reason = quoted(problem.strerror or str(problem))
    return error("filing.output", f"{quoted(str(target.main))} cannot be written: {reason}.", location=Location(path=str(target.main)))


def _written(source: Source, target: Target, named: References, folder: Path) -> dict[str, Path]:
    report = replace(source.report, taxonomy=named.taxonomy)
    try:
        return write_streamed(report, source.taxonomy, target.form, target.name, folder / target.main.name)
    except ValueError as problem:
        raise InputError(_not_expressible(source, target, problem)) from None


def _compared(source: Source, target: Target, named: References, folder: Path) -> tuple[int, tuple[Diagnostic, ...]]:
    """How many facts there are, and what `_read_back` finds, of an output in `folder`."""
    main = os.path.abspath(target.main)
    back = read_streamed(folder / target.main.name, main, folder, lambda _: source.taxonomy)
    difference = compare_in_step(source.report, back.report)
    problems = list(_differences(difference.missing, difference.extra, target))
    if not difference.same_ids:
        problems += _ids_lost(source.report, target, back)
    problems += _other_taxonomy(source, target, named, main, back)
    return difference.facts, tuple(problems)


# ---------------------------------------------------------------- where an output goes


def target_of(out: Path, form: str | None, source: Path, part: str = "") -> Target:
    """The target that `out` and `form` name; `part` tells the outputs of several reports apart. Raises Misuse: no syntax is named.

    `x-csv/` and `x.csv` are the folder `x-csv` with `x.json`; a folder that exists takes a file named after `source`.
    """
    wanted = form or _form_of(out)
    if wanted == "xbrl-csv":
        folder, name = _tables_at(out)
        if part:
            folder, name = folder.with_name(f"{name}-{part}{_TABLES}"), f"{name}-{part}"
        return Target(form=wanted, main=folder / f"{name}.json", name=name)
    suffix = next(suffix for suffix, known in SYNTAXES.items() if known == wanted)
    if suffix in PACKAGES and not out.is_dir() and out.suffix.lower() != suffix:
        raise Misuse(f"{quoted(out.name)} is no name for a report package of that kind: it has to end in {suffix}")
    main = out / f"{source.resolve().stem}{suffix}" if out.is_dir() else out
    if part:
        main = main.with_name(f"{main.stem}-{part}{main.suffix}")
    return Target(form=wanted, main=main, name=main.stem)


def _form_of(out: Path) -> str:
    suffix = out.suffix.lower()
    if suffix == ".json" and out.parent.name.endswith(_TABLES):
        return "xbrl-csv"
    if out.name.endswith(_TABLES) or not suffix or out.is_dir():
        return "xbrl-csv"
    if suffix in SYNTAXES:
        return SYNTAXES[suffix]
    raise Misuse(f"{quoted(out.name)} does not tell the syntax; say it: --to {'|'.join(FORMS)}")


def _tables_at(out: Path) -> tuple[Path, str]:
    """The folder of an xBRL-CSV report and the name of its metadata."""
    if out.suffix.lower() == ".json":
        return out.parent, out.stem
    if out.suffix.lower() == ".csv":
        return out.with_name(out.stem + _TABLES), out.stem
    name = out.resolve().name
    return out, name.removesuffix(_TABLES) or name


def _refuse_same(source: Source, target: Target) -> None:
    main, read = target.main.resolve(), source.path.resolve()
    page_of_set = read.is_dir() and main.parent == read and main.suffix.lower() in PAGES
    if target.main.exists() and (main == read or page_of_set):
        raise InputError(
            error("filing.output", "The output would take the place of what it is made from.", location=Location(path=str(target.main)))
        )


# ---------------------------------------------------------------- the bytes


def render(source: Source, target: Target, named: References) -> dict[str, bytes]:
    """The files of the output, by their paths in its folder. Raises InputError where the syntax cannot hold the report."""
    report = replace(source.report, taxonomy=named.taxonomy)
    try:
        files = _rendered(report, source.taxonomy, target)
        if target.in_package:
            files = _packed(files, named.files, target)
    except ValueError as problem:
        raise InputError(_not_expressible(source, target, problem)) from None
    return files


def _not_expressible(source: Source, target: Target, problem: ValueError) -> Diagnostic:
    message = f"{quoted(target.main.name)} cannot hold the report: {quoted(str(problem), 300)}."
    return error("filing.not-expressible", message, location=Location(path=str(source.path)))


def _rendered(report: Report, taxonomy: Taxonomy, target: Target) -> dict[str, bytes]:
    sink = io.BytesIO()
    name = target.main.name
    match target.inner_form:
        case "xbrl":
            from generator.render import xbrl

            xbrl.write(report, taxonomy, sink)
        case "ixbrl":
            from generator.render import ixbrl

            ixbrl.write_report(report, taxonomy, sink)
        case "xbrl-json":
            from generator.render import oim_json

            oim_json.write(report, sink, taxonomy)
        case _:
            from generator.render import oim_csv

            return oim_csv.write(report, target.name, taxonomy)
    return {name: sink.getvalue()}


def _packed(files: Mapping[str, bytes], carried: Mapping[str, bytes], target: Target) -> dict[str, bytes]:
    from generator.render.report_package import report_package

    suffix = ".xhtml" if target.inner_form == "ixbrl" else ".xbrl"
    data = report_package(target.name, {f"{target.name}{suffix}": files[target.main.name]}, carried, extension=f".{target.form}")
    return {target.main.name: data}


# ---------------------------------------------------------------- the proof, and the place


def _read_back(source: Source, target: Target, named: References, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """What is wrong with the output as it reads back: another fact, another id, another taxonomy."""
    main = os.path.abspath(target.main)

    def again(_: tuple[str, ...]) -> Taxonomy:
        return source.taxonomy

    back = read_report(main, {os.path.join(os.path.dirname(main), name): data for name, data in files.items()}, again)
    problems = [*(d for d in back.diagnostics if d.severity is Severity.ERROR)]
    difference = compare(source.report, back.report)
    missing, extra = ([fact.id for fact in part[:_HELD]] for part in (difference.missing, difference.extra))
    problems += _differences(missing, extra, target)
    problems += _ids_lost(source.report, target, back)
    problems += _other_taxonomy(source, target, named, main, back)
    if target.inner_form == "ixbrl":
        problems += _odd_notes(source.report, target)
    return tuple(problems)


def _odd_notes(report: Report, target: Target) -> Iterator[Diagnostic]:
    """Notes whose markup the schema of inline XBRL may not allow: a footnote has no other form, so it stays as it is reported."""
    from generator.render.ixbrl.fragments import embeddable

    odd = (f for f in report.facts if f.concept == NOTE_CONCEPT and isinstance(f.value, str) and "<" in f.value and not embeddable(f.value))
    for note in islice(odd, _HELD):
        message = f"The note {quoted(note.id)} holds markup that does not belong on an XHTML page; it stays as it is reported."
        yield warning("filing.page", message, hint="A validator may object to the page.", location=Location(path=str(target.main)))


def _differences(missing: Sequence[str], extra: Sequence[str], target: Target) -> Iterator[Diagnostic]:
    place = Location(path=str(target.main))
    for key in missing:
        yield error("filing.round-trip", f"The output does not give back the fact {quoted(key)}.", location=place)
    for key in extra:
        yield error("filing.round-trip", f"The output gives a fact that is not the report's: {quoted(key)}.", location=place)


def _other_taxonomy(source: Source, target: Target, named: References, main: str, back: ReadReport) -> Iterator[Diagnostic]:
    if [_absolute(entry) for entry in back.report.taxonomy] != _meant(source, target, named, main):
        yield error("filing.round-trip", "The output does not name the report's taxonomy.", location=Location(path=str(target.main)))


def _meant(source: Source, target: Target, named: References, main: str) -> list[str]:
    """The entry points that the output must lead to: the report's own, or their copies in the package."""
    if not target.in_package:
        return [_absolute(entry) for entry in source.report.taxonomy]
    within = f"{main}/{REPORTS}"
    return [entry if is_url(entry) else os.path.normpath(f"{within}/{unquote(entry)}") for entry in named.taxonomy]


def _absolute(entry: str) -> str:
    return entry if is_url(entry) else os.path.abspath(entry)


def _ids_lost(report: Report, target: Target, back: ReadReport) -> tuple[Diagnostic, ...]:
    """Ids are kept, but by xBRL-CSV, which makes its own, and where an id could be none in XML or stands twice."""
    linked = {goal for fact in report.facts for link in fact.links for goal in link.targets}
    ids = [fact.id for fact in report.facts if fact.concept != NOTE_CONCEPT or fact.id in linked]
    in_xml = target.inner_form in ("xbrl", "ixbrl")
    if target.form == "xbrl-csv" or len(set(ids)) < len(ids) or (in_xml and not all(map(NCNAME.fullmatch, ids))):
        return ()
    lost = sorted(set(ids) - {fact.id for fact in back.report.facts})
    if not lost:
        return ()
    message = f"The output does not keep the fact ids; for example {quoted(lost[0])}."
    return (error("filing.round-trip", message, location=Location(path=str(target.main))),)


def _place(target: Target, files: Mapping[str, bytes] | Mapping[str, Path]) -> None:
    if target.form == "xbrl-csv":
        place_table_folder(target.main.parent, target.main.name, files)
    else:
        place_file(target.main, files[posixpath.basename(target.main.as_posix())])
