"""`filing taxonomy page`: one page that stands alone, with every concept once and every link leading somewhere."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from generator.cli import main
from generator.dts.show.page import page
from generator.dts.show.words import WORDS
from generator.model import Concept, Label, Reference, Relationship, Taxonomy
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomy import taxonomy_at
from generator.qname import DOCUMENTATION, PARENT_CHILD, REFERENCE_ROLE, STANDARD_LABEL, XBRLI, QName

TAXONOMY = Path(__file__).resolve().parents[2] / "taxonomy"


@pytest.fixture(scope="module")
def ours() -> Taxonomy:
    return taxonomy_at(str(TAXONOMY / "package"), Settings())[0]


@pytest.fixture(scope="module")
def written(ours: Taxonomy) -> str:
    return "".join(page(ours, "Ours", "zh"))


def q(local: str) -> QName:
    return QName("http://x.example/", local)


HOSTILE = '</style><script>alert("x")</script>&amp;<!--'


def hostile() -> Taxonomy:
    """A taxonomy whose every text tries to be markup, with a cycle in its presentation."""
    names = (q("A"), q("B"))
    concepts = [
        Concept(qname=name, id="", type=q(HOSTILE), base_type="", substitution_group=QName(XBRLI, "item"), period_type="instant")
        for name in names
    ]
    arcs = [
        Relationship(arcrole=PARENT_CHILD, role=HOSTILE, source=one, target=other)
        for one, other in (names, names[::-1], (q("A"), q("gone")))
    ]
    return Taxonomy(
        entry_points=(HOSTILE,),
        concepts={concept.qname: concept for concept in concepts},
        types={},
        relationships={PARENT_CHILD: {HOSTILE: tuple(arcs)}},
        labels={q("A"): (Label(STANDARD_LABEL, HOSTILE, HOSTILE), Label(DOCUMENTATION, '"', HOSTILE), Label(HOSTILE, "en", HOSTILE))},
        references={q("A"): (Reference(REFERENCE_ROLE, ((q(HOSTILE), HOSTILE),)),)},
        roles={HOSTILE: HOSTILE},
        typed_domains={},
        prefixes={"x": "http://x.example/"},
    )


def test_every_concept_stands_there_once_and_every_link_leads_somewhere(ours: Taxonomy, written: str) -> None:
    tree = html.fromstring(written)
    names = [element.text for element in tree.xpath("//article/p[@class='name']")]
    assert len(names) == len(set(names)) == len(ours.concepts)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a/@href")
    assert len(links) > len(names)
    assert {link[1:] for link in links} <= set(ids)
    assert {link[0] for link in links} == {"#"}


def test_the_page_shows_what_is_said_of_a_concept(written: str) -> None:
    tree = html.fromstring(written)
    (article,) = [a for a in tree.xpath("//article") if a.xpath("p/text()") == ["cni:OperatingRevenue"]]
    assert [text.strip() for text in article.xpath("h3/text()")] == ["营业收入"]
    assert article.xpath("h3/small[@lang='en']/text()") == ["Operating revenue"]
    said = dict(zip(article.xpath("dl/dt/text()"), ["".join(d.itertext()) for d in article.xpath("dl/dd")], strict=False))
    assert said["类型"] == "xbrli:monetaryItemType"
    assert said["余额方向"] == "贷"
    assert article.xpath("dl/dd[@lang='zh']/text()")
    assert "企业会计准则" in "".join(article.itertext())
    assert article.xpath("dl/dd[@class='used']/a")


def test_the_page_asks_for_nothing(written: str) -> None:
    tree = html.fromstring(written)
    assert tree.xpath("//link | //img | //iframe | //script[@src] | //@style | //@onclick") == []
    assert "url(" not in written
    assert "@import" not in written
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_that_try_to_be_markup_stay_texts(language: str) -> None:
    text = "".join(page(hostile(), HOSTILE, language))
    assert text.count("<script>") == 1
    assert "alert(" in text
    assert '<script>alert("x")' not in text
    tree = html.fromstring(text)
    assert len(tree.xpath("//article")) == 2
    assert tree.xpath("//article/h3/text()")[0] == HOSTILE
    assert len(re.findall("<ul>", text)) == len(re.findall("</ul>", text)) > 0


def test_lists_are_closed_at_every_depth(ours: Taxonomy, written: str) -> None:
    for name in ("ul", "li", "details", "article", "dl"):
        assert len(re.findall(f"<{name}[ >]", written)) == len(re.findall(f"</{name}>", written)) > 0
    shallow = replace(ours, relationships={})
    assert "<details" not in "".join(page(shallow, "x", "en"))


def test_both_languages_have_every_word() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    assert all(WORDS["en"].values())
    assert all(WORDS["zh"].values())


def test_the_command_writes_the_same_page_twice_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    assert main(["taxonomy", "page", str(TAXONOMY), "-o", str(first)]) == 0
    assert main(["taxonomy", "page", str(TAXONOMY / "package"), "-o", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert "<title>中国监管问询财务数据分类标准（私有）</title>" in first.read_text(encoding="utf-8")
    assert main(["taxonomy", "page", str(tmp_path / "nowhere"), "-o", str(first)]) == 2
    assert main(["taxonomy", "page", "http://x.example/none.xsd", "-o", str(tmp_path / "c.html")]) == 1
    assert "http://x.example/none.xsd" in capsys.readouterr().out
