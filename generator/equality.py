"""Equal facts: the one rule that round trips, `diff` and content hashes use (DESIGN.md, "Equal facts").

Two facts are equal when aspects, decimals and canonical values are: numbers as Decimals, QNames expanded,
periods in OIM form, markup in canonical form, other strings exactly. Ids, order and prefixes do not
count. A note is no fact of its own here: it counts through the facts that link to it, by its text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice, zip_longest

from generator.diagnostics import InputError
from generator.model import Fact, Report, Value
from generator.qname import NOTE_CONCEPT, XHTML, QName
from generator.records import Record
from generator.xmlstream import new_parser, parse
from generator.xmltext import escaped, escaped_attribute

_MOST_SHARED = 4096


def number_text(value: Decimal) -> str:
    """`value` in fixed-point notation: no exponent, no trailing zeros, no negative zero.

    The same text for equal numbers. Raises ValueError where `value` is not finite.
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    if not text[-1].isdigit():
        raise ValueError(f"{value} is no finite number")
    return text


def canonical_markup(text: str) -> str | None:
    """The canonical form of an XHTML fragment, the same for fragments that differ in spelling only; None where it is none.

    Unprefixed elements are XHTML. What exclusive C14N (without comments) makes equal is equal here, and so are
    fragments that differ in prefixes alone: names are written in expanded form.
    """
    pieces: list[str] = []
    parser = new_parser("")

    def start(name: str, attributes: dict[str, str]) -> None:
        shown = "".join(f' {key}="{escaped_attribute(attributes[key])}"' for key in sorted(attributes))
        pieces.append(f"<{name}{shown}>")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: pieces.append("</>")
    parser.CharacterDataHandler = lambda data: pieces.append(escaped(data))
    parser.ProcessingInstructionHandler = lambda target, data: pieces.append(f"<?{target} {data}?>")
    try:
        parse(parser, f'<div xmlns="{XHTML}">{text}</div>'.encode(), "")
    except (InputError, UnicodeEncodeError):
        return None
    return "".join(pieces[1:-1])


def note_markup(text: str) -> str:
    """The XHTML fragment that a note's `text` stands for: itself where it is one, else the text, escaped (OIM 1.0, xbrl:note)."""
    if "<" not in text and "&" not in text:
        return text
    return escaped(text) if canonical_markup(text) is None else text


def value_key(value: Value) -> str:
    """`value` in canonical form, prefixed with its kind: equal values have equal keys."""
    if value is None:
        return "nil"
    if isinstance(value, Decimal):
        return f"number {number_text(value)}"
    if isinstance(value, QName):
        return f"name {value.namespace!a} {value.local!a}"
    if "<" in value:
        markup = canonical_markup(value)
        if markup is not None:
            return f"markup {markup!a}"
    return f"text {value!a}"


class FactKeys:
    """Makes the keys of one report's facts; what many facts share is made once.

    Links are no part of equality (DESIGN: Equal facts). With `facts`, the report's own, a key holds its fact's links
    too, followed there; a target that is missing counts by its arcrole alone.
    """

    def __init__(self, facts: Iterable[Fact] | None = None) -> None:
        """`facts` None: links are left out."""
        self._facts = facts
        self._by_id: dict[str, Fact] | None = None
        self._shared: dict[tuple[object, ...], str] = {}
        self._concepts: dict[QName, str] = {}

    def __call__(self, fact: Fact) -> str:
        """The key of `fact`: ASCII text, equal for equal facts."""
        key = self._without_links(fact)
        if not fact.links or self._facts is None:
            return key
        links = {(link.arcrole, link.group, self._target(target)) for link in fact.links for target in link.targets}
        return key + " links " + " ".join(ascii(link) for link in sorted(links))

    def _without_links(self, fact: Fact) -> str:
        shared = (fact.entity, fact.period, fact.unit, fact.language, fact.dimensions)
        aspects = self._shared.get(shared)
        if aspects is None:
            if len(self._shared) == _MOST_SHARED:  # facts that share aspects mostly stand together
                self._shared.clear()
            aspects = self._shared[shared] = ascii(_plain(shared))
        concept = self._concepts.get(fact.concept)
        if concept is None:
            concept = self._concepts[fact.concept] = ascii(_plain(fact.concept))
        return f"{concept} {aspects} {fact.decimals} {value_key(fact.value)}"

    def _target(self, target: str) -> str:
        if self._by_id is None:
            wanted = {goal for fact in self._facts or () for link in fact.links for goal in link.targets}
            self._by_id = {fact.id: fact for fact in self._facts or () if fact.id in wanted}
        fact = self._by_id.get(target)
        if fact is None:
            return ""
        if fact.concept == NOTE_CONCEPT:
            text = fact.value if isinstance(fact.value, str) else ""
            return f"note {fact.language} {canonical_markup(note_markup(text))!a}"
        return self._without_links(fact)


