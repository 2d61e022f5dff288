"""Names that a written report needs: prefixes of namespaces, unique ids, texts of units and periods.

Shared by the writers of XBRL 2.1, xBRL-JSON and xBRL-CSV. Everything follows from the report alone, in the order
of first use, so that the same report gives the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, timedelta

from generator.model import Fact, Period
from generator.qname import ISO4217, LINK, NOTE_CONCEPT, OIM, XBRLDI, XBRLI, XLINK, XS, XSI, QName
from generator.xmltext import forbidden

_START = "_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
_START += "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
_MORE = "\\-\u00b70-9\u0300-\u036f\u203f\u2040"
NCNAME = re.compile(f"[{_START}][{_START}{_MORE}.]*+")
_NCNAMES = re.compile(f"(?:{NCNAME.pattern} )*+")
_TOGETHER = 4096
IDENTIFIER = re.compile(f"[{_START}][{_START}{_MORE}]*")
"""An xBRL-CSV identifier: an NCName without full stops (xBRL-CSV 1.0, 1.3)."""
ROW_IDENTIFIER = re.compile(f"[{_START}{_MORE}]+")

RESERVED = {
    "xbrli": XBRLI,
    "link": LINK,
    "xlink": XLINK,
    "xbrldi": XBRLDI,
    "xsi": XSI,
    "xs": XS,
    "iso4217": ISO4217,
    "xbrl": OIM,
    "utr": "http://www.xbrl.org/2009/utr",
    "enum2": "http://xbrl.org/2020/extensible-enumerations-2.0",
}
"""Prefixes with a fixed meaning, in the OIM (OIM common 1.0, reserved aliases) or by custom in XBRL 2.1."""


class Prefixes:
    """Gives each namespace one prefix, at its first use: the reserved one, else a preferred one, else a made one.

    `used` is what has been given so far, prefix to namespace.
    """

    def __init__(self, *preferences: Mapping[str, str], made: str = "ns") -> None:
        """`preferences` are mappings from prefix to namespace, the stronger first; `made` begins what is made up."""
        self.used: dict[str, str] = {}
        self._by_namespace: dict[str, str] = {}
        self._made = made
        self._preferred: dict[str, str] = {uri: prefix for prefix, uri in RESERVED.items()}
        for preference in preferences:
            for prefix in sorted(preference):
                fits = NCNAME.fullmatch(prefix) and not prefix.lower().startswith("xml") and prefix not in RESERVED
                if fits:
                    self._preferred.setdefault(preference[prefix], prefix)

    def prefix(self, namespace: str, preferred: str | None = None) -> str:
        """The prefix of `namespace`; "" for no namespace."""
        known = self._by_namespace.get(namespace)
        if known is not None:
            return known
        if not namespace:
            return ""
        wanted = self._preferred.get(namespace, preferred)
        base, number = wanted or self._made, 0 if wanted else 1
        prefix = base if wanted else f"{base}{number}"
        while prefix in self.used or (prefix in RESERVED and RESERVED[prefix] != namespace):
            number += 1
            prefix = f"{base}{number}"
        self.used[prefix] = namespace
        self._by_namespace[namespace] = prefix
        return prefix

    def name(self, name: QName) -> str:
        """`name` as prefix:local."""
        prefix = self.prefix(name.namespace)
        return f"{prefix}:{name.local}" if prefix else name.local


def refuse_forbidden(text: str, fact: Fact) -> None:
    """Raise ValueError, naming `fact`, where `text` holds a character that XML 1.0 cannot hold (2.2)."""
    found = forbidden().search(text)
    if found:
        raise ValueError(f"the fact {fact.id} holds the character U+{ord(found[0]):04X}, which XML forbids")


def worth_writing(facts: Sequence[Fact]) -> Sequence[Fact]:
    """`facts` without the notes that nothing links to, which no syntax may hold (oime:unusedNoteFact).

    Raises ValueError for a note without language (oime:missingLanguageForNoteFact).
    """
    notes = [fact for fact in facts if fact.concept == NOTE_CONCEPT]
    if not notes:
        return facts
    for note in notes:
        if not note.language:
            raise ValueError(f"the note {note.id} has no language")
    linked = {target for fact in facts for link in fact.links for target in link.targets}
    return [fact for fact in facts if fact.concept != NOTE_CONCEPT or fact.id in linked]


def unique_ids(facts: Iterable[Fact], *, ncname: bool) -> list[str]:
    """An id for each fact, in order: its own, or a made one where it is taken already or (with `ncname`) is no NCName."""
    own = [fact.id for fact in facts]
    taken = set(own)
    if len(taken) == len(own) and "" not in taken and (not ncname or are_ncnames(own)):
        return own
    return unique_names(own, taken, ncname=ncname)


def unique_names(own: Sequence[str], taken: Set[str], *, ncname: bool) -> list[str]:
    """The names that replace `own`, in order, each once; `taken` are all of `own`."""
    given: set[str] = set()
    ids = []
    for wanted in own:
        name = wanted
        if name in given or not name or (ncname and not NCNAME.fullmatch(name)):
            base = name if name and (not ncname or NCNAME.fullmatch(name)) else "f"
            number = 2
            while f"{base}_{number}" in taken or f"{base}_{number}" in given:
                number += 1
            name = f"{base}_{number}"
        given.add(name)
        ids.append(name)
    return ids


def are_ncnames(names: Sequence[str]) -> bool:
    """Whether each of `names` is an NCName; asked for some thousands at once, which costs a fifth."""
    for start in range(0, len(names), _TOGETHER):
        some = names[start : start + _TOGETHER]
        joined = " ".join(some) + " "
        if joined.count(" ") != len(some) or _NCNAMES.fullmatch(joined) is None:
            return False
    return True


def link_targets(facts: Iterable[Fact]) -> dict[str, int]:
    """The index of the fact that each id means: the first of its name."""
    places: dict[str, int] = {}
    for index, fact in enumerate(facts):
        places.setdefault(fact.id, index)
    return places


def target_index(fact: Fact, target: str, places: Mapping[str, int]) -> int:
    """The index of `target`, to which `fact` links. Raises ValueError where the report has no such fact."""
    if target not in places:
        raise ValueError(f"the fact {fact.id} links to {target}, which is not in the report")
    return places[target]


def oim_period(period: Period) -> str:
    """The OIM's text of a period: an instant, or start/end (OIM 1.0, 3.1.3)."""
    return period.end if period.start is None else f"{period.start}/{period.end}"


def xml_date(text: str, *, end: bool) -> str:
    """An OIM date-time as XBRL 2.1 writes it in a context: a midnight as a date, that of an `end` as the day before."""
    day, midnight, rest = text.partition("T00:00:00")
    if not midnight or rest:
        return text
    if not end:
        return day
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return text
