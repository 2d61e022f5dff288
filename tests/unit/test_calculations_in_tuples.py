"""Sums with what stands in tuples: left out by Calculations 1.1, with a warning; taken in by XBRL 2.1, with the place of the total."""

from pathlib import Path

import pytest

from tests.support.filings import run_filing

NS = "http://example.com/t"
_ITEM = 'type="xbrli:decimalItemType" substitutionGroup="xbrli:item" xbrli:periodType="instant"'
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:t="{NS}"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" targetNamespace="{NS}"
 elementFormDefault="qualified">
<xs:annotation><xs:appinfo><link:linkbaseRef xlink:type="simple" xlink:href="t_cal.xml"
 xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/></xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
{"".join(f'<xs:element id="{n}" name="{n}" {_ITEM}/>' for n in "TAB")}
<xs:element id="Row" name="Row" substitutionGroup="xbrli:tuple"><xs:complexType><xs:complexContent><xs:restriction base="xs:anyType">
<xs:sequence><xs:element ref="t:T"/><xs:element ref="t:A"/><xs:element ref="t:B"/></xs:sequence>
</xs:restriction></xs:complexContent></xs:complexType></xs:element></xs:schema>"""
_SUM = "http://www.xbrl.org/2003/arcrole/summation-item"
ARC = f'<link:calculationArc xlink:type="arc" xlink:arcrole="{_SUM}" xlink:from="T" xlink:to="{{0}}" weight="1"/>'
LINKBASE = f"""<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:calculationLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
{"".join(f'<link:loc xlink:type="locator" xlink:href="t.xsd#{n}" xlink:label="{n}"/>' for n in "TAB")}
{"".join(ARC.format(n) for n in "AB")}</link:calculationLink></link:linkbase>"""


def items(**values: int) -> str:
    return "".join(f'<t:{name} contextRef="c" unitRef="u" decimals="0">{value}</t:{name}>' for name, value in values.items())


def report(folder: Path, *lines: str) -> Path:
    (folder / "t.xsd").write_text(SCHEMA, encoding="utf-8")
    (folder / "t_cal.xml").write_text(LINKBASE, encoding="utf-8")
    path = folder / "t.xbrl"
    head = f"""<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:t="{NS}"
 xmlns:xlink="http://www.w3.org/1999/xlink"><link:schemaRef xlink:type="simple" xlink:href="t.xsd"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/id">1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>2025-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>"""
    path.write_text("\n".join((head, *lines, "</xbrli:xbrl>")), encoding="utf-8")
    return path


ROW = f"<t:Row>{items(T=3, A=1, B=2)}</t:Row>"
BROKEN_ROW = f"<t:Row>{items(T=9, A=1, B=2)}</t:Row>"


@pytest.mark.parametrize(
    ("lines", "new", "old"),
    [
        ((ROW, ROW), [], []),
        ((ROW, BROKEN_ROW), [], [7]),
        ((ROW, items(T=50)), [], [7]),
        ((ROW, items(T=50, A=10)), [7], [7]),
        ((ROW, items(T=3)), [], []),
    ],
)
def test_what_is_inconsistent_by_each_specification(
    lines: tuple[str, ...], new: list[int], old: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = report(tmp_path, *lines)
    for mode, code, expected in (
        ("1.1", "calc11e:inconsistentCalculationUsingRounding", new),
        ("1.1-truncate", "calc11e:inconsistentCalculationUsingTruncation", new),
        ("1.0", "xbrl.5.2.5.2", old),
    ):
        ran = run_filing(capsys, "validate", path, "--calc", mode, "--format", "json")
        assert [(d["code"], d["location"]["line"]) for d in ran.errors] == [(code, line) for line in expected], mode
        warned = [d["code"] for d in ran.findings if d["severity"] == "warning" and d["code"].startswith("calc11e:")]
        assert warned == ([] if mode == "1.0" else ["calc11e:tuplesInReportWarning"])