def _plain(part: object) -> object:
    """Named tuples as tuples: their names are no part of a key."""
    return tuple(map(_plain, part)) if isinstance(part, tuple) else part


def fact_key(fact: Fact) -> str:
    """The key of one fact, equal for equal facts."""
    return FactKeys()(fact)


def content_hash(facts: Iterable[Fact]) -> str:
    """SHA-256 (hex) of the fact set: independent of ids, order, prefixes and syntax; duplicates count, notes and links do not."""
    from hashlib import sha256  # slow to import, and no check needs it

    keys = FactKeys()
    digests = sorted(sha256(keys(fact).encode("ascii")).digest() for fact in facts if fact.concept != NOTE_CONCEPT)
    return sha256(b"".join(digests)).hexdigest()


class Comparison(Record):
    """The difference of two fact sets, as multisets: `missing` are in the first alone, `extra` in the second alone."""

    missing: tuple[Fact, ...]
    extra: tuple[Fact, ...]

    @property
    def equal(self) -> bool:
        """Whether both hold the same facts."""
        return not self.missing and not self.extra


def compare(first: Report, second: Report) -> Comparison:
    """What `second` lacks of `first` and has beyond it, each in its own order of reporting.

    Stricter than equality of facts: a fact that lost its footnote, or has another one, is missing here and extra there.
    """
    left, right = _keyed(first), _keyed(second)
    common = Counter(key for key, _ in left) & Counter(key for key, _ in right)
    return Comparison(missing=_beyond(left, common), extra=_beyond(right, common))


def _keyed(report: Report) -> list[tuple[str, Fact]]:
    keys = FactKeys(report.facts)
    return [(keys(fact), fact) for fact in report.facts if fact.concept != NOTE_CONCEPT]


def _beyond(keyed: list[tuple[str, Fact]], common: Mapping[str, int]) -> tuple[Fact, ...]:
    left = dict(common)
    rest = []
    for key, fact in keyed:
        if left.get(key, 0) > 0:
            left[key] -= 1
        else:
            rest.append(fact)
    return tuple(rest)


class StreamComparison(Record):
    """The difference of two reports that were read side by side: ids of facts that are in the first or second alone, a few of each.

    `facts` is how many the first has, notes not counted; `same_ids`: the facts have the same ids in the same order.
    """

    facts: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    same_ids: bool


def compare_in_step(first: Report, second: Report, most: int = 5) -> StreamComparison:
    """What `compare` finds, but at most `most` of each kind, and no fact is held.

    What is remembered is what one report has met and the other has not yet: nothing where both are in the same order.
    """
    from hashlib import sha256

    left, right = FactKeys(first.facts), FactKeys(second.facts)
    waiting: dict[bytes, tuple[int, str]] = {}
    same_ids, facts = True, 0
    for ours, theirs in zip_longest(first.facts, second.facts):
        same_ids = same_ids and ours is not None and theirs is not None and ours.id == theirs.id
        one = None if ours is None or ours.concept == NOTE_CONCEPT else left(ours)
        other = None if theirs is None or theirs.concept == NOTE_CONCEPT else right(theirs)
        facts += one is not None
        if one == other:
            continue
        for key, fact, step in ((one, ours, 1), (other, theirs, -1)):
            if key is not None and fact is not None:
                digest = sha256(key.encode("ascii")).digest()
                count, name = waiting.pop(digest, (0, fact.id))
                if count + step:
                    waiting[digest] = (count + step, name)
    missing = islice((name for count, name in waiting.values() if count > 0), most)
    extra = islice((name for count, name in waiting.values() if count < 0), most)
    return StreamComparison(facts=facts, missing=tuple(missing), extra=tuple(extra), same_ids=same_ids)
