"""What `convert` and `diff` start from: a report in any syntax, a filing, a build folder, document sets."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, has_errors, quoted
from generator.inputs import read_file
from generator.model import Report, Taxonomy
from generator.pipeline.document_sets import PAGES, SetReport, read_document_set, read_folder_sets, set_around
from generator.pipeline.reports import OwnReport, read_all
from generator.pipeline.settings import Settings

PACKAGES = (".xbri", ".xbr", ".zip")
"""The names of report packages."""

_SUFFIXES = (*PAGES, ".xbrl", ".json")
_UNSAFE = re.compile(r"[^\w.-]+")


class Misuse(Exception):
    """The command asks for what cannot be; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A report with its taxonomy. `name` tells the reports of one path apart ("" where there is one), `path` is what was read: a
    file, or the folder of a filing or of a document set's pages.

    `diagnostics` are what was found on the way and did not stop the reading.
    """

    path: Path
    report: Report
    taxonomy: Taxonomy
    diagnostics: tuple[Diagnostic, ...] = ()
    name: str = ""


def read_sources(path: Path, settings: Settings) -> tuple[Source, ...]:
    """Every report at `path`, in order: one, or those of a report package, of several document sets, of several targets.

    A page that is part of a document set stands for the set. Raises InputError with everything found where a fact could not be read.
    """
    settings.progress(f"reading {path}")
    if path.is_dir():
        return _folder(path, settings)
    if path.suffix.lower() in PAGES:
        around, found = set_around(path, settings.root)
        whole = path if len(around.files) == 1 else path.parent
        return _named([_of(whole, own, found) for own in read_document_set(around.files, settings, around.name)])
    return _named([_of(path, own) for own in read_all(path, settings)])


def read_set(files: Sequence[Path], settings: Settings) -> tuple[Source, ...]:
    """Every report of the document set whose pages are `files`, in their order: one a target. Raises InputError as `read_sources` does."""
    settings.progress(f"reading {files[0]}")
    return _named([_of(files[0], own) for own in read_document_set(files, settings, files[0].stem)])


def _folder(folder: Path, settings: Settings) -> tuple[Source, ...]:
    if (folder / "filing.toml").is_file():
        return (_filing(folder, settings),)
    if (folder / "manifest.json").is_file():
        return read_sources(_main_output(folder), settings)
    tables = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".json")
    if len(tables) == 1 and not any(p.suffix.lower() in PAGES for p in folder.iterdir()):
        return read_sources(tables[0], settings)  # the metadata of an xBRL-CSV report
    reports = read_folder_sets(folder, settings)
    if reports:
        return _named([_of(folder, own) for own in reports])
    raise InputError(
        error(
            "filing.unknown-folder",
            f"{quoted(str(folder))} is neither a filing, nor a build folder, nor an xBRL-CSV report, and holds no inline page.",
            hint="Give a report, the folder of a filing, or a build folder.",
            location=Location(path=str(folder)),
        )
    )


def _of(path: Path, own: OwnReport | SetReport, more: Sequence[Diagnostic] = ()) -> Source:
    source = Source(path=path, report=own.report, taxonomy=own.taxonomy, name=own.name)
    return checked(source, own.read.diagnostics, (*more, *own.diagnostics))


def _named(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources with names that tell them apart and are safe in file names; a single one has none."""
    if len(sources) < 2:
        return tuple(replace(source, name="") for source in sources)
    taken: set[str] = set()
    named = []
    for source, given in zip(sources, _without_suffixes([source.name for source in sources]), strict=True):
        base = _UNSAFE.sub("-", given).strip(".-") or "report"
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name.casefold())
        named.append(replace(source, name=name))
    return tuple(named)


def _without_suffixes(names: Sequence[str]) -> Sequence[str]:
    """`names`, which may be those of files in a package, without their extensions; as they are where only these tell them apart."""
    short = [name[: -len(suffix)] if (suffix := PurePosixPath(name).suffix).lower() in _SUFFIXES else name for name in names]
    return short if len({name.casefold() for name in short}) == len(short) else names


def checked(source: Source, reading: Sequence[Diagnostic], everything: Sequence[Diagnostic]) -> Source:
    """`source` with what was found. Raises InputError where `reading`, the part about the facts themselves, holds an error.

    An error in the taxonomy alone (a label linkbase that is missing at its publisher) leaves the facts whole: it becomes a warning.
    """
    if has_errors(reading):
        raise InputError(*everything)
    weakened = (replace(d, severity=Severity.WARNING) if d.severity is Severity.ERROR else d for d in everything)
    return replace(source, diagnostics=tuple(weakened))


def _filing(folder: Path, settings: Settings) -> Source:
    """The report that a filing's tables make; what its rules find is `validate`'s to say."""
    from generator.pipeline.filing import check_filing

    made = check_filing(folder, settings)
    return Source(path=folder, report=made.report, taxonomy=made.taxonomy)


def _main_output(folder: Path) -> Path:
    """The first report that the manifest of a build lists: all of them hold the same facts."""
    place = Location(path=str(folder / "manifest.json"))
    try:
        outputs = json.loads(read_file(folder / "manifest.json", folder))["outputs"]
        reports = [str(output["path"]) for output in outputs if output["facts"] is not None]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(error("filing.manifest", "The manifest does not read.", hint="Build the filing again.", location=place)) from None
    if not reports:
        raise InputError(error("filing.manifest", "The manifest lists no report.", location=place))
    return folder / reports[0]
