"""`filing diff`: two reports, filings or build folders, fact by fact."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator.compare import Correction, Difference, correction_along, difference
from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.model import Taxonomy
from generator.pipeline.manifest import json_bytes
from generator.pipeline.placing import place_file
from generator.pipeline.settings import Settings
from generator.pipeline.sources import Misuse, Source, read_sources
from generator.qname import QName
from generator.render.difference import Words, as_object, as_text

SHIPPED_CORRECTION = "CorrectionAxis"
"""The local name of the shipped taxonomy's dimension of corrections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison came to; `difference` is None where a report could not be read whole."""

    diagnostics: tuple[Diagnostic, ...]
    difference: Difference | None = None
    words: Words | None = None

    def text(self, *, full: bool = False) -> Iterator[str]:
        """The lines for people."""
        if self.difference is not None and self.words is not None:
            yield from as_text(self.difference, self.words, full=full)

    def object(self) -> dict[str, object]:
        """The object for programs; empty where nothing was compared."""
        return {} if self.difference is None or self.words is None else as_object(self.difference, self.words)


def diff(first: Path, second: Path, settings: Settings, restatement: str | None = None, *, roll_forward: bool | None = None) -> Compared:
    """The difference between what `first` and `second` report.

    `restatement` names the dimension along which corrections are shown: prefix:local, `{namespace}local` or a local name (default:
    the shipped taxonomy's, where the second report has it). Raises Misuse where it is given and the second report's taxonomy has
    no such dimension.
    """
    found: list[Diagnostic] = []
    try:
        old, new = _one(first, settings), _one(second, settings)
    except InputError as problem:
        return Compared(diagnostics=problem.diagnostics)
    found += [*old.diagnostics, *new.diagnostics]
    settings.progress("comparing")
    result = difference(old.report, new.report, _correction(new, restatement), roll_forward=roll_forward)
    words = Words((new.taxonomy, old.taxonomy), (new.report.prefixes, old.report.prefixes, new.taxonomy.prefixes))
    return Compared(diagnostics=tuple(found), difference=result, words=words)


def _one(path: Path, settings: Settings) -> Source:
    sources = read_sources(path, settings)
    if len(sources) == 1:
        return sources[0]
    names = ", ".join(source.name for source in sources)
    raise InputError(
        error(
            "filing.several-reports",
            f"{quoted(str(path))} holds {len(sources)} reports: {quoted(names, 300)}.",
            hint="Convert it first, then compare the reports one by one.",
            location=Location(path=str(path)),
        )
    )


def _correction(source: Source, wanted: str | None) -> Correction | None:
    axis = _dimension(source, wanted or SHIPPED_CORRECTION)
    found = None if axis is None else correction_along(source.taxonomy, axis)
    if found is None and wanted is not None:
        raise Misuse(f"{quoted(wanted)} is no dimension of the second report with a default member and members below it")
    return found


def _dimension(source: Source, name: str) -> QName | None:
    """The dimension called `name`; where several have that local name, the first by namespace."""
    taxonomy = source.taxonomy
    if name.startswith("{"):
        namespace, _, local = name[1:].partition("}")
        return QName(namespace, local)
    prefix, colon, local = name.rpartition(":")
    if colon:
        return _with_prefix(taxonomy, {**taxonomy.prefixes, **source.report.prefixes}.get(prefix), local)
    return min((axis for axis in taxonomy.defaults if axis.local == local), default=None)


def _with_prefix(taxonomy: Taxonomy, namespace: str | None, local: str) -> QName | None:
    name = None if namespace is None else QName(namespace, local)
    return name if name in taxonomy.concepts else None


def save(compared: Compared, names: tuple[str, str], out: Path) -> Compared:
    """Write the comparison to `out`: a workbook (.xlsx) or JSON (.json). `names` are what the two sides are called.

    Returns `compared` with what was found in writing.
    """
    if compared.difference is None or compared.words is None:
        return compared
    try:
        if out.suffix.lower() == ".json":
            place_file(out, json_bytes(compared.object()))
        else:
            from generator.render.difference.workbook import write_workbook

            sink = io.BytesIO()
            write_workbook(compared.difference, compared.words, names, sink)
            place_file(out, sink.getvalue())
    except ValueError as problem:
        return _with(compared, error("filing.output", f"{quoted(out.name)} cannot hold the comparison: {problem}."))
    except InputError as problem:
        return _with(compared, *problem.diagnostics)
    return compared


def _with(compared: Compared, *more: Diagnostic) -> Compared:
    return replace(compared, diagnostics=(*compared.diagnostics, *more))
