"""Profiles: each check by what it objects to and what it lets pass, tables of a user's own, the two that are shipped."""

from decimal import Decimal
from pathlib import Path

import pytest

from generator.diagnostics import InputError
from generator.model import Entity, Label, Period, Report, Taxonomy, Unit
from generator.pipeline.profiles import load_profile, shipped_profiles
from generator.qname import STANDARD_LABEL, QName
from generator.validate.profile.documents import DOCUMENT_CHECKS, check_documents
from generator.validate.profile.facts import FACT_CHECKS, check_facts
from tests.support.builds import Build
from tests.support.filings import run_filing
from tests.support.pages import HEADER, figure, inline_page, words
from tests.support.reports import NS as PAGE_NS
from tests.support.validate_builders import CLOSE, concept, fact, q, report, taxonomy

HEAD = "code,check,parameter,severity,message_zh,message_en,hint_zh,hint_en\n"
LEI = "http://standards.iso.org/iso/17442"
IXT = "http://www.xbrl.org/inlineXBRL/transformation/"


def table(folder: Path, *lines: str, head: str = HEAD) -> Path:
    """A profile of `lines`."""
    path = folder / "own.csv"
    path.write_text("\ufeff" + head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rule(check: str, parameter: str = "") -> str:
    """A line that makes an error of every objection of `check`, said as the thing objected to."""
    return f"x,{check},{parameter},error,“{{value}}”不对,{{value}},,"


def of_facts(folder: Path, check: str, parameter: str, given: Report, dts: Taxonomy) -> list[tuple[str, str | None]]:
    """What the check objects to, with the fact."""
    profile = load_profile(str(table(folder, rule(check, parameter))))
    return [(d.message, d.location.fact) for d in check_facts(given, dts, profile)]


def of_page(folder: Path, check: str, parameter: str, page: bytes, dts: Taxonomy | None = None) -> list[str]:
    """What the check objects to in a page."""
    profile = load_profile(str(table(folder, rule(check, parameter))))
    return [d.message for d in check_documents({"page.xhtml": page}, dts or taxonomy([]), profile)]


CASH = concept("Cash", period="instant")


def identified(identifier: str, scheme: str = "http://x") -> Report:
    return report(fact("Cash", period=CLOSE)._replace(entity=Entity(scheme, identifier)))


# ---------------------------------------------------------------- facts


@pytest.mark.parametrize(
    ("parameter", "scheme", "identifier", "wrong"),
    [
        ("uscc", "http://x", "91110108MA0000000A", False),
        ("uscc", "http://x", "91110108MA0000000B", True),
        ("uscc", "http://x", "91110108ma0000000a", True),
        ("uscc", "http://x", "QingCloud", False),  # no code of 18 characters is meant
        (f"lei {LEI}", LEI, "529900T8BM49AURSDO55", False),
        (f"lei {LEI}", LEI, "529900T8BM49AURSDO56", True),
        (f"lei {LEI}", LEI, "QingCloud", True),
        (f"lei {LEI}", "http://x", "529900T8BM49AURSDO56", False),  # another scheme
    ],
)
def test_identifiers_have_right_check_characters(tmp_path: Path, parameter: str, scheme: str, identifier: str, wrong: bool) -> None:
    found = of_facts(tmp_path, "identifier", parameter, identified(identifier, scheme), taxonomy([CASH]))
    assert found == ([(identifier, "s.Cash.c")] if wrong else [])


def test_entities(tmp_path: Path) -> None:
    two = Report(facts=(fact("Cash", period=CLOSE, id="a"), identified("E2").facts[0]), taxonomy=())
    dts = taxonomy([CASH])
    assert of_facts(tmp_path, "one-entity", "", two, dts) == [("E2", "s.Cash.c")]
    assert of_facts(tmp_path, "one-entity", "", report(fact("Cash", period=CLOSE)), dts) == []
    assert of_facts(tmp_path, "entity-scheme", LEI, two, dts) == [("http://example.com/scheme", "a"), ("http://x", "s.Cash.c")]
    assert of_facts(tmp_path, "entity-scheme", "http://x http://example.com/scheme", two, dts) == []


def test_labels(tmp_path: Path) -> None:
    labels = {q("Cash"): (Label(STANDARD_LABEL, "zh-CN", "货币资金"),), q("Region"): (Label(STANDARD_LABEL, "en", "Region"),)}
    plain = taxonomy([CASH, concept("Region"), concept("North")])
    dts = Taxonomy(**{name: getattr(plain, name) for name in plain.__dataclass_fields__} | {"labels": labels})
    given = report(fact("Cash", period=CLOSE, Region=q("North")))
    assert [value for value, _ in of_facts(tmp_path, "label", "zh", given, dts)] == ["Region", "North"]
    assert [value for value, _ in of_facts(tmp_path, "label", "any", given, dts)] == ["North"]
    assert of_facts(tmp_path, "label", "zh", report(fact("Cash", period=CLOSE)), dts) == []


def test_currency_language_days_and_decimals(tmp_path: Path) -> None:
    dts = taxonomy([CASH, concept("Note", "string")])
    dollars = Unit((QName("http://www.xbrl.org/2003/iso4217", "USD"),))
    given = report(fact("Cash", period=CLOSE, unit=dollars, decimals=2), fact("Note", "x")._replace(language="fr-ca"))
    assert of_facts(tmp_path, "currency", "CNY", given, dts) == [("USD", "s.Cash.c")]
    assert of_facts(tmp_path, "currency", "CNY USD", given, dts) == []
    assert of_facts(tmp_path, "fact-language", "zh en", given, dts) == [("fr", "s.Note.c")]
    assert of_facts(tmp_path, "whole-days", "", given, dts) == []
    noon = report(fact("Cash", period=Period(None, "2023-12-31T12:00:00")))
    assert of_facts(tmp_path, "whole-days", "", noon, dts) == [("2023-12-31T12:00:00", "s.Cash.c")]
    assert of_facts(tmp_path, "decimals", "monetary -2", given, dts) == [("2", "s.Cash.c")]
    assert of_facts(tmp_path, "decimals", "monetary 2", given, dts) == []
    assert of_facts(tmp_path, "decimals", "monetary 2", report(fact("Cash", Decimal(1), decimals=None, period=CLOSE)), dts) == [
        ("INF", "s.Cash.c")
    ]


def test_taxonomy_and_required_concepts(tmp_path: Path) -> None:
    given, dts = report(fact("Cash", period=CLOSE)), taxonomy([CASH])
    assert of_facts(tmp_path, "taxonomy", "http://example.com/", given, dts) == []
    assert of_facts(tmp_path, "taxonomy", "http://other/", given, dts) == [("http://example.com/t/t.xsd", None)]
    assert of_facts(tmp_path, "required-concept", "Cash {http://example.com/t}Cash Debt", given, dts) == [("Debt", None)]


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("check", "parameter", "page", "expected"),
    [
        ("no-active-content", "", inline_page("<p>x</p>"), []),
        ("no-active-content", "", inline_page("<p onclick='a()'>x</p><script>x</script>"), ["onclick=a()", "script"]),
        ("no-active-content", "", inline_page("<a href='JavaScript:x()'>x</a>"), ["href=JavaScript:x()"]),
        ("no-external-resources", "", inline_page("<img alt='x' src='data:image/png;base64,AA=='/>"), []),
        ("no-external-resources", "", inline_page("<img alt='x' src='http://a/b.png'/>"), ["src=http://a/b.png"]),
        ("no-external-resources", "", inline_page("x", head="<style>p {background: url(b.png)}</style>"), ["url(b.png"]),
        ("no-external-resources", "", inline_page("x", head="<style>@import 'a.css'; p {color: red}</style>"), ["@import 'a.css'"]),
        ("no-external-resources", "", inline_page("<a href='http://a/'>x</a>"), []),
        ("no-external-links", "", inline_page("<a href='http://a/'>x</a><a href='#b'>y</a>"), ["http://a/"]),
        ("no-element", "ix:tuple ix:fraction", inline_page("<ix:tuple name='s:T' tupleID='a'/>"), ["ix:tuple"]),
        ("no-element", "xbrli:segment", inline_page("x"), []),
        ("no-attribute", "target xml:base", inline_page(words("x", "target='b'")), ["target"]),
        ("no-attribute", "xml:base", inline_page("<p xml:base='http://a/'>x</p>"), ["xml:base"]),
        ("inline-version", "1.1", inline_page(words("x"), version="1.0"), ["1.0"]),
        ("inline-version", "1.0 1.1", inline_page(words("x")), []),
        ("transformation-registry", "4", inline_page(figure("1", "format='ixt:num-dot-decimal'")), []),
        ("transformation-registry", "4", inline_page(figure("1", "format='ixt2:numdotdecimal'")), [f"{IXT}2011-07-31"]),
        ("document-language", "zh", inline_page("x"), ["en"]),
        ("document-language", "zh en", inline_page("x"), []),
        ("document-language", "zh", inline_page("x", attributes=""), ["-"]),
        ("one-language", "", inline_page("<p xml:lang='en-GB'>x</p>"), []),
        ("one-language", "", inline_page("<p xml:lang='zh'>x</p><p xml:lang='zh'>y</p>"), ["zh"]),
        ("encoding", "utf-8", inline_page("x"), []),
        ("encoding", "utf-8", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + inline_page("x"), ["iso-8859-1"]),
    ],
)
def test_documents(tmp_path: Path, check: str, parameter: str, page: bytes, expected: list[str]) -> None:
    assert of_page(tmp_path, check, parameter, page) == expected


