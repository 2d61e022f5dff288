"""The small Markdown: what it reads, what it refuses and where, and what it never does whatever it is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.markdown import parse_markdown
from generator.narrative.pieces import Kind


def shown(text: str) -> str:
    """The pieces of `text` as markup, references in brackets; the text must be sound."""
    pieces, found = parse_markdown(text, "a.md")
    assert [d.message for d in found] == []
    form = {Kind.OPEN: "<{}>", Kind.CLOSE: "</{}>", Kind.TEXT: "{}", Kind.FIGURE: "[{}]", Kind.TABLE: "[[{}]]"}
    return "".join(form[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("一\n\n二", "<p>一</p><p>二</p>"),
        ("\n\n一  \n  二\n", "<p>一二</p>"),
        ("a\r\nb\rc", "<p>a b c</p>"),
        ("收入\nabc\n增长", "<p>收入abc增长</p>"),
        ("占{a.b.c}%，\n{a.b.d}\n{a.b.e}", "<p>占[a.b.c]%，[a.b.d] [a.b.e]</p>"),
        ("{long-aged}", "[[long-aged]]"),
        ("一\n\n  {t}  \n\n二", "<p>一</p>[[t]]<p>二</p>"),
        ("**重点** *次* **a *b* c** *a **b*** ***x***", "<p><strong>重点</strong> <em>次</em> <strong>a <em>b</em> c</strong> "
         "<em>a <strong>b</strong></em> <strong><em>x</em></strong></p>"),
        ("**“更正”**后，*（一）*项", "<p><strong>“更正”</strong>后，<em>（一）</em>项</p>"),
        ("**占{a.b.c}**", "<p><strong>占[a.b.c]</strong></p>"),
        (r"\*\*a\*\* \{x} \[y] \\ \a 3 * 4 ** 5", r"<p>**a** {x} [y] \ \a 3 * 4 ** 5</p>"),
        ("文号[2022]0167号 [a][b] a_b_c ~5 <5% a&b R&D; }", "<p>文号[2022]0167号 [a][b] a_b_c ~5 <5% a&b R&D; }</p>"),
        ("- 一\n- 二", "<ul><li>一</li><li>二</li></ul>"),
        ("* 一\n\n+ 二", "<ul><li>一</li><li>二</li></ul>"),
        ("1. 一\n2) 二", "<ol><li>一</li><li>二</li></ol>"),
        ("一：\n- 二\n三\n\n四", "<p>一：</p><ul><li>二三</li></ul><p>四</p>"),
        ("- 一\n\n  二\n- 三", "<ul><li>一<p>二</p></li><li>三</li></ul>"),
        ("- 一\n  1. 二\n     三\n  2. 四\n- 五", "<ul><li>一<ol><li>二三</li><li>四</li></ol></li><li>五</li></ul>"),
        ("- 一\n1. 二", "<ul><li>一</li></ul><ol><li>二</li></ol>"),
        ("于\n2021. 年", "<p>于2021. 年</p>"),
        (r"2021\. 年", "<p>2021. 年</p>"),
        ("-5", "<p>-5</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_read(text: str, markup: str) -> None:
    assert shown(text) == markup


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("一\n\n## 二", 3, 1, "a heading"),
        ("一\n===", 2, 1, "underlined heading"),
        ("一\n\n---", 3, 1, "a rule"),
        ("> 引", 1, 1, "a quotation"),
        ("```\nx", 1, 1, "a code block"),
        ("一\n\n    x", 3, 1, "indented like a code block"),
        ("| a | b |", 1, 1, "a table"),
        ("[a]: http://x", 1, 1, "a link's definition"),
        ("一<b>二", 1, 2, "HTML"),
        ("一</b>", 1, 2, "HTML"),
        ("<http://x.example>", 1, 1, "HTML"),
        ("一<!-- x -->", 1, 2, "HTML"),
        ("一&nbsp;二", 1, 2, "a character reference"),
        ("一&#x41;", 1, 2, "a character reference"),
        ("用`x`", 1, 2, "code"),
        ("图![x](y)", 1, 2, "an image"),
        ("见[此处](http://x)", 1, 2, "a link"),
        ("注[^1]", 1, 2, "a footnote"),
        ("~~删~~", 1, 1, "struck text"),
        ("一 _二_ 三", 1, 3, "underscores"),
        ("一\\\n二", 1, 2, "a forced line break"),
        ("一**二", 1, 2, "not closed"),
        ("一*二**三*四**", 1, 7, "closes nothing"),
        ("****一", 1, 1, "closes nothing"),
        ("一{二", 1, 2, "begins no reference"),
        ("{a.b}", 1, 1, "begins no reference"),
        ("在{sales}中", 1, 2, "a paragraph of its own"),
        ("- 一\n- {sales}", 2, 3, "cannot stand in a list"),
        ("- 一\n-", 2, 1, "is empty"),
        ("1. 一\n3. 二", 2, 1, "has the number 3"),
        ("2022. 二", 1, 1, "has the number 2022"),
        ("一\n\n\t二", 3, 1, "a tab"),
        ("- a\n  - b\n    - c\n      - d\n        - e", 5, 9, "nested more than 4"),
    ],
)
def test_what_is_refused_and_where(text: str, line: int, column: int, words: str) -> None:
    _, found = parse_markdown(text, "a.md")
    first = found[0]
    assert first.code == "filing.markdown"
    assert (first.location.path, first.location.line, first.location.column) == ("a.md", line, column)
    assert words in first.message
    assert first.hint


def test_an_image_is_one_mistake() -> None:
    assert len(parse_markdown("![x](y)", "a.md")[1]) == 1


def test_the_place_of_a_reference_in_a_later_line() -> None:
    pieces, _ = parse_markdown("首行\n  第二行{a.b.c}尾\n- 项{a.b.d}", "a.md")
    assert [(p.text, p.line, p.column) for p in pieces if p.kind is Kind.FIGURE] == [("a.b.c", 2, 6), ("a.b.d", 3, 4)]


def test_mistakes_are_bounded() -> None:
    assert len(parse_markdown("一`" * 5000, "a.md")[1]) == 100


@pytest.mark.parametrize(
    "piece", ["*", "[", "_a", "- ", "* ", "`", "{", "&a", "<a", "[a](", "{a.b.c}", "**a", "\\", "a\n", "- a\n", "  - a\n", "1. a\n"]
)
def test_a_long_text_of_one_sort_is_read_to_its_end(piece: str) -> None:
    pieces, found = parse_markdown(piece * 50_000, "a.md")
    assert pieces or found


@given(st.text(alphabet=st.sampled_from(list("一a1 \n\n*-.)(>{}[]<&`#_~|=\\,“，\t\r+")), max_size=80))
def test_elements_nest_and_places_are_in_the_text(text: str) -> None:
    pieces, found = parse_markdown(text, "a.md")
    open_elements: list[str] = []
    for piece in pieces:
        if piece.kind is Kind.OPEN:
            open_elements.append(piece.text)
        elif piece.kind is Kind.CLOSE:
            assert open_elements.pop() == piece.text
        elif piece.kind is Kind.TABLE:
            assert not {"p", "strong", "em"} & set(open_elements)
        elif open_elements[-1:] == ["ul"] or open_elements[-1:] == ["ol"]:
            raise AssertionError(f"{piece} stands between list items")
    assert open_elements == []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line, column in [(p.line, p.column) for p in pieces] + [(d.location.line or 0, d.location.column or 0) for d in found]:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= max(1, len(lines[line - 1]) + 1)


@given(st.text(alphabet=st.sampled_from(list("一二三ab1，。“”%() ")), min_size=1, max_size=60).filter(lambda t: t.strip()))
def test_plain_text_stays_as_it_is(text: str) -> None:
    """What holds no mark is one paragraph, word for word; a number with a parenthesis at its beginning would be a list."""
    kept = "字" + text.strip()
    assert shown(kept) == f"<p>{kept}</p>"
