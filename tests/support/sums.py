"""Seeded reports of totals and parts: rounded, moved by a little, missing, nil, reported twice; with their taxonomy as files."""

import random
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from pathlib import Path

NS = "http://example.com/s"
ROLES = ("http://example.com/role/old", "http://example.com/role/new")
ARCROLES = ("http://www.xbrl.org/2003/arcrole/summation-item", "https://xbrl.org/2023/arcrole/summation-item")
CALCULATIONS = (
    {"T0": {"P0": 1, "P1": 1, "P2": -1}, "T1": {"P3": 1, "P4": -1}, "T2": {"T0": 1, "T1": 1, "P5": Decimal("0.5")}},
    {"T3": {"P6": 1, "P7": -1}, "T4": {"P6": 1, "P0": -1, "P8": 1}},
)
"""By link role: totals with the weights of their parts. The first role has arcs of 2003, the second of 2023."""
CONCEPTS = sorted({name for role in CALCULATIONS for total, parts in role.items() for name in (total, *parts)})
DECIMALS = (-3, -2, 0, 0, 2, None)
CONTEXTS = 60

_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" targetNamespace="{NS}">
<xs:annotation><xs:appinfo><link:linkbaseRef xlink:type="simple" xlink:href="s_cal.xml" xlink:role="http://www.xbrl.org/2003/role/calculationLinkbaseRef"
 xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>
{
    "".join(
        f'<link:roleType id="r{at}" roleURI="{role}"><link:usedOn>link:calculationLink</link:usedOn></link:roleType>'
        for at, role in enumerate(ROLES)
    )
}
</xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
{
    "".join(
        f'<xs:element id="{name}" name="{name}" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item" xbrli:periodType="instant"'
        ' nillable="true"/>'
        for name in CONCEPTS
    )
}
</xs:schema>"""


def _linkbase() -> Iterator[str]:
    yield '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">'
    yield from (f'<link:roleRef roleURI="{role}" xlink:type="simple" xlink:href="s.xsd#r{at}"/>' for at, role in enumerate(ROLES))
    yield f'<link:arcroleRef arcroleURI="{ARCROLES[1]}" xlink:type="simple"'
    yield ' xlink:href="https://www.xbrl.org/2023/calculation-1.1.xsd#summation-item"/>'
    for role, arcrole, totals in zip(ROLES, ARCROLES, CALCULATIONS, strict=True):
        yield f'<link:calculationLink xlink:type="extended" xlink:role="{role}">'
        names = sorted({name for total, parts in totals.items() for name in (total, *parts)})
        yield from (f'<link:loc xlink:type="locator" xlink:href="s.xsd#{name}" xlink:label="{name}"/>' for name in names)
        for total, parts in totals.items():
            for order, (part, weight) in enumerate(parts.items(), 1):
                ends = f'xlink:from="{total}" xlink:to="{part}" weight="{weight}" order="{order}"'
                yield f'<link:calculationArc xlink:type="arc" xlink:arcrole="{arcrole}" {ends}/>'
        yield "</link:calculationLink>"
    yield "</link:linkbase>"


def write_sums(folder: Path, seed: int, *, truncated: bool = False) -> Path:
    """The report of `seed`, beside its taxonomy. `truncated` says how its numbers were cut to their decimals."""
    (folder / "s.xsd").write_text(_SCHEMA, encoding="utf-8")
    (folder / "s_cal.xml").write_text("\n".join(_linkbase()), encoding="utf-8")
    path = folder / f"{seed}.xbrl"
    path.write_text("\n".join(_instance(random.Random(seed), ROUND_DOWN if truncated else ROUND_HALF_EVEN)), encoding="utf-8")
    return path


def _instance(chance: random.Random, cut: str) -> Iterator[str]:
    yield f'<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:s="{NS}"'
    yield ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield ' xmlns:iso4217="http://www.xbrl.org/2003/iso4217">'
    yield '<link:schemaRef xlink:type="simple" xlink:href="s.xsd"/>'
    for number in range(CONTEXTS):
        yield f'<xbrli:context id="c{number}"><xbrli:entity><xbrli:identifier scheme="http://example.com/id">1</xbrli:identifier>'
        yield f"</xbrli:entity><xbrli:period><xbrli:instant>{2000 + number}-12-31</xbrli:instant></xbrli:period></xbrli:context>"
    yield '<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>'
    for number in range(CONTEXTS):
        for concept, value in _values(chance).items():
            for shown, decimals in _reported(chance, value, cut):
                more = 'xsi:nil="true"' if shown is None else f'decimals="{"INF" if decimals is None else decimals}"'
                yield f'<s:{concept} contextRef="c{number}" unitRef="u" {more}>{"" if shown is None else f"{shown:f}"}</s:{concept}>'
    yield "</xbrli:xbrl>"


def _values(chance: random.Random) -> dict[str, Decimal]:
    """A value for every concept: totals are the sums of their parts in the role that has them first."""
    values = {name: Decimal(chance.randint(-9_999_999, 9_999_999)).scaleb(-2) for name in CONCEPTS if name[0] == "P"}
    for totals in CALCULATIONS:
        for total, parts in totals.items():
            values.setdefault(total, sum((values[part] * weight for part, weight in parts.items()), Decimal(0)))
    return values


def _reported(chance: random.Random, value: Decimal, cut: str) -> Iterator[tuple[Decimal | None, int | None]]:
    """How a value is reported: not at all, nil, once or twice; now and then moved, or with more digits than its decimals say."""
    kind = chance.random()
    if kind < 0.08:
        return
    if kind < 0.11:
        yield None, None
        return
    for _ in range(2 if kind < 0.25 else 1):
        if chance.random() < 0.01:
            yield None, None
            continue
        decimals = chance.choice(DECIMALS)
        exact = value if chance.random() < 0.97 else Decimal(0)
        unit = Decimal(1).scaleb(-(2 if decimals is None else decimals))
        moved = exact.quantize(unit, cut) + unit * chance.choice((0, 0, 0, 0, 0, 0, 1, -1, 2))
        yield (moved + unit / 4 if chance.random() < 0.02 else moved), decimals
