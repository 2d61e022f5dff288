"""The shapes of the tags of a plain linkbase: each is judged once, by the tables that the other reader uses, and remembered."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from generator.dts.linkbase_reader import ARCROLE, BASE, FROM, HREF, LABEL, LANG, ROLE, TO, TYPE
from generator.dts.plain_markup import NotPlain, plain_value, tag
from generator.dts.shapes import SHAPES, checked_values, wrong_attributes
from generator.qname import LINK, QName

LINK_PREFIX = f"{LINK}}}"
NO_ASPECTS = frozenset({TYPE, FROM, TO, ARCROLE, "id"})
"""The attributes of an arc that do not decide on its aspects."""
Aspects = tuple[Decimal, Decimal | None, str | None, tuple[tuple[str, str], ...], int, bool]
"""The fields of `Arc` between its ends and its place."""
_NEEDED: Mapping[str, Set[str]] = {
    "extended": {TYPE},
    "simple": {TYPE, HREF},
    "locator": {TYPE, HREF, LABEL},
    "arc": {TYPE, FROM, TO, ARCROLE},
    "resource": {TYPE, LABEL},
}
_PLACES = {"type_at": TYPE, "href": HREF, "label": LABEL, "source": FROM, "target": TO, "role": ROLE, "language": LANG, "identity": "id"}


@dataclass(slots=True, eq=False, kw_only=True)
class Shape:
    """A tag that was judged. `kind` is its xlink:type, `end` its end tag, "" where it ends itself.

    The numbers say where in the pieces an attribute is, -1 for nowhere. `checked` are the attributes with a kind of value that
    has to be looked at on every element (arcs: on every set of aspects); `aspects` fetches from the pieces of an arc its arcrole
    and all that decides on its aspects.
    """

    name: str
    kind: str
    end: str
    at: Mapping[str, int]
    type_at: int
    href: int
    label: int
    source: int
    target: int
    role: int
    language: int
    identity: int
    checked: tuple[tuple[str, str], ...]
    aspects: Callable[[list[str]], Any]


@dataclass(slots=True, eq=False)
class Seen:
    """Tags by their parents and pieces, and names of parts, as they are read where the same namespaces are in scope."""

    shapes: dict[str, dict[tuple[str, ...], Shape]] = field(default_factory=dict)
    parts: dict[str, QName] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Memory:
    """What was judged in the linkbases read so far: those of one publisher are alike, and each shape is judged once."""

    by_scope: dict[frozenset[tuple[str, str]], Seen] = field(default_factory=dict)
    valid: set[tuple[tuple[str, str], str]] = field(default_factory=set)
    aspects: dict[tuple[Shape, Any], Aspects] = field(default_factory=dict)


def judged(parts: list[str], scope: Mapping[str, str]) -> Shape:
    """The shape of a start tag in its pieces; `scope` maps prefixes to namespaces. Raises NotPlain."""
    if len(parts) % 2 == 0:
        raise NotPlain
    seen = tag(parts[::2], scope)
    name = seen.name
    attributes = {attribute: plain_value(parts[at]) for attribute, at in seen.at.items()}
    kind = attributes.get(TYPE, "")
    if kind not in _NEEDED or not attributes.keys() >= _NEEDED[kind] or BASE in attributes or (LANG in attributes and kind != "resource"):
        raise NotPlain
    checked: tuple[tuple[str, str], ...] = ()
    if name in SHAPES:
        checked = checked_values(name, attributes)
        if any(True for _ in wrong_attributes(name, attributes)):
            raise NotPlain
    elif name.startswith(LINK_PREFIX):
        raise NotPlain
    places = {field: seen.at.get(attribute, -1) for field, attribute in _PLACES.items()}
    others = (i for a, i in seen.at.items() if a not in NO_ASPECTS)
    aspects = itemgetter(seen.at[ARCROLE], *others) if kind == "arc" else _nothing
    end = "" if seen.is_empty else f"/{seen.written}"
    return Shape(name=name, kind=kind, end=end, at=seen.at, checked=checked, aspects=aspects, **places)


def _nothing(_: object) -> None:
    return None
