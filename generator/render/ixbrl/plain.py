"""Any report as a plain table, a row a fact: concept, entity, dimensions, period, unit, value."""

from html import escape

from generator.model import Fact, Member, Taxonomy, Unit
from generator.qname import NOTE_CONCEPT, QName
from generator.render.ixbrl.tagging import Tagger
from generator.render.ixbrl.wording import period_text

_HEADS = ("项目 Concept", "维度 Dimensions", "期间 Period", "单位 Unit", "金额或内容 Value")


def fact_tables(tagger: Tagger) -> str:
    """One table with every fact of the report in its order, then the notes."""
    rows = []
    for index, fact in enumerate(tagger.facts):
        if fact.concept == NOTE_CONCEPT or not tagger.take_at(index):
            continue
        mark = tagger.mark(index)
        note = f'<sup><a href="#note-{mark}">注{mark}</a></sup>' if mark else ""
        kind, shown = (' class="text"', tagger.text(index)) if fact.unit is None else ("", tagger.figure(index))
        described = "".join(f"<td>{escape(text, quote=False)}</td>" for text in _described(fact, tagger.taxonomy))
        rows.append(f'<tr><th class="label">{_label(fact.concept, tagger.taxonomy)}</th>{described}<td{kind}>{note}{shown}</td></tr>')
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    notes = "".join(f'<p class="note" id="note-{n}">注{n}：{"；".join(texts)}</p>\n' for n, texts in tagger.pending_notes())
    body = "\n".join(rows)
    if not rows:
        return notes
    return f'<table class="figures facts">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n{notes}'


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
