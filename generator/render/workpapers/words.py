"""The workbook's own words, and facts' aspects in words, in the language asked for ("zh" or "en")."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import unescape
from typing import NamedTuple

from generator.model import Fact, Member, Period, Report, Taxonomy, Unit
from generator.qname import TERSE_LABEL, XBRLI, QName
from generator.render.workpapers.tongue import Tongue
from generator.rule import Average, Cell, Expression, Number, Power, Product, Quotient, RuleInstance, Sum, cells
from generator.schedule import BoundSchedule, Column, Text

EXACT = Text(zh="一致", en="agrees")
WITHIN = Text(zh="舍入内一致", en="within rounding")
VIOLATED = Text(zh="不一致", en="differs")
NOT_EVALUATED = Text(zh="未评价", en="not evaluated")
UNEXPLAINED = Text(zh="未解释", en="open")
EXPLAINED = Text(zh="已解释", en="explained")
STALE = Text(zh="解释已失效", en="explanation lapsed")
MACHINE_MARK = Text(zh="程序重算", en="recomputed by program")
NONE = Text(zh="无", en="None")
NOT_PROVIDED = Text(zh="未提供基础数据", en="Base data not provided")
PBC = Text(
    zh="本册为被审计单位提供的资料草稿（PBC），由程序生成，不是审计结论；除“程序重算”外不含任何核对标记。",
    en="This book is a draft prepared by the client (PBC), made by a program. It is no audit conclusion, and holds no tick marks but "
    "“recomputed by program”.",
)
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|div)>")
RELATIONS = {
    "sum": Text(zh="加总", en="sum"),
    "restatement": Text(zh="更正", en="restatement"),
    "share": Text(zh="占比", en="share"),
    "growth": Text(zh="增速", en="growth"),
    "ratio": Text(zh="比率", en="ratio"),
    "equality": Text(zh="相等", en="equality"),
    "roll-forward": Text(zh="结转", en="roll-forward"),
    "average": Text(zh="平均", en="average"),
    "comparison": Text(zh="比较", en="comparison"),
    "compound-growth": Text(zh="复合增长", en="compound growth"),
    "difference": Text(zh="差额", en="difference"),
    "product": Text(zh="乘积", en="product"),
}


class Judgements(NamedTuple):
    """The words that formulas write and compare, in one language."""

    exact: str
    within: str
    violated: str
    not_evaluated: str
    unexplained: str
    explained: str
    stale: str


def judgements(tongue: Tongue) -> Judgements:
    """The words of verdicts and of what became of differences, as formulas of the book compare them."""
    return Judgements(*map(tongue.word, (EXACT, WITHIN, VIOLATED, NOT_EVALUATED, UNEXPLAINED, EXPLAINED, STALE)))


_LIST = {"zh": "、", "en": ", "}
_NO_MEMBER = Text(zh="（空）", en="(nil)")


def day_before(moment: str) -> str:
    """The day that a period ending at the OIM date-time `moment` ends with, inclusive; `moment` itself where it is no midnight."""
    day, _, time = moment.partition("T")
    if time not in ("", "00:00:00"):
        return moment
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return moment


_TO, _FOREVER = Text(zh="至", en="to"), Text(zh="永久", en="forever")


def period_words(period: Period | None, tongue: Tongue) -> str:
    """`2021-01-01 至 2021-03-31`, `2021-12-31`, or 永久."""
    if period is None:
        return tongue.say(_FOREVER)
    end = day_before(period.end)
    if period.start is None:
        return end
    start, _, time = period.start.partition("T")
    return f"{start if time in ('', '00:00:00') else period.start} {tongue.say(_TO)} {end}"


def covered(periods: Sequence[Period | None], tongue: Tongue) -> str:
    """The time from the first day to the last of several periods, in words."""
    known = [p for p in periods if p is not None]
    if not known:
        return ""
    starts = [p.start for p in known if p.start is not None]
    last = max(p.end for p in known)
    return period_words(Period(min(starts) if starts else None, last), tongue)


def unit_words(unit: Unit | None, prefixes: Mapping[str, str]) -> str:
    """`iso4217:CNY`, `pure`, `iso4217:CNY/xbrli:shares`; "" for what is no number."""
    if unit is None:
        return ""
    above = "×".join(qname_words(q, prefixes) for q in unit.numerators)
    below = "×".join(qname_words(q, prefixes) for q in unit.denominators)
    return f"{above}/{below}" if below else above


def qname_words(name: QName, prefixes: Mapping[str, str]) -> str:
    """`prefix:local`, by the prefixes given (namespace to prefix); the well-known ones by themselves."""
    usual = {XBRLI: "xbrli", "http://www.xbrl.org/2003/iso4217": "iso4217"}
    prefix = prefixes.get(name.namespace) or usual.get(name.namespace)
    return f"{prefix}:{name.local}" if prefix else name.local


def value_words(fact: Fact, taxonomy: Taxonomy, tongue: Tongue) -> str:
    """The value of a fact that is no number: members by their labels, markup as its text; nil for none."""
    value = fact.value
    if value is None:
        return "nil"
    if isinstance(value, QName):
        return tongue.label(taxonomy, value)
    if not isinstance(value, str):
        return str(value)
    if fact.concept in taxonomy.enumerations:
        names = [name.rpartition("#") for name in value.split()]
        return tongue.each(lambda one: _LIST[one].join(taxonomy.label(QName(space, local), one) for space, _, local in names))
    if "<" not in value:
        return value
    spaced = _BLOCK_END.sub("\n", value)
    return unescape(_TAG.sub("", spaced)).strip()


def known_prefixes(report: Report, taxonomy: Taxonomy) -> dict[str, str]:
    """Namespace to prefix, the report's before the taxonomy's."""
    found: dict[str, str] = {}
    for source in (report.prefixes, taxonomy.prefixes):
        for prefix in sorted(source):
            found.setdefault(source[prefix], prefix)
    return found


def dimension_words(fact: Fact, taxonomy: Taxonomy, tongue: Tongue) -> str:
    """`更正情况：更正前；账龄：1-2年`, or a dash where every dimension has its default."""
    return tongue.each(lambda one: _dimensions(fact, taxonomy, one), stacked=True) or "—"


def _dimensions(fact: Fact, taxonomy: Taxonomy, language: str) -> str:
    colon, semicolon = (": ", "; ") if language == "en" else ("：", "；")
    said = [
        f"{taxonomy.label(axis, language, TERSE_LABEL)}{colon}{_member(member, taxonomy, language)}" for axis, member in fact.dimensions
    ]
    return semicolon.join(said)


def _member(member: Member, taxonomy: Taxonomy, language: str) -> str:
    if isinstance(member, QName):
        return taxonomy.label(member, language, TERSE_LABEL)
    return member if member is not None else _NO_MEMBER.get(language)


def row_words(bound: BoundSchedule, language: str) -> dict[str, str]:
    """Each row's labels in one text; an empty label repeats the one above."""
    above: list[str] = []
    found: dict[str, str] = {}
    for row in bound.rows:
        labels = [text.get(language) or (above[i] if i < len(above) - 1 else "") for i, text in enumerate(row.label)]
        above = labels
        found[row.code] = " ".join(x for x in labels if x)
    return found


