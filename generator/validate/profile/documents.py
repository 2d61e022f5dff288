"""The checks of a profile that look at documents: what a page runs, loads, hides and shows, and what an instance is built of.

A check takes what was seen (`survey.py`), the taxonomy and the words of its rule's parameter, and yields what it objects to and where.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic
from generator.model import Taxonomy
from generator.qname import IXT_4, IXT_5, XSI
from generator.validate.profile.survey import Spot, Survey, Tagged
from generator.validate.profile.table import Profile

DocumentCheck = Callable[[Survey, Taxonomy, Sequence[str]], Iterable[Spot]]

_REGISTRIES = {
    "http://www.xbrl.org/2008/inlineXBRL/transformation": 1,
    "http://www.xbrl.org/inlineXBRL/transformation/2010-04-20": 1,
    "http://www.xbrl.org/inlineXBRL/transformation/2011-07-31": 2,
    "http://www.xbrl.org/inlineXBRL/transformation/2015-02-26": 3,
    IXT_4: 4,
    IXT_5: 5,
}
_NO_TRANSFORMATION = frozenset(
    f"{name}ItemType"
    for name in ("QName", "anyURI", "base64Binary", "hexBinary", "duration", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")
)
_DIGITS = {"dot": re.compile(r"\d(?:[.．](\d+))?\s*$"), "comma": re.compile(r"\d(?:[,，](\d+))?\s*$")}


def check_documents(documents: Mapping[str, bytes], taxonomy: Taxonomy, profile: Profile) -> Iterator[Diagnostic]:
    """What the profile finds wrong with each of `documents` (path -> XML), in order. Raises InputError where one is not well-formed."""
    rules = [rule for rule in profile.rules if rule.check in DOCUMENT_CHECKS]
    for path, data in documents.items() if rules else ():
        survey = Survey(data, path)
        for rule in rules:
            for value, place in DOCUMENT_CHECKS[rule.check][0](survey, taxonomy, rule.parameter):
                yield rule.finding(value, profile.language, place)


def no_active_content(survey: Survey, _: Taxonomy, __: Sequence[str]) -> Iterable[Spot]:
    """Nothing runs: no script, frame, form, event handler."""
    return survey.active


def no_external_resources(survey: Survey, _: Taxonomy, __: Sequence[str]) -> Iterable[Spot]:
    """Nothing is loaded when the page is opened; pictures stand in it as data."""
    return survey.loading


def no_external_links(survey: Survey, _: Taxonomy, __: Sequence[str]) -> Iterable[Spot]:
    """No link leads out of the page."""
    return survey.links


def no_element(survey: Survey, _: Taxonomy, names: Sequence[str]) -> Iterator[Spot]:
    """None of the elements `names` (`ix:tuple`, `xbrli:segment`; prefixes ix, xbrli, link, xhtml) is there."""
    for name in names:
        yield from (Spot(name, spot.place) for spot in survey.elements.get(name, ()))


def no_attribute(survey: Survey, _: Taxonomy, names: Sequence[str]) -> Iterator[Spot]:
    """None of the attributes `names` is on an element of inline XBRL or a fact; `xml:base` is on none at all."""
    for name in names:
        yield from (Spot(name, spot.place) for spot in survey.attributes.get(name, ()))


def inline_version(survey: Survey, _: Taxonomy, versions: Sequence[str]) -> Iterator[Spot]:
    """An inline document is written in one of `versions` of inline XBRL."""
    if survey.is_inline and survey.version not in versions:
        yield Spot(survey.version, survey.start_of_document())


def transformation_registry(survey: Survey, _: Taxonomy, parameter: Sequence[str]) -> Iterator[Spot]:
    """Formats are of a registry of the given number or a later one; each older registry is told once."""
    seen = set()
    for fact in survey.facts:
        registry = fact.format.namespace if fact.format else IXT_5
        if _REGISTRIES.get(registry, 0) < int(parameter[0]) and registry not in seen:
            seen.add(registry)
            yield Spot(registry, fact.place)


def hidden_facts(survey: Survey, taxonomy: Taxonomy, _: Sequence[str]) -> Iterator[Spot]:
    """A fact is hidden only where no transformation yields its type, and then a style's `-ix-hidden` says where it is shown."""
    for fact in survey.facts:
        if fact.hidden and (_could_be_shown(fact, taxonomy) or fact.id not in survey.marked):
            yield Spot(fact.name.local, fact.place)


