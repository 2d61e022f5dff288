"""A report with pairs of duplicates of many types, and its taxonomy, as files."""

from pathlib import Path
from typing import NamedTuple

NS = "http://example.com/d"
NUMBERS = ("integer", "double", "monetary")


class Pair(NamedTuple):
    """Two values reported for one fact of an item type; of numbers with their decimals, of texts perhaps with a language. None is nil."""

    kind: str
    one: str | None
    other: str | None
    marks: tuple[str, str] = ("", "")


SAME = (
    Pair("string", "a", "a"),
    Pair("string", "a", "b", ("en", "fr")),  # another language is another fact
    Pair("string", None, None),
    Pair("boolean", "true", "true"),
    Pair("date", "2020-01-01", "2020-01-01"),
    Pair("dateTime", "2020-01-01T00:00:00", "2020-01-01T00:00:00.0"),
    Pair("dateTime", "2019-12-31T24:00:00", "2020-01-01T00:00:00"),
    Pair("dateTime", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00+00:00"),
    Pair("language", "en", "EN"),
    Pair("integer", "1", "01", ("0", "0")),
    Pair("double", "1e1", "10", ("0", "0")),
    Pair("double", "INF", "INF", ("INF", "INF")),
    Pair("monetary", "1", "1.4", ("0", "1")),
    Pair("monetary", "1", "1.5", ("0", "1")),
    Pair("monetary", "100", "150", ("-2", "-1")),
    Pair("monetary", "100", "140", ("-2", "INF")),
)
OTHER = (
    Pair("string", "a", "b"),
    Pair("string", "a", "b", ("en", "EN")),
    Pair("string", " a", "a"),
    Pair("string", "a", None),
    Pair("boolean", "0", "true"),
    Pair("date", "2020-01-01Z", "2020-01-01"),
    Pair("dateTime", "2020-01-01T00:00:00", "2020-01-01T00:00:01"),
    Pair("QName", "d:a", "d:b"),
    Pair("anyURI", "http://a", "http://a/"),
    Pair("double", "1", "1.5", ("INF", "INF")),
    Pair("double", "NaN", "NaN", ("INF", "INF")),
    Pair("monetary", "1", "1.6", ("0", "1")),
    Pair("monetary", "1", "2", ("0", "0")),
)
SPELLED_TWICE = (Pair("boolean", "1", "true"), Pair("QName", "d:a", "e:a"), Pair("anyURI", " http://a", "http://a"))
"""One value spelled in two ways."""
_KINDS = sorted({pair.kind for pair in (*SAME, *OTHER, *SPELLED_TWICE)})
_ITEM = 'substitutionGroup="xbrli:item" xbrli:periodType="instant" nillable="true"'


def write_duplicates(folder: Path, pairs: tuple[Pair, ...]) -> Path:
    """The report of `pairs`, beside its schema; the facts of pair N have the ids `fN-0` and `fN-1`."""
    elements = "".join(f'<xs:element id="{kind}" name="{kind}" type="xbrli:{kind}ItemType" {_ITEM}/>' for kind in _KINDS)
    (folder / "d.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"'
        f' targetNamespace="{NS}"><xs:import namespace="http://www.xbrl.org/2003/instance"'
        f' schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>{elements}</xs:schema>',
        encoding="utf-8",
    )
    lines = [
        f'<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:d="{NS}"',
        f' xmlns:e="{NS}" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
        ' xmlns:iso4217="http://www.xbrl.org/2003/iso4217"><link:schemaRef xlink:type="simple" xlink:href="d.xsd"/>',
        *(_context(at) for at in range(len(pairs))),
        '<xbrli:unit id="monetary"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>',
        *(f'<xbrli:unit id="{kind}"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>' for kind in NUMBERS[:2]),
        *(_fact(at, half, pair) for at, pair in enumerate(pairs) for half in (0, 1)),
        "</xbrli:xbrl>",
    ]
    path = folder / "d.xbrl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _context(at: int) -> str:
    entity = '<xbrli:entity><xbrli:identifier scheme="http://example.com/id">1</xbrli:identifier></xbrli:entity>'
    return (
        f'<xbrli:context id="c{at}">{entity}<xbrli:period><xbrli:instant>{1980 + at}-12-31</xbrli:instant></xbrli:period></xbrli:context>'
    )


def _fact(at: int, half: int, pair: Pair) -> str:
    value, mark = pair[1 + half], pair.marks[half]
    unit = f' unitRef="{pair.kind}"' if pair.kind in NUMBERS else ""
    more = ' xsi:nil="true"' if value is None else f' decimals="{mark}"' if unit else f' xml:lang="{mark}"' if mark else ""
    return f'<d:{pair.kind} id="f{at}-{half}" contextRef="c{at}"{unit}{more}>{value or ""}</d:{pair.kind}>'
