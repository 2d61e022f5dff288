"""The book in Chinese, in English and in both: every text of ours follows, and the words that formulas compare agree with themselves."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from generator.declarations.filing import load_filing
from generator.diagnostics import InputError
from generator.filing import Adjustment, Assumption, Explanation, Threshold, WorkpaperSettings
from generator.model import Label
from generator.qname import STANDARD_LABEL
from generator.render.workpapers import verdict_words
from generator.render.workpapers.change_log import KINDS
from generator.render.workpapers.tongue import Tongue
from generator.render.workpapers.words import EXPLAINED, NOT_EVALUATED, NOT_PROVIDED, WITHIN
from generator.schedule import Text
from tests.support import workpapers
from tests.support.books import cells, found, opened
from tests.support.filings import change, copy_sample
from tests.support.workpapers import AGE, AMOUNT, OLD, PERCENT, TEN_THOUSANDS, Made

COMPARED = (WITHIN, NOT_EVALUATED, NOT_PROVIDED, EXPLAINED, KINDS["audit"])
"""Words that stand in one language, since formulas or lists compare them."""
CHINESE = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture
def taxonomy_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy = workpapers.taxonomy()
    names = {AMOUNT: ("金额", "Amount"), AGE: ("账龄", "Age"), OLD: ("五年以上", "Over five years")}
    labels = {name: (Label(STANDARD_LABEL, "zh", zh), Label(STANDARD_LABEL, "en", en)) for name, (zh, en) in names.items()}
    monkeypatch.setattr(workpapers, "taxonomy", lambda: replace(taxonomy, labels=labels))
    kind = workpapers.kind()
    monkeypatch.setattr(workpapers, "kind", lambda: replace(kind, title=Text(zh="测试", en="Test")))


def small(language: str) -> Made:
    """One table with every verdict, an explanation, an assumption, an adjustment and a note."""
    made = Made()
    made.settings = WorkpaperSettings(language=language, materiality=Threshold(Decimal("500"), "CNY"))
    made.table(
        "a",
        {"x": TEN_THOUSANDS, "y": TEN_THOUSANDS, "s": PERCENT},
        {"one": ("10.00", "5.01", "50.10"), "two": ("3.00", "nil", ""), "total": ("14.00", "5.02", "35.86")},
        groups={"parts": ("one", "two")},
    )
    bound = made.schedules["a"]
    rows = tuple(replace(row, label=(Text(zh=f"行{row.code}", en=f"Row {row.code}"),)) for row in bound.rows)
    columns = tuple(replace(c, heading=(Text(zh=f"列{c.code}", en=f"Column {c.code}"),)) for c in bound.columns)
    schedule = replace(
        bound.schedule,
        title=Text(zh="表甲", en="Table A"),
        label_headings=(Text(zh="项目", en="Item"),),
        unit_note=Text(zh="单位：万元", en="Unit: CNY 10,000"),
        columns=columns,
        rows=rows,
    )
    made.schedules["a"] = replace(bound, schedule=schedule, rows=rows)
    made.rule("total.{c} = sum([parts].{c})", "a", "sum", c="x y")
    made.rule("{r}.s = {r}.y / {r}.x", "a", "share", r="one two total")
    made.rule("two.x <= one.x", "a", "comparison")
    made.rules[:] = [replace(rule, label=Text(zh="规则", en="Rule")) for rule in made.rules]
    reason = Text(zh="来源如此", en="So in the source")
    made.explanations.append(Explanation(name="known", instance="r1[x]", left="14.00", right="13.00", reason=reason))
    made.assumptions.append(Assumption(id="one", text=Text(zh="假设", en="Assumed")))
    made.adjustments.append(Adjustment("a", "one", "x", "audit", Decimal(1), "A. B.", "2022-06-02", "by letter", 2))
    return made


def written(language: str) -> bytes:
    made = small(language)
    filing = made.filing

    def translated(prepared_on: date | None = None) -> object:
        return replace(
            filing(prepared_on), title=Text(zh="测试底稿", en="Test book"), entity_name=Text(zh="主体", en="Entity"), prepared_by="C. D."
        )

    made.filing = translated  # type: ignore[method-assign,assignment]
    return made.write(prepared_on=date(2022, 6, 1))[0]


def texts(book: Workbook) -> set[str]:
    """Every text of a book: cells but for formulas, sheet names, footers, properties, choices, conditional formats, formulas."""
    found = set(book.sheetnames)
    for sheet in book:
        found |= {str(c.value) for c in cells(sheet) if c.data_type in "sf"}
        found |= {str(part.text) for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)}
        found |= {str(v.formula1) for v in sheet.data_validations.dataValidation}
        found |= {str(f) for rules in sheet.conditional_formatting for rule in rules.rules for f in rule.formula}
    properties = book.properties
    return found | {str(getattr(properties, name)) for name in ("title", "subject", "creator", "description")}


@pytest.mark.usefixtures("taxonomy_in_both")
def test_an_english_book_has_no_chinese_but_the_sources() -> None:
    said = texts(opened(written("en")))
    assert not {text for text in said if CHINESE.search(re.sub("文件|标题|表a", "", text))}
    assert {"A Index", "N1-1 lead Table A", "N1-2 Table A", "T-1 XBRL tie-out", "Audited entity: Entity", "Unaudited"} <= said
    assert any(text.startswith("[Column x] Row total = ") for text in said)


@pytest.mark.usefixtures("taxonomy_in_both")
def test_a_chinese_book_has_no_english_words_of_ours() -> None:
    said = texts(opened(written("zh")))
    assert not {text for text in said if re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]", text)}
    assert {"A 索引", "N1-1 审定表 表甲", "被审计单位：主体", "未审数"} <= said


@pytest.mark.usefixtures("taxonomy_in_both")
def test_a_book_in_both_shows_both() -> None:
    book = opened(written("both"))
    said = texts(book)
    pairs = (
        "未审数\nUnaudited",
        "被审计单位：主体\nAudited entity: Entity",
        "金额\nAmount",
        "审计结论：\nAudit conclusion:",
        "行one Row one",
    )
    assert set(pairs) <= said
    assert any(text.startswith("【列x】") and "\n[Column x] " in text for text in said)
    english = {text for text in texts(opened(written("en"))) if re.fullmatch("[A-Za-z ’'“”.,:;()]{12,}", text)}
    missing = {text for text in english if not any(text in other for other in said)}
    assert len(english) > 40
    assert missing <= {*map(Tongue("en").word, COMPARED), "lead Table A", "Row one Column x"}


@pytest.mark.usefixtures("taxonomy_in_both")
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_formulas_compare_the_words_that_they_write(language: str) -> None:
    words = verdict_words(language)
    made = small(language)
    data, verdicts, results = made.write()
    assert verdicts == {r.instance.id: words[r.verdict] for r in results}
    assert set(verdicts.values()) == set(words.values())
    book = opened(data, values=True)
    index = book[book.sheetnames[0]]
    row = next(c.row for c in cells(index) if c.value == "N1-2")
    counts = [index.cell(row, c).value for c in range(4, 12) if c != 10]
    assert counts[0] == len(results)
    assert counts[0] == counts[1] + counts[2] + counts[3] + counts[5]
    assert counts[4] == 1


def test_a_tongue_says_equal_texts_once() -> None:
    tongue = Tongue("both")
    assert tongue.say(Text(zh="同", en="同")) == "同"
    assert tongue.say(Text(zh="共 {n} 项", en="{n} in all"), stacked=True, n=3) == "共 3 项\n3 in all"
    assert tongue.say(Text(zh="{不是字段}", en="{none}")) == "{不是字段} {none}"
    assert (tongue.word(Text(zh="甲", en="A")), Tongue("en").word(Text(zh="甲", en="A"))) == ("甲", "A")


# ---------------------------------------------------------------- [workpapers] in filing.toml


def declared(tmp_path: Path, lines: str) -> WorkpaperSettings:
    filing = copy_sample("qingcloud-2021-inquiry-reply", tmp_path)
    change(filing / "filing.toml", "\n[entity]", f"\n[workpapers]\n{lines}\n\n[entity]")
    return load_filing(filing, tmp_path)[0].workpapers


def test_the_settings_of_a_filing(tmp_path: Path) -> None:
    settings = declared(tmp_path, 'language = "both"\nmateriality = "1,500.50 万元"\ntolerance = "30000 CNY"')
    expected = WorkpaperSettings(
        language="both", materiality=Threshold(Decimal("1500.50"), "万元"), tolerance=Threshold(Decimal(30000), "CNY")
    )
    assert settings == expected


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('language = "fr"', "workpapers.language"),
        ('materiality = "500"', "workpapers.materiality"),
        ('tolerance = "about 5 万元"', "workpapers.tolerance"),
        ('performance_materiality = "-5 万元"', "workpapers.performance_materiality"),
        ('colour = "red"', "workpapers.colour"),
    ],
)
def test_a_wrong_setting_is_named_where_it_stands(line: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        declared(tmp_path, line)
    (found,) = raised.value.diagnostics
    assert named in found.message
    assert found.location.line is not None


@pytest.mark.usefixtures("taxonomy_in_both")
def test_the_auditors_amounts_are_named_cells() -> None:
    book = opened(written("en"))
    sheet = book["A-1 Statement and legend"]
    row = found(sheet, "materiality").row
    assert (sheet.cell(row, 3).value, sheet.cell(row, 4).value) == (500, "CNY")
    assert book.defined_names["materiality"].attr_text == f"'A-1 Statement and legend'!$C${row}"
    for name in ("performance_materiality", "tolerance"):
        empty = sheet.cell(found(sheet, name).row, 3)
        assert (empty.value, empty.protection.locked) == (None, False)
