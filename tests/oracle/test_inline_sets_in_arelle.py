"""Arelle, offline, on inline XBRL 1.0 and on document sets of several files and targets: both read the same facts."""

import json
from pathlib import Path

import pytest

from generator.dts.load import load as load_dts
from generator.dts.resolver import Resolver
from generator.equality import compare
from generator.model import Report, Taxonomy
from generator.read import ixbrl as reader
from generator.read import oim_json
from tests.oracle.test_ixbrl_in_arelle import NS, SCHEMA
from tests.support.arelle import run_arelle

pytestmark = pytest.mark.oracle

IX = {"1.1": "http://www.xbrl.org/2013/inlineXBRL", "1.0": "http://www.xbrl.org/2008/inlineXBRL"}
REFERENCES = '<ix:references{}><link:schemaRef xlink:type="simple" xlink:href="page.xsd"/></ix:references>'
EXPLANATORY = "http://www.xbrl.org/lrr/arcrole/factExplanatory-2009-12-16.xsd"
RESOURCES = """<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>"""


def page(body: str, *, version: str, header: str = "") -> str:
    unseen = f'<div style="display:none"><ix:header>{header}</ix:header></div>' if header else ""
    return f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="{IX[version]}" xmlns:p="{NS}"
    xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:ixt1="http://www.xbrl.org/inlineXBRL/transformation/2010-04-20"
    xmlns:ixt2="http://www.xbrl.org/inlineXBRL/transformation/2011-07-31"
    xmlns:ixt5="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16" xml:lang="ja">
<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/><title>page</title></head>
<body>{unseen}{body}</body></html>
"""


def figure(text: str, attributes: str) -> str:
    return f'<ix:nonFraction name="p:Revenue" contextRef="c" unitRef="u" {attributes}>{text}</ix:nonFraction>'


def words(text: str, attributes: str, concept: str = "Text") -> str:
    """A text; its language is its own, since Arelle takes none from around a fact in a document set."""
    language = 'xml:lang="ja"' if concept == "Text" else ""
    return f'<ix:nonNumeric name="p:{concept}" contextRef="c" {language} {attributes}>{text}</ix:nonNumeric>'


BODY_10 = f"""<div>{figure("1,234", 'decimals="-6" scale="6" format="ixt2:numdotdecimal" footnoteRefs="x y" id="a"')}
{figure("1 234,5", 'decimals="1" format="ixt1:numspacecomma" id="b"')} △{figure("12", 'decimals="0" sign="-" footnoteRefs="y"')}
{figure("", 'xsi:nil="true"').replace("></ix:nonFraction>", "/>")}
{words("令和８年７月12日", 'format="ixt2:dateerayearmonthdayjp"', "Day")} {words("3 January 2020", 'format="ixt1:datelonguk"', "Day")}
{words("x <b>y</b> &amp; z", "")} {words("true", "", "Flag")}</div>
<div>{words('<p class="k">x <b>y</b> &amp; z<br/></p>', 'escape="true"')}</div>
<p><ix:footnote footnoteID="x" xml:lang="ja">※１</ix:footnote>
<ix:footnote footnoteID="y" xml:lang="en">see <b>B</b></ix:footnote></p>"""


def _folder(folder: Path, **pages: str) -> Taxonomy:
    (folder / "page.xsd").write_text(SCHEMA, encoding="utf-8")
    for name, text in pages.items():
        (folder / f"{name}.xhtml").write_text(text, encoding="utf-8")
    taxonomy, diagnostics = load_dts((str(folder / "page.xsd"),), Resolver([], folder))
    assert diagnostics == ()
    return taxonomy


def _agrees(folder: Path, taxonomy: Taxonomy, target: str | None = None) -> Report:
    """Our reading of `target` in the folder's set, which Arelle must find clean and read alike."""
    files = sorted(folder.glob("*.xhtml"))
    document = reader.open_set({str(path): path.read_bytes() for path in files})
    ours = reader.read_target(document, target, lambda _: taxonomy)
    assert ours.diagnostics == ()
    saved = folder / "saved.json"
    entry = {"ixds": [{"file": str(path)} for path in files], "ixdsTarget": target or "(default)"}
    result = run_arelle(files[0], save_json=saved, plugins=["inlineXbrlDocumentSet"], extra=["--file", json.dumps([entry])])
    assert result.clean, str(result)
    facts = json.loads(saved.read_bytes())
    facts["documentInfo"]["taxonomy"] = ["page.xsd"]  # Arelle leaves a target's schemaRef out where the target was asked for
    theirs = oim_json.read(json.dumps(facts).encode(), str(saved), lambda _: taxonomy)
    assert theirs.diagnostics == ()
    difference = compare(ours.report, theirs.report)
    assert difference.missing == ()
    assert difference.extra == ()
    return ours.report


