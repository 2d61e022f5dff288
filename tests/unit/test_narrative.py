"""A filing with a text, from its files to its outputs; and what its files can get wrong, each named where it stands."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.equality import compare
from generator.pipeline.build import Built, build
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from generator.printed import figure_text
from generator.render.ixbrl.tagging import Tagger
from generator.schedule import NumberFormat
from tests.support.filings import change, line_of
from tests.support.narrative import write_filing
from tests.support.reports import TAXONOMY, fact, report

ANSWER = (
    "<h4>一、答复</h4>\n<p>北方销售1,234.50万元，占44%，较<em>上年</em>上升 &lt; 5%。</p>\n<p>原因：</p>\n"
    "<ul><li>客户增加；</li><li>价格 -34.56万元：<ol><li>甲；</li><li>乙。</li></ol></li></ul>\n<p>文号[2022]1号。</p>\n"
    "<h5>结论</h5>\n<p>公司于2022年6月30日签署，上市：是，A &amp; B。</p>"
)
VALUES = {
    "text.reply.text": "<h2>回复正文</h2>\n<p>本回复分两部分。</p>\n<h3>问题一</h3>\n<p>请说明北方销售的<strong>变化</strong>。</p>\n"
    + ANSWER,
    "text.question.text": "<h3>问题一</h3>\n<p>请说明北方销售的<strong>变化</strong>。</p>",
    "text.group.text": ANSWER,
    "text.answer.text": ANSWER,
    "text.conclusion.text": "公司于2022年6月30日签署，上市：是，A & B。",
    "text.closing.text": "文件类型：意见 [成员]。",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the sound filing."""
    folder = tmp_path_factory.mktemp("text")
    made = build(write_filing(folder / "small"), folder / "out", Settings())
    assert made.manifest is not None, [d.message for d in made.diagnostics]
    return folder / "out"


def page(built: Path) -> str:
    return (built / "small.xhtml").read_text(encoding="utf-8")


# ---------------------------------------------------------------- what comes out


@pytest.mark.parametrize("output", ["small.xbrl", "small.xhtml", "small.json", "small-csv/small.json", "small.xbri"])
def test_every_syntax_gives_back_the_very_texts(output: str, built: Path) -> None:
    read = read_for(built / output, Settings(packages=(built / "small-taxonomy.zip",))).report
    texts = {f.id: f.value for f in read.facts if f.id.startswith("text.")}
    assert texts == VALUES
    assert {f.language for f in read.facts if f.id.startswith("text.")} == {"zh-cn"}


def test_facts_stand_in_the_kinds_order(built: Path) -> None:
    read = read_for(built / "small.json", Settings(packages=(built / "small-taxonomy.zip",))).report
    seen = list(dict.fromkeys(f.id.partition(".")[0] for f in read.facts))
    assert seen == ["identity", "text", "figures", "sales", "shares", "explained"]


def test_blocks_nest_on_the_page_and_figures_stand_in_them(built: Path) -> None:
    text = page(built)
    starts = [text.index(f'id="{key}"') for key in ("text.reply.text", "text.group.text", "text.answer.text", "figures.north.value")]
    assert starts == sorted(starts)
    assert re.search(r'价格 -<ix:nonFraction id="figures.cut.value"[^>]* sign="-"[^>]*>34.56</ix:nonFraction>万元', text)
    assert re.search(r'id="figures.share.value"[^>]* decimals="2" scale="-2"[^>]*>44</ix:nonFraction>%', text)
    assert re.search(r'id="figures.signed.value"[^>]*date-year-month-day">2022年6月30日<', text)


def test_a_placed_table_stands_in_its_block_and_is_no_part_of_it(built: Path) -> None:
    text = page(built)
    place = text.index('id="sales.total.amount"')
    assert text.index('id="text.answer.text"') < text.rindex("<ix:exclude>", 0, place) < place < text.index("原因：")
    assert text.count('class="section within') == 1
    assert text.index('id="s-shares"') > text.index("A &amp; B。")
    assert "表1　分地区销售" in text
    assert "表2　分地区占比" in text


def test_the_mark_of_a_note_in_the_text_is_no_part_of_it(built: Path) -> None:
    text = page(built)
    assert re.search(r'1,234.50</ix:nonFraction><ix:exclude><sup><a href="#note-1">注1</a></sup></ix:exclude>万元', text)
    assert text.count('id="note-1"') == 1


def test_a_member_of_an_enumeration_is_hidden_and_its_words_refer_to_it(built: Path) -> None:
    text = page(built)
    hidden = text[text.index("<ix:hidden>") : text.index("</ix:hidden>")]
    assert 'id="figures.kind.value"' in hidden
    assert '文件类型：<span style="-ix-hidden:figures.kind.value">意见 [成员]</span>。' in text


