"""A comparison as tables for people."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from unicodedata import east_asian_width

from generator.compare import Change, Difference, Kind
from generator.equality import number_text
from generator.model import Fact
from generator.render.difference.document import counts
from generator.render.difference.words import KINDS, RESTATED, ROLLED, VERDICTS, Words, both, period_shown, value_text

_WIDEST = 46
_MOST_PLACES = 12
_RIGHT = frozenset(
    ("A", "B", "B − A", "A 期末 closing", "B 期初 opening", "B 期末 next", "变动 movement", "更正前 before", "更正 adjustments")
)


def as_text(difference: Difference, words: Words, *, full: bool = False) -> Iterator[str]:
    """The lines: what there is of each, then a table of each. With `full` nothing is cut short."""
    yield summary(difference)
    for kind in Kind:
        found = [change for change in difference.changes if change.kind is kind]
        if found:
            yield ""
            yield f"{both(KINDS[kind])}: {len(found)}"
            yield from _table(
                ("事实 fact", "期间 period", "维度 dimensions", "A", "B", "B − A", "id"), [_change(c, words) for c in found], full
            )
    if difference.restated:
        yield ""
        yield f"{both(RESTATED)}: {len(difference.restated)}"
        heads = (
            "事实 fact",
            "期间 period",
            "维度 dimensions",
            "A",
            "更正前 before",
            "更正 adjustments",
            "B",
            "B − A",
            "A = 更正前",
            "勾稽 bridge",
            "id",
        )
        rows = [
            (
                *_about(item.after, words),
                _shown(item.original),
                _shown(item.before),
                " + ".join(map(_shown, item.adjustments)),
                _shown(item.after),
                _number(item.gap, _places(item.original, item.after)),
                both(VERDICTS[item.origin]),
                both(VERDICTS[item.bridge]),
                item.after.id,
            )
            for item in difference.restated
        ]
        yield from _table(heads, rows, full)
    yield from _roll_forward(difference, words, full)


def summary(difference: Difference) -> str:
    """One line: how many facts, and how many differ in which way."""
    names = {str(kind): KINDS[kind].en for kind in Kind} | {"restated": RESTATED.en, "rolled_forward": ROLLED.en}
    parts = [f"{number:,} {names[key]}" for key, number in counts(difference).items() if number]
    return f"A {difference.first:,} facts, B {difference.second:,} facts; " + ", ".join([f"{difference.equal:,} equal", *parts])


def _roll_forward(difference: Difference, words: Words, full: bool) -> Iterator[str]:
    rolled = difference.roll_forward
    if rolled is None or not rolled.rows:
        return
    yield ""
    yield f"{both(ROLLED)}: {rolled.from_end[:10]} → {rolled.to_end[:10]}"
    heads = (
        "事实 fact",
        "期间 period",
        "维度 dimensions",
        "A 期末 closing",
        "B 期初 opening",
        "衔接 agrees",
        "B 期末 next",
        "变动 movement",
        "id",
    )
    rows = [
        (
            *_about(row.closing, words),
            _shown(row.closing),
            _shown(row.opening),
            both(VERDICTS[row.agrees]) if row.opening else "",
            _shown(row.next),
            _number(row.movement, _places(row.closing, row.next)),
            (row.next or row.closing).id,
        )
        for row in rolled.rows
    ]
    yield from _table(heads, rows, full)


def _change(change: Change, words: Words) -> tuple[str, ...]:
    fact = change.new or change.old
    if fact is None:
        return ()
    decimals = change.old is not None and change.new is not None and change.old.decimals != change.new.decimals
    ids = dict.fromkeys(side.id for side in (change.old, change.new) if side is not None)
    sides = (_shown(change.old, decimals), _shown(change.new, decimals), _number(change.gap, _places(change.old, change.new)))
    return (*_about(fact, words), *sides, " → ".join(ids))


def _about(fact: Fact, words: Words) -> tuple[str, str, str]:
    return words.shown(fact.concept), period_shown(fact.period), words.dimensions(fact)


def _shown(fact: Fact | None, decimals: bool = False) -> str:
    """The fact's value with its unit; with its decimals where they matter."""
    if fact is None:
        return ""
    if fact.value is None:
        return "nil"
    note = f" ({'INF' if fact.decimals is None else fact.decimals})" if decimals and fact.unit is not None else ""
    if isinstance(fact.value, Decimal):
        unit = "" if fact.unit is None else "*".join(m.local for m in fact.unit.numerators)
        return _number(fact.value, fact.decimals or 0) + ("" if unit in ("", "pure") else f" {unit}") + note
    return value_text(fact.value) or '""'


def _number(value: Decimal | None, places: int = 0) -> str:
    """With thousands separators, every digit, and at least `places` decimal places (within reason)."""
    if value is None:
        return ""
    text = number_text(value)
    whole, _, rest = text.removeprefix("-").partition(".")
    rest = rest.ljust(min(places, _MOST_PLACES), "0")
    return f"{'-' if text.startswith('-') else ''}{int(whole):,}{'.' if rest else ''}{rest}"


def _places(*facts: Fact | None) -> int:
    return max((fact.decimals or 0 for fact in facts if fact is not None), default=0)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], full: bool) -> Iterator[str]:
    """Columns aligned by what characters take on a screen; columns without content are left out."""
    used = [i for i in range(len(heads)) if any(row[i] for row in rows)]
    shown = [[_cut(row[i], full) for i in used] for row in rows]
    titles = [heads[i] for i in used]
    widths = [max(map(_width, column)) for column in zip(titles, *shown, strict=True)]
    for line in (titles, *shown):
        cells = (_aligned(cell, width, title in _RIGHT) for cell, width, title in zip(line, widths, titles, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


def _cut(text: str, full: bool) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    if full or _width(text) <= _WIDEST:
        return text
    kept = text[:_WIDEST]
    while _width(kept) > _WIDEST - 1:
        kept = kept[:-1]
    return kept + "…"


def _aligned(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank


def _width(text: str) -> int:
    """How many columns of a screen `text` takes; a Chinese character takes two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