def test_a_page_of_1_0(tmp_path: Path) -> None:
    header = f"<ix:hidden>{words('h', '')}</ix:hidden>{REFERENCES.format('')}<ix:resources>{RESOURCES}</ix:resources>"
    taxonomy = _folder(tmp_path, a=page(BODY_10, version="1.0", header=header))
    assert len(_agrees(tmp_path, taxonomy).facts) == 12


def test_a_set_of_1_0(tmp_path: Path) -> None:
    header = f"{REFERENCES.format('')}<ix:resources>{RESOURCES}</ix:resources>"
    facts, notes = BODY_10.split("\n<p>")
    pages = [page("<p>cover</p>", version="1.0", header=header), page(facts, version="1.0"), page(f"<p>{notes}", version="1.0")]
    taxonomy = _folder(tmp_path, a=pages[0], b=pages[1], c=pages[2])
    assert len(_agrees(tmp_path, taxonomy).facts) == 11


SET = {
    "a": f"""<p>{figure("1,234.5", 'decimals="1" format="ixt5:num-dot-decimal" id="n1"')}
{words("One ", 'id="t1" continuedAt="k1"')}<ix:continuation id="k3"> four</ix:continuation></p>""",
    "b": """<p><ix:continuation id="k2" continuedAt="k3"> three</ix:continuation>
<ix:footnote id="x">see <i>b</i></ix:footnote></p>""",
    "c": f"""<p><ix:continuation id="k1" continuedAt="k2">two<ix:exclude> page 7</ix:exclude></ix:continuation>
{figure("7", 'decimals="0" id="n2"')} {words("2023年1月2日", 'format="ixt5:date-year-month-day"', "Day")}
{figure("8", 'decimals="0" id="n3" target="other"')}{words("else", 'target="other" continuedAt="k9"')}</p>
<div><ix:continuation id="k9">where</ix:continuation></div>""",
}


@pytest.mark.parametrize(("target", "count"), [(None, 5), ("other", 3)])
def test_a_set_of_1_1_with_two_targets(tmp_path: Path, target: str | None, count: int) -> None:
    explains = "http://www.xbrl.org/2009/arcrole/fact-explanatoryFact"
    related = f'<ix:relationship fromRefs="n1 n3" toRefs="x"/><ix:relationship arcrole="{explains}" fromRefs="n2" toRefs="t1"/>'
    related += f'<link:arcroleRef xlink:type="simple" xlink:href="{EXPLANATORY}#fact-explanatoryFact" arcroleURI="{explains}"/>'
    references = REFERENCES.format("") + REFERENCES.format(' target="other"')
    header = f"{references}<ix:resources>{related}{RESOURCES}</ix:resources>"
    bodies = {key: page(body, version="1.1", header=header if key == "b" else "") for key, body in SET.items()}
    taxonomy = _folder(tmp_path, **bodies)
    assert len(_agrees(tmp_path, taxonomy, target).facts) == count


@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize(
    ("first", "second", "conflicts"),
    [
        ('xmlns:q="http://example.com/a"', 'xmlns:q="http://example.com/a"', False),
        ('xmlns:q="http://example.com/a"', 'xmlns:q="http://example.com/b"', True),
        ("", 'xmlns="http://example.com/b"', True),
    ],
)
def test_prefixes_at_the_references_of_a_target(version: str, first: str, second: str, conflicts: bool, tmp_path: Path) -> None:
    header = f"{REFERENCES.format(f' {first}')}<ix:resources>{RESOURCES}</ix:resources>"
    again = REFERENCES.format(f" {second}")
    _folder(tmp_path, a=page("<p>a</p>", version=version, header=header), b=page("<p>b</p>", version=version, header=again))
    files = sorted(tmp_path.glob("*.xhtml"))
    ours = reader.open_set({str(path): path.read_bytes() for path in files})
    entry = {"ixds": [{"file": str(path)} for path in files], "ixdsTarget": "(default)"}
    result = run_arelle(files[0], plugins=["inlineXbrlDocumentSet"], extra=["--file", json.dumps([entry])])
    theirs = {code for code in result.codes if code.endswith("referencesNamespacePrefixConflict")}
    assert {d.code for d in ours.diagnostics} == theirs
    assert bool(theirs) == conflicts