def test_contents_lead_to_the_blocks(built: Path) -> None:
    text = page(built)
    contents = text[text.index('class="contents apart"') : text.index('class="narrative"')]
    targets = re.findall('href="#([^"]*)"', contents)
    assert targets == ["text.reply.text", "text.question.text", "s-shares", "notes"]
    assert all(text.count(f' id="{target}"') == 1 for target in targets)


def test_the_cover_shows_the_identity_once(built: Path) -> None:
    text = page(built)
    assert text.index('id="identity.number.value"') < text.index('class="contents apart"')
    assert 'id="s-identity"' not in text


def test_the_signature_page_names_who_signs_and_nothing_else(built: Path) -> None:
    text = page(built)
    signature = text[text.index('<div class="signature">') :]
    assert "某某会计师事务所（盖章）" in signature
    assert signature.count('<span class="blank"></span>') == 2
    assert "　　年　　月　　日" in signature


def test_relations_of_figures_in_the_text_are_told_as_such(built: Path) -> None:
    assert '<td class="text">正文</td><th class="label" scope="row">正文与表一致</th>' in page(built)


def test_the_manifest_lists_the_files_of_the_text(built: Path) -> None:
    import json

    inputs = {entry["path"] for entry in json.loads((built / "manifest.json").read_bytes())["inputs"]}
    assert {"narrative/answer.md", "narrative/reply.md"} <= inputs


# ---------------------------------------------------------------- what can be wrong


def built_with(folder: Path, **files: str | None) -> tuple[Path, Built]:
    """The filing with blocks' files replaced (None: deleted), built."""
    filing = write_filing(folder / "small")
    for name, text in files.items():
        path = filing / "narrative" / f"{name}.md"
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    return filing, build(filing, folder / "out", Settings())


def only(made: Built, code: str) -> Any:
    """The one error, which has `code`; nothing was published."""
    assert made.manifest is None
    errors = [d for d in made.diagnostics if d.severity == "error"]
    assert [d.code for d in errors] == [code], [d.message for d in errors]
    assert errors[0].hint
    return errors[0].location


SOUND = "占{figures.share.value}，{figures.north.value}，{figures.cut.value}"


@pytest.mark.parametrize(
    ("answer", "code", "line", "column"),
    [
        (f"{SOUND}\n\n<b>x", "filing.markdown", 3, 1),
        (f"{SOUND}，\n再占{{figures.share.value}}", "filing.figure-shown-twice", 2, 3),
        (f"{SOUND}{{figures.none.value}}", "filing.unknown-figure", 1, len(SOUND) + 1),
        (f"{SOUND}{{figures.north.text}}", "filing.unknown-figure", 1, len(SOUND) + 1),
        (f"{SOUND}{{nothing.north.value}}", "filing.unknown-figure", 1, len(SOUND) + 1),
        (f"{SOUND}{{sales.north.amount}}", "filing.unknown-figure", 1, len(SOUND) + 1),
        (f"{SOUND}{{figures.kind.value}}", "filing.enumeration-in-block", 1, len(SOUND) + 1),
        (f"{SOUND}\n\n{{sales}}\n\n{{sales}}", "filing.table-placed-twice", 5, 1),
        (f"{SOUND}\n\n{{saless}}", "filing.unknown-table", 3, 1),
        (f"{SOUND}\n\n{{figures}}", "filing.unknown-table", 3, 1),
        (f"{SOUND}\n\n{{text}}", "filing.unknown-table", 3, 1),
        ("\n \n", "filing.empty-block", 1, 1),
    ],
)
def test_a_block_that_is_wrong(answer: str, code: str, line: int, column: int, tmp_path: Path) -> None:
    _, made = built_with(tmp_path, answer=answer)
    if code in ("filing.empty-block", "filing.enumeration-in-block"):  # its figures are missing then; it is shown twice
        made = Built(diagnostics=tuple(d for d in made.diagnostics if d.code == code), manifest=made.manifest)
    location = only(made, code)
    assert location.path.endswith("narrative/answer.md")
    assert (location.line, location.column) == (line, column)


def test_a_figure_that_the_text_does_not_show(tmp_path: Path) -> None:
    filing, made = built_with(tmp_path, answer="占{figures.share.value}，{figures.north.value}")
    location = only(made, "filing.figure-not-shown")
    figures = filing / "facts" / "figures.csv"
    assert (location.path, location.line, location.column) == (str(figures), line_of(figures, "调减"), 2)


def test_a_block_without_its_file(tmp_path: Path) -> None:
    filing, made = built_with(tmp_path, question=None)
    assert only(made, "filing.missing-file").path == str(filing / "narrative" / "question.md")


def test_a_block_that_holds_others_needs_no_file(tmp_path: Path) -> None:
    _, made = built_with(tmp_path, reply=None)
    assert made.manifest is not None


def test_an_empty_file_of_a_block_that_holds_others(tmp_path: Path) -> None:
    _, made = built_with(tmp_path, reply="")
    assert only(made, "filing.empty-block").path.endswith("reply.md")