@pytest.mark.parametrize(
    ("text", "attributes", "finer"),
    [
        ("1,886.72", 'format="ixt:num-dot-decimal" scale="4" decimals="-2"', False),
        ("1,886.72", 'format="ixt:num-dot-decimal" scale="4" decimals="-1"', True),
        ("1,886.72", 'format="ixt:num-dot-decimal" scale="4" decimals="INF"', True),
        ("1.886,72", 'format="ixt:num-comma-decimal" scale="0" decimals="2"', False),
        ("1.886,72", 'format="ixt:num-comma-decimal" scale="0" decimals="3"', True),
        ("99.88", 'format="ixt:num-dot-decimal" scale="-2" decimals="4"', False),
        ("99.88", 'format="ixt:num-dot-decimal" scale="-2" decimals="5"', True),
        ("25", 'decimals="INF"', False),  # a count is exact
        ("—", 'format="ixt:fixed-zero" scale="4" decimals="2"', False),  # no digits are shown
    ],
)
def test_decimals_claim_no_more_than_is_displayed(tmp_path: Path, text: str, attributes: str, finer: bool) -> None:
    page = inline_page(f'<ix:nonFraction id="n" name="s:Revenue" contextRef="c" unitRef="u" {attributes}>{text}</ix:nonFraction>')
    assert bool(of_page(tmp_path, "displayed-precision", "", page)) is finer


