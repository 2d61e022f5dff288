"""Any report as a plain table, a row a fact: concept, entity, dimensions, period, unit, value."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from generator.model import Fact, Member, Taxonomy, Unit
from generator.printed import shown_number
from generator.qname import NOTE_CONCEPT, QName
from generator.render.ixbrl.tables import note_mark
from generator.render.ixbrl.tagging import Tagger
from generator.render.ixbrl.wording import period_text

_HEADS = ("项目 Concept", "维度 Dimensions", "期间 Period", "单位 Unit", "金额或内容 Value")


def fact_tables(tagger: Tagger) -> Iterator[str]:
    """One table with every fact of the report in its order, then the notes, piece by piece."""
    rows = _rows(tagger)
    first = next(rows, None)
    if first is not None:
        heads = "".join(f"<th>{head}</th>" for head in _HEADS)
        yield f'<table class="figures facts">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        yield first
        yield from rows
        yield "</tbody>\n</table>\n"
    for number, texts in tagger.pending_notes():
        yield f'<p class="note" id="note-{number}">注{number}：{"；".join(texts)}</p>\n'


def _rows(tagger: Tagger) -> Iterator[str]:
    """A row a fact. What neighbours share, mostly as the very same objects, is worded once."""
    taxonomy, ids = tagger.taxonomy, tagger.plan.ids
    labels: dict[QName, str] = {}
    last: tuple[object, ...] = (None,) * 4
    described, figures = "", _Figures(tagger)
    for index, fact in enumerate(tagger.facts):
        _, concept, value, entity, period, unit, _, _, dimensions, links = fact
        if concept == NOTE_CONCEPT or not tagger.take_at(index):
            continue
        label = labels.get(concept)
        if label is None:
            label = labels[concept] = f'<tr><th class="label">{_label(concept, taxonomy)}</th>'
        if dimensions is not last[0] or period is not last[1] or unit is not last[2] or entity is not last[3]:
            described = "".join(f"<td>{escape(text, quote=False)}</td>" for text in _described(fact, taxonomy))
            last = (dimensions, period, unit, entity)
        if unit is not None and not links and value.__class__ is Decimal:
            yield f"{label}{described}<td>{figures.element(fact, ids[index])}</td></tr>\n"
            continue
        kind, shown = (' class="text"', tagger.text(index)) if unit is None else ("", tagger.figure(index))
        yield f"{label}{described}<td{kind}>{note_mark(tagger, index)}{shown}</td></tr>\n"


class _Figures:
    """Figures in plain form, as `Tagger.figure` writes them: what neighbours share is written once."""

    def __init__(self, tagger: Tagger) -> None:
        self._plan = tagger.plan
        self._open = f"<{tagger.ix}:nonFraction"
        self._format = f'format="{tagger.ixt}:num-dot-decimal">'
        self._close = f"</{tagger.ix}:nonFraction>"
        self._names: dict[QName, str] = {}
        self._last: tuple[object, ...] = (None,) * 5
        self._shared = ""

    def element(self, fact: Fact, key: str) -> str:
        """The number `fact`, written with the id `key`; its sign stands before it."""
        _, concept, value, entity, period, unit, decimals, _, dimensions, _ = fact
        assert isinstance(value, Decimal)
        assert unit is not None
        last = self._last
        if dimensions is not last[0] or period is not last[1] or unit is not last[2] or entity is not last[3] or decimals != last[4]:
            context = self._plan.contexts[(entity, period, dimensions)]
            places = "INF" if decimals is None else decimals
            self._shared = f'contextRef="{context}" unitRef="{self._plan.units[unit]}" decimals="{places}"'
            self._last = (dimensions, period, unit, entity, decimals)
        name = self._names.get(concept)
        if name is None:
            bare = "" if concept.namespace else ' xmlns=""'  # else XHTML's would be the name's namespace
            name = self._names[concept] = f'{bare} name="{self._plan.prefixes.name(concept)}"'
        text = str(value)
        if text.isdigit():
            return f'{self._open}{name} id="{key}" {self._shared} {self._format}{int(text):,}{self._close}'
        text = shown_number(value, 0, 0)
        before, sign = ("-", ' sign="-"') if value < 0 else ("", "")
        return f'{before}{self._open}{name} id="{key}" {self._shared}{sign} {self._format}{text}{self._close}'


def _described(fact: Fact, taxonomy: Taxonomy) -> tuple[str, str, str]:
    dimensions = "；".join(f"{taxonomy.label(d, 'zh')}：{_member(m, taxonomy)}" for d, m in fact.dimensions)
    period = period_text(fact.period).zh if fact.period and fact.period.end.endswith("T00:00:00") else ""
    if fact.period and not period:
        period = f"{fact.period.start or ''} {fact.period.end}".strip()
    return dimensions, period, _unit(fact.unit)


def _label(name: QName, taxonomy: Taxonomy) -> str:
    return escape(taxonomy.label(name, "zh"), quote=False)


def _member(member: Member, taxonomy: Taxonomy) -> str:
    if member is None:
        return "—"
    return taxonomy.label(member, "zh") if isinstance(member, QName) else member


def _unit(unit: Unit | None) -> str:
    if unit is None:
        return ""
    above = " × ".join(m.local for m in unit.numerators)
    return above + (" / " + " × ".join(m.local for m in unit.denominators) if unit.denominators else "")
