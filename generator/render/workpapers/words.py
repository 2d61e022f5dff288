"""The workbook's own words, and facts' aspects in words. Chinese, as the book's readers keep theirs."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import unescape

from generator.model import Fact, Member, Period, Report, Taxonomy, Unit
from generator.qname import TERSE_LABEL, XBRLI, QName
from generator.rule import Average, Cell, Expression, Number, Power, Product, Quotient, RuleInstance, Sum, cells
from generator.schedule import BoundSchedule, Column

EXACT, WITHIN, VIOLATED, NOT_EVALUATED = "一致", "舍入内一致", "不一致", "未评价"
UNEXPLAINED, EXPLAINED, STALE = "未解释", "已解释", "解释已失效"
MACHINE_MARK = "程序重算"
PBC = "本册为被审计单位提供的资料草稿（PBC），由程序生成，不是审计结论；除“程序重算”外不含任何核对标记。"
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|div)>")
RELATIONS = {
    "sum": "加总",
    "restatement": "更正",
    "share": "占比",
    "growth": "增速",
    "ratio": "比率",
    "equality": "相等",
    "roll-forward": "结转",
    "average": "平均",
    "comparison": "比较",
    "compound-growth": "复合增长",
    "difference": "差额",
    "product": "乘积",
}


def day_before(moment: str) -> str:
    """The day that a period ending at the OIM date-time `moment` ends with, inclusive; `moment` itself where it is no midnight."""
    day, _, time = moment.partition("T")
    if time not in ("", "00:00:00"):
        return moment
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return moment


def period_words(period: Period | None) -> str:
    """`2021-01-01 至 2021-03-31`, `2021-12-31`, or 永久."""
    if period is None:
        return "永久"
    end = day_before(period.end)
    if period.start is None:
        return end
    start, _, time = period.start.partition("T")
    return f"{start if time in ('', '00:00:00') else period.start} 至 {end}"


def covered(periods: Sequence[Period | None]) -> str:
    """The time from the first day to the last of several periods, in words."""
    known = [p for p in periods if p is not None]
    if not known:
        return ""
    starts = [p.start for p in known if p.start is not None]
    last = max(p.end for p in known)
    return period_words(Period(min(starts) if starts else None, last))


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


def value_words(fact: Fact, taxonomy: Taxonomy) -> str:
    """The value of a fact that is no number: members by their labels, markup as its text; nil for none."""
    value = fact.value
    if value is None:
        return "nil"
    if isinstance(value, QName):
        return taxonomy.label(value, "zh")
    if not isinstance(value, str):
        return str(value)
    if fact.concept in taxonomy.enumerations:
        names = [name.rpartition("#") for name in value.split()]
        return "、".join(taxonomy.label(QName(namespace, local), "zh") for namespace, _, local in names)
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


def dimension_words(fact: Fact, taxonomy: Taxonomy) -> str:
    """`更正情况：更正前；账龄：1-2年`, or a dash where every dimension has its default."""
    return "；".join(f"{taxonomy.label(axis, 'zh', TERSE_LABEL)}：{_member(member, taxonomy)}" for axis, member in fact.dimensions) or "—"


def _member(member: Member, taxonomy: Taxonomy) -> str:
    if isinstance(member, QName):
        return taxonomy.label(member, "zh", TERSE_LABEL)
    return member if member is not None else "（空）"


def row_words(bound: BoundSchedule) -> dict[str, str]:
    """Each row's labels in one text; an empty label repeats the one above."""
    above: list[str] = []
    found: dict[str, str] = {}
    for row in bound.rows:
        labels = [text.zh or (above[i] if i < len(above) - 1 else "") for i, text in enumerate(row.label)]
        above = labels
        found[row.code] = " ".join(x for x in labels if x)
    return found


def column_words(column: Column) -> str:
    """A column's heading levels in one text."""
    return "·".join(text.zh for text in column.heading if text.zh)


class Speaker:
    """Says rule instances in words, over the labels of the schedules."""

    def __init__(self, schedules: Mapping[str, BoundSchedule], indexes: Mapping[str, str]) -> None:
        self.indexes = indexes
        self.rows = {name: row_words(bound) for name, bound in schedules.items()}
        self.columns = {name: {c.code: column_words(c) for c in bound.columns} for name, bound in schedules.items()}
        self.levels = {name: {c.code: tuple(t.zh for t in c.heading if t.zh) for c in bound.columns} for name, bound in schedules.items()}

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
            return f"【{head[:-1]}】{relation.replace(head, '')}" if head else relation
        shared = self.rows[found[0].schedule][found[0].row] if one_row else self.columns[found[0].schedule][found[0].column]
        return f"【{shared}】{relation}"

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
                return f"平均({self._words(terms[0], own, form)} … {self._words(terms[-1], own, form)})"
            case Product(left, right):
                return f"{self._factor(left, own, form)} × {self._factor(right, own, form)}"
            case Quotient(left, right):
                return f"{self._factor(left, own, form)} ÷ {self._factor(right, own, form)}"
            case Power(base, exponent):
                return f"{self._factor(base, own, form)}^{exponent}"

    def _sum(self, terms: Sequence[tuple[int, Expression]], own: str, form: str) -> str:
        if len(terms) > 3 and all(sign > 0 for sign, _ in terms):
            return f"Σ({self._words(terms[0][1], own, form)} 至 {self._words(terms[-1][1], own, form)}，共{len(terms)}项)"
        said = "".join((" + " if sign > 0 else " − ") + self._words(term, own, form) for sign, term in terms)
        return said[3:] if terms and terms[0][0] > 0 else said.strip()

    def _factor(self, expression: Expression, own: str, form: str) -> str:
        words = self._words(expression, own, form)
        bare = isinstance(expression, Cell | Number | Average) or words.startswith("Σ(")
        return words if bare else f"({words})"
