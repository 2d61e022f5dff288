"""A filing's own entry point: the taxonomy of its kind and, beside it, its rules as assertions that any processor can run."""

import io
from dataclasses import replace
from urllib.parse import urlsplit

from generator.dts.author import entry_schema, with_entry_point
from generator.pipeline.filing import CheckedFiling
from generator.pipeline.taxonomies import OWN_FOLDER
from generator.render import assertions
from generator.rule import Verdict


def with_assertions(checked: CheckedFiling) -> CheckedFiling:
    """`checked` with its report made against an entry point of its own, and a package that holds it.

    Unchanged where no rule applies, or where no package goes out with the filing to hold the entry point.
    """
    package = checked.package
    if not checked.results or not package:
        return checked
    kind, name = checked.kind, checked.filing.id
    folder = f"{kind.entry_point.rpartition('/')[0]}{OWN_FOLDER}{name}"
    entry_point = f"{folder}/{name}.xsd"
    linkbase = f"{name}_assertions.xml"
    files = {
        _path(entry_point): entry_schema(folder, kind.namespace, kind.entry_point, linkbase),
        _path(f"{folder}/{linkbase}"): _linkbase(checked),
    }
    titles = {"zh": checked.filing.title.zh, "en": checked.filing.title.en}
    extended = with_entry_point({**package, **files}, entry_point, titles)
    return replace(checked, report=replace(checked.report, taxonomy=(entry_point,)), extension=extended)


def _linkbase(checked: CheckedFiling) -> bytes:
    sink = io.BytesIO()
    assertions.write(
        [result.instance for result in checked.results],
        {schedule.id: schedule for schedule in checked.schedules},
        checked.taxonomy,
        checked.kind.prefixes,
        sink,
        explained=[r.instance.id for r in checked.results if r.verdict is Verdict.EXPLAINED],
    )
    return sink.getvalue()


def _path(url: str) -> str:
    """Where a package authored here keeps the document `url`: the catalog maps the URL's folder to it."""
    place = urlsplit(url)
    return f"{place.netloc}{place.path}"