def test_hidden_facts(tmp_path: Path) -> None:
    names = {"Revenue": "monetary", "Site": "anyURI", "Title": "string"}
    plain = [concept(local, base) for local, base in names.items()]
    dts = taxonomy(plain)
    own = {QName(PAGE_NS, c.qname.local): c for c in plain}
    dts = Taxonomy(**{name: getattr(dts, name) for name in dts.__dataclass_fields__} | {"concepts": own})
    hidden = (
        "<ix:hidden>" + figure("1", key="n") + '<ix:nonNumeric id="s" name="s:Site" contextRef="c">http://a/</ix:nonNumeric></ix:hidden>'
    )
    header = HEADER.replace("<ix:header>", f"<ix:header>{hidden}")
    assert of_page(tmp_path, "hidden-facts", "", inline_page(words("x"), header=header), dts) == ["Revenue", "Site"]
    shown = inline_page('<span style="-ix-hidden:s">a</span>', header=header)
    assert of_page(tmp_path, "hidden-facts", "", shown, dts) == ["Revenue"]


def test_findings_stand_where_the_thing_stands(tmp_path: Path) -> None:
    profile = load_profile(str(table(tmp_path, rule("no-element", "xbrli:segment"))))
    instance = b'<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance">\n  <xbrli:segment/>\n</xbrli:xbrl>'
    (found,) = check_documents({"a.xbrl": instance}, taxonomy([]), profile)
    assert (found.location.path, found.location.line, found.location.column) == ("a.xbrl", 2, 3)