def column_words(column: Column, language: str) -> str:
    """A column's heading levels in one text."""
    return "·".join(text.get(language) for text in column.heading if text.get(language))


class Speaker:
    """Says rows, columns and rule instances in words of the book's language, over the labels of the schedules."""

    def __init__(self, schedules: Mapping[str, BoundSchedule], indexes: Mapping[str, str], tongue: Tongue) -> None:
        self._tongue = tongue
        self._voices = {language: _Voice(schedules, indexes, language) for language in tongue.languages}

    def say(self, instance: RuleInstance) -> str:
        """The relation in words, what all its cells share said once; a language a line."""
        return self._tongue.each(lambda one: self._voices[one].say(instance), stacked=True)

    def cell(self, cell: Cell, own: str, form: str = "both") -> str:
        """A cell by its row's and its column's words, with the index number of another schedule's sheet."""
        return self._tongue.each(lambda one: self._voices[one].cell(cell, own, form))

    def row(self, schedule: str, row: str) -> str:
        """A row's labels in one text."""
        return self._tongue.each(lambda one: self._voices[one].rows[schedule].get(row, row))

    def column(self, schedule: str, column: str) -> str:
        """A column's heading levels in one text."""
        return self._tongue.each(lambda one: self._voices[one].columns[schedule].get(column, column))