def test_a_file_that_belongs_to_no_block(tmp_path: Path) -> None:
    _, made = built_with(tmp_path, anwser="文")
    assert only(made, "filing.unknown-block").path.endswith("anwser.md")


def test_a_string_block_holds_one_plain_paragraph(tmp_path: Path) -> None:
    for at, text in enumerate(
        (
            "{figures.signed.value}{figures.listed.value}\n\n二",
            "{figures.signed.value}**{figures.listed.value}**",
        )
    ):
        _, made = built_with(tmp_path / str(at), conclusion=text)
        assert only(made, "filing.string-block").path.endswith("conclusion.md")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    (filing / "narrative" / "question.md").write_bytes("问题\n收入".encode("gb18030"))
    location = only(build(filing, tmp_path / "out", Settings()), "filing.encoding")
    assert (location.path, location.line) == (str(filing / "narrative" / "question.md"), 1)


def test_a_file_that_leads_outside(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    (tmp_path / "secret.md").write_text("机密", encoding="utf-8")
    (filing / "narrative" / "question.md").unlink()
    (filing / "narrative" / "question.md").symlink_to(tmp_path / "secret.md")
    assert only(build(filing, tmp_path / "out", Settings()), "filing.outside-root").path.endswith("question.md")


def test_levels_that_are_no_outline(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    rows = filing / "kind" / "schedules" / "text.toml"
    change(rows, "level = 3", "level = 5")
    assert only(build(filing, tmp_path / "out", Settings()), "filing.block-level").path == str(rows)


def test_a_string_that_holds_other_blocks(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    rows = filing / "kind" / "schedules" / "text.toml"
    text = rows.read_text(encoding="utf-8").replace('concept = "QuestionExplanatory"', 'concept = "Conclusion"')
    inner = 'label = ""\nconcept = "AnswerExplanatory"\nlevel = '
    text = text.replace(inner + "1", inner + "2").replace("level = 2\ndimensions", "level = 3\ndimensions")
    rows.write_text(text, encoding="utf-8")
    (filing / "narrative" / "question.md").write_text("问", encoding="utf-8")
    assert only(build(filing, tmp_path / "out", Settings()), "filing.string-block").path == str(rows)


def test_a_kind_with_two_texts(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    first = filing / "kind" / "schedules" / "text.toml"
    second = filing / "kind" / "schedules" / "more.toml"
    second.write_text(first.read_text(encoding="utf-8").replace('id = "text"', 'id = "more"'), encoding="utf-8")
    change(filing / "kind" / "kind.toml", '"text", ', '"text", "more", ')
    made = build(filing, tmp_path / "out", Settings())
    assert any("a kind has one" in d.message for d in made.diagnostics)
    assert made.manifest is None


def test_a_cover_that_is_no_schedule(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    change(filing / "kind" / "kind.toml", 'cover = "identity"', 'cover = "identiy"')
    made = build(filing, tmp_path / "out", Settings())
    (wrong,) = [d for d in made.diagnostics if d.severity == "error"]
    assert wrong.location.line == line_of(filing / "kind" / "kind.toml", "cover = ")


def test_texts_of_a_filing_without_a_schedule_for_them(tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    toml = filing / "filing.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('[schedules.text]\ndocument = "来函"\nheading = "全文"\ntable = "全文"\n', ""), encoding="utf-8")
    codes = {d.code for d in build(filing, tmp_path / "out", Settings()).diagnostics if d.severity == "error"}
    assert codes == {"filing.unknown-block", "filing.figure-not-shown"}


# ---------------------------------------------------------------- one text, two ways


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.sampled_from(["minus", "parentheses", "words"]),
    st.booleans(),
    st.sampled_from([0, 4, 8]),
    st.sampled_from([None, "—", "-"]),
)
def test_a_figure_reads_in_the_value_as_on_the_page(value: Any, negative: str, percent: bool, scale: int, printed: str | None) -> None:
    form = NumberFormat(scale=-2 if percent else scale, places=2, percent=percent, negative=negative)
    given_report = report(fact("Revenue", value, "a", decimals=2))
    element = Tagger(given_report, TAXONOMY).figure(0, form, printed)
    assert re.sub("<[^>]*>", "", element) == figure_text(value, form, printed)


@pytest.mark.parametrize("printed", [None, "-", "——", "注1"])
def test_a_nil_figure_reads_in_the_value_as_on_the_page(printed: str | None) -> None:
    element = Tagger(report(fact("Revenue", None, "a")), TAXONOMY).figure(0, NumberFormat(), printed)
    assert re.sub("<[^>]*>", "", element) == figure_text(None, NumberFormat(), printed)


def test_round_trips_are_whole(built: Path) -> None:
    settings = Settings(packages=(built / "small-taxonomy.zip",))
    assert compare(read_for(built / "small.xbrl", settings).report, read_for(built / "small.xhtml", settings).report).equal
