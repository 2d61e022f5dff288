"""The feature of allowed duplicates: what a report forbids itself beyond what the validator does (xBRL-JSON 1.0, 6.1.2)."""

from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Fact
from generator.qname import NOTE_CONCEPT


def disallowed_duplicates(facts: Iterable[Fact], allowed: str, places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    """An error at each fact that repeats an earlier one against `allowed`, "none" or "complete"; inconsistent ones are the validator's."""
    if allowed not in ("none", "complete"):
        return
    first: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        if fact.concept == NOTE_CONCEPT:
            continue
        seen = first.setdefault((fact.concept, fact.entity, fact.period, fact.unit, fact.language, fact.dimensions), fact)
        if seen is fact or (allowed == "complete" and (seen.value, seen.decimals) == (fact.value, fact.decimals)):
            continue
        what = "no" if allowed == "none" else "only complete"
        yield error(
            "oime:disallowedDuplicateFacts",
            f"{quoted(fact.id)} repeats {quoted(seen.id)}, but the report allows {what} duplicates.",
            hint="Remove one of them, or the feature xbrl:allowedDuplicates.",
            location=places[fact.id],
        )