class _Voice:
    """A speaker of one language."""

    def __init__(self, schedules: Mapping[str, BoundSchedule], indexes: Mapping[str, str], language: str) -> None:
        self.language = language
        self.indexes = indexes
        self.rows = {name: row_words(bound, language) for name, bound in schedules.items()}
        self.columns = {name: {c.code: column_words(c, language) for c in bound.columns} for name, bound in schedules.items()}
        self.levels = {
            name: {c.code: tuple(t.get(language) for t in c.heading if t.get(language)) for c in bound.columns}
            for name, bound in schedules.items()
        }

    def say(self, instance: RuleInstance) -> str:
        """The relation in words, what all its cells share said once."""
        found = [*cells(instance.left), *cells(instance.right)]
        one_row = len({(c.schedule, c.row) for c in found}) == 1
        one_column = len({(c.schedule, c.column) for c in found}) == 1
        form = "column" if one_row else "row" if one_column else "both"
        own = instance.rule.schedule
        relation = f"{self._words(instance.left, own, form)} {instance.rule.operator} {self._words(instance.right, own, form)}"
        if not found:
            return relation
        if form == "both":
            head = self._shared_head(found)
            return self._bracket(head[:-1]) + relation.replace(head, "") if head else relation
        return (
            self._bracket(self.rows[found[0].schedule][found[0].row] if one_row else self.columns[found[0].schedule][found[0].column])
            + relation
        )

    def _bracket(self, shared: str) -> str:
        return f"[{shared}] " if self.language == "en" else f"【{shared}】"

    def _shared_head(self, found: Sequence[Cell]) -> str:
        """The heading levels, from the top, that the columns of all cells share, each with its point; "" for none."""
        if len({c.schedule for c in found}) != 1:
            return ""
        headings = [self.levels[c.schedule].get(c.column, ()) for c in found]
        count = 0
        while all(len(h) > count + 1 for h in headings) and len({h[count] for h in headings}) == 1:
            count += 1
        return "".join(level + "·" for level in headings[0][:count])

    def cell(self, cell: Cell, own: str, form: str = "both") -> str:
        """A cell by its row's and its column's words, with the index number of another schedule's sheet."""
        row, column = self.rows[cell.schedule].get(cell.row, cell.row), self.columns[cell.schedule].get(cell.column, cell.column)
        name = {"row": row, "column": column}.get(form, f"{row}·{column}")
        return name if cell.schedule == own else f"{self.indexes[cell.schedule]} {name}"

    def _words(self, expression: Expression, own: str, form: str) -> str:
        match expression:
            case Cell():
                return self.cell(expression, own, form)
            case Number(value):
                return f"{value:f}"
            case Sum(terms):
                return self._sum(terms, own, form)
            case Average(terms):
                name = "average" if self.language == "en" else "平均"
                return f"{name}({self._words(terms[0], own, form)} … {self._words(terms[-1], own, form)})"
            case Product(left, right):
                return f"{self._factor(left, own, form)} × {self._factor(right, own, form)}"
            case Quotient(left, right):
                return f"{self._factor(left, own, form)} ÷ {self._factor(right, own, form)}"
            case Power(base, exponent):
                return f"{self._factor(base, own, form)}^{exponent}"

    def _sum(self, terms: Sequence[tuple[int, Expression]], own: str, form: str) -> str:
        if len(terms) > 3 and all(sign > 0 for sign, _ in terms):
            first, last = self._words(terms[0][1], own, form), self._words(terms[-1][1], own, form)
            return f"Σ({first} to {last}, {len(terms)} terms)" if self.language == "en" else f"Σ({first} 至 {last}，共{len(terms)}项)"
        said = "".join((" + " if sign > 0 else " − ") + self._words(term, own, form) for sign, term in terms)
        return said[3:] if terms and terms[0][0] > 0 else said.strip()

    def _factor(self, expression: Expression, own: str, form: str) -> str:
        words = self._words(expression, own, form)
        bare = isinstance(expression, Cell | Number | Average) or words.startswith("Σ(")
        return words if bare else f"({words})"