# ---------------------------------------------------------------- tables


def test_a_table_of_ones_own_says_it_in_the_readers_language(tmp_path: Path) -> None:
    path = table(tmp_path, "mine.one,one-entity,,warning,另一主体 {value},another entity {value},改正,mend it")
    two = Report(facts=(fact("Cash", period=CLOSE), identified("E2").facts[0]), taxonomy=())
    (english,) = check_facts(two, taxonomy([CASH]), load_profile(str(path)))
    (chinese,) = check_facts(two, taxonomy([CASH]), load_profile(str(path), "zh"))
    assert (english.code, english.severity, english.message, english.hint) == (
        "profile.mine.one",
        "warning",
        "another entity E2",
        "mend it",
    )
    assert (chinese.message, chinese.hint) == ("另一主体 E2", "改正")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("A B,one-entity,,error,x,x,,", "is no code"),
        ("a,no-such-check,,error,x,x,,", "There is no check no-such-check"),
        ("a,one-entity,,fatal,x,x,,", "is no severity"),
        ("a,one-entity,,error,,,,", "no message"),
        ("a,one-entity,,error,{oops},x,,", "{oops}"),
        ("a,one-entity,two,error,x,x,,", "takes no parameter two"),
        ("a,decimals,monetary,error,x,x,,", "takes no parameter monetary"),
        ("a,identifier,tax-number,error,x,x,,", "takes no parameter tax-number"),
    ],
)
def test_mistakes_in_a_table_are_told_with_their_line(tmp_path: Path, line: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        load_profile(str(table(tmp_path, rule("one-entity"), line)))
    (found,) = caught.value.diagnostics
    assert (found.code, found.location.line) == ("filing.profile", 3)
    assert text in found.message


def test_a_missing_column_and_an_unknown_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="The column “severity” is missing"):
        load_profile(str(table(tmp_path, "a,b,c", head="code,check,parameter,message_zh,message_en\n")))
    ran = run_filing(capsys, "validate", tmp_path, "--profile", "nowhere", "--format", "json")
    assert (ran.code, ran.errors[0]["code"]) == (2, "filing.unknown-profile")
    assert "cn-inquiry, esef-like" in ran.errors[0]["hint"]


def test_the_shipped_profiles_read_and_use_most_checks() -> None:
    assert list(shipped_profiles()) == ["cn-inquiry", "esef-like"]
    used = {rule.check for name in shipped_profiles() for rule in load_profile(name).rules}
    assert used <= {*FACT_CHECKS, *DOCUMENT_CHECKS}
    assert set(DOCUMENT_CHECKS) - used == {"no-external-links"}


def test_what_we_build_keeps_our_own_profile(built_sample: Build, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in (".xhtml", ".xbrl", ".xbri", ".json"):
        ran = run_filing(capsys, "validate", built_sample.out / f"{built_sample.id}{suffix}", "--profile", "cn-inquiry", "--format", "json")
        assert [d for d in ran.findings if d["code"].startswith("profile.")] == [], suffix


def test_what_we_build_breaks_esef_where_it_must(built_sample: Build, capsys: pytest.CaptureFixture[str]) -> None:
    page = built_sample.out / f"{built_sample.id}.xhtml"
    ran = run_filing(capsys, "validate", page, "--profile", "esef-like", "--format", "json")
    assert ran.code == 1
    assert {d["code"] for d in ran.errors} == {"profile.esef.entity-scheme", "profile.esef.one-language"}
    assert all(d["location"]["line"] for d in ran.errors)


def test_a_filing_is_checked_by_a_profile_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.support.filings import change, copy_sample

    filing = copy_sample("qingcloud-2021-inquiry-reply", tmp_path)
    change(filing / "filing.toml", 'identifier = "QingCloud-Technologies-Corp"', 'identifier = "91110108MA0000000B"')
    ran = run_filing(capsys, "validate", filing, "--profile", "cn-inquiry", "--format", "json", "--lang", "zh")
    (found,) = ran.errors
    assert found["code"] == "profile.cn.uscc"
    assert found["message"] == "统一社会信用代码 91110108MA0000000B 的校验码不对。"