def _could_be_shown(fact: Tagged, taxonomy: Taxonomy) -> bool:
    concept = taxonomy.concepts.get(fact.name)
    if concept is None or fact.kind == "tuple" or fact.attributes.get(f"{XSI}}}nil") in ("true", "1"):
        return False
    return concept.base_type not in _NO_TRANSFORMATION and "enumeration" not in concept.type.local.lower()


def document_language(survey: Survey, _: Taxonomy, languages: Sequence[str]) -> Iterator[Spot]:
    """An inline document's root says its language, one of `languages`."""
    if survey.is_inline and survey.root_language.split("-")[0] not in languages:
        yield Spot(survey.root_language or "-", survey.start_of_document())


def one_language(survey: Survey, _: Taxonomy, __: Sequence[str]) -> Iterator[Spot]:
    """An inline document is in one language: every other one is told once."""
    seen: set[str] = set()
    for spot in survey.languages if survey.is_inline else ():
        primary = spot.value.split("-")[0]
        if seen and primary not in seen:
            yield spot
        seen.add(primary)


def displayed_precision(survey: Survey, _: Taxonomy, __: Sequence[str]) -> Iterator[Spot]:
    """`decimals` claim no more than the digits that are shown: k places at scale s are at most k - s decimals.

    Whole counts (scale 0, no places) may be exact. What is no plain number in print (a dash, a word) is left aside.
    """
    for fact in survey.facts:
        if fact.kind != "nonFraction" or fact.hidden:
            continue
        shown = _places(fact)
        try:
            scale = int(fact.attributes.get("scale", "0"))
            decimals = fact.attributes.get("decimals", "").strip()
            finer = shown is not None and ((scale, shown) != (0, 0) if decimals == "INF" else int(decimals) > shown - scale)
        except ValueError:  # the reader says what is wrong with the attribute
            continue
        if finer:
            yield Spot(f"{fact.text.strip()} (scale {scale}, decimals {decimals})", fact.place)


def _places(fact: Tagged) -> int | None:
    """How many decimal places are printed; None where the format is no plain number, or the text ends in no digit."""
    form = fact.format.local if fact.format else "num-dot-decimal"
    mark = "comma" if "comma" in form else "dot" if "dot" in form else ""
    found = _DIGITS[mark].search(fact.text) if mark else None
    return None if found is None else len(found[1] or "")


def encoding(survey: Survey, _: Taxonomy, encodings: Sequence[str]) -> Iterator[Spot]:
    """The document is written in one of `encodings`."""
    if survey.encoding not in encodings:
        yield Spot(survey.encoding, survey.start_of_document())


_NAMES = r"[a-z]+:[A-Za-z]+(?:\s+[a-z]+:[A-Za-z]+)*"
_LANGUAGES = r"[a-z]{2,3}(?:\s+[a-z]{2,3})*"

DOCUMENT_CHECKS: Mapping[str, tuple[DocumentCheck, str]] = {
    "displayed-precision": (displayed_precision, ""),
    "document-language": (document_language, _LANGUAGES),
    "encoding": (encoding, r"[a-z0-9-]+(?:\s+[a-z0-9-]+)*"),
    "hidden-facts": (hidden_facts, ""),
    "inline-version": (inline_version, r"1\.[01](?:\s+1\.[01])*"),
    "no-active-content": (no_active_content, ""),
    "no-attribute": (no_attribute, r"\S+(?:\s+\S+)*"),
    "no-element": (no_element, _NAMES),
    "no-external-links": (no_external_links, ""),
    "no-external-resources": (no_external_resources, ""),
    "one-language": (one_language, ""),
    "transformation-registry": (transformation_registry, r"[1-5]"),
}
"""The checks on documents by the names that tables use, each with the pattern of its parameter."""
