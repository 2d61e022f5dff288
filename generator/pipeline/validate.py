"""`filing validate`: any path, told by what it is, each filing once.

What a path needs is imported when it is met: a hook that is given one instance pays for no filing, and the other way round.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError
from generator.pipeline.settings import REPORT_SUFFIXES, Settings

_FILING_PARTS = (".csv", ".xlsx", ".toml", ".md")
_PAGES = (".xhtml", ".html", ".htm")


def validate(paths: Sequence[Path], settings: Settings, document_set: Sequence[Path] = ()) -> Iterator[Diagnostic]:
    """What is wrong with each of `paths`, and with the inline files `document_set` as one document set (none where empty).

    A path inside a filing folder stands for the filing, a page that a manifest beside it names for its document set: each is checked once.
    """
    done: set[Path] = set()
    if document_set:
        from generator.pipeline.document_sets import validate_document_set

        try:
            yield from validate_document_set(document_set, settings)
        except InputError as problem:
            yield from problem.diagnostics
    for path in paths:
        filing = filing_of(path)
        target = filing or path
        real = target.resolve()
        if real in done:
            continue
        done.add(real)
        settings.progress(str(target))
        try:
            yield from _validate_filing(filing, settings) if filing else _validate_other(path, settings, done)
        except InputError as problem:
            yield from problem.diagnostics


def _validate_filing(folder: Path, settings: Settings) -> Iterator[Diagnostic]:
    from generator.pipeline.filing import check_filing

    yield from check_filing(folder, settings).diagnostics


def _validate_other(path: Path, settings: Settings, done: set[Path]) -> Iterator[Diagnostic]:
    """What is wrong with a report or a folder; the other pages of its document set are added to `done`."""
    if path.is_dir():
        from generator.pipeline.folders import validate_folder

        yield from validate_folder(path, settings)
    elif path.suffix.lower() in _PAGES:
        from generator.pipeline.document_sets import set_around, validate_document_set

        around, found = set_around(path, settings.root)
        done.update(file.resolve() for file in around.files)
        yield from found
        yield from validate_document_set(around.files, settings)
    else:
        from generator.pipeline.reports import validate_file

        yield from validate_file(path, settings)


def filing_of(path: Path) -> Path | None:
    """The filing folder that `path` is, or is a part of; a report that lies in one is a report."""
    if path.is_dir():
        return path if (path / "filing.toml").is_file() else None
    suffix = path.suffix.lower()
    return None if suffix in REPORT_SUFFIXES or suffix not in _FILING_PARTS else filing_around(path)


def filing_around(path: Path) -> Path | None:
    """The filing folder that the file or folder `path` lies in, or is."""
    start = path if path.is_dir() else path.parent
    near = () if ".." in start.parts else start.parents  # by the name that the user gave, where that leads up to it
    return next((folder for folder in (start, *near, *start.resolve().parents) if (folder / "filing.toml").is_file()), None)
