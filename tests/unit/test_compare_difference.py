"""Two reports, fact by fact: every difference is found, named for what it is, and nothing else is."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compare import Change, Correction, Kind, correction_along, difference
from generator.compare.periods import months_between, reporting_end
from generator.equality import fact_key
from generator.model import Fact, Period, Relationship, Report, Taxonomy
from generator.qname import DIMENSION_DEFAULT, DOMAIN_MEMBER, NOTE_CONCEPT
from generator.rule import Verdict
from tests.support.reports import END, TAXONOMY, fact, name, report, reports

AFTER, BEFORE, AMOUNT = name("All"), name("East"), name("West")
ALONG = Correction(axis=name("SegmentAxis"), before=BEFORE, adjustments=(AMOUNT,))


def cash(value: str | None, decimals: int | None = 0, key: str = "f1", **aspects: object) -> Fact:
    return fact("Cash", None if value is None else Decimal(value), key, decimals=decimals, **aspects)


def only_change(old: Fact, new: Fact) -> Change:
    found = difference(report(old), report(new))
    assert len(found.changes) == 1
    assert (found.equal, found.same) == (0, False)
    return found.changes[0]


@pytest.mark.parametrize(
    ("old", "new", "kind", "gap"),
    [
        (cash("10"), cash("12"), Kind.VALUE, "2"),
        (cash("10", 0), cash("10.00", 2), Kind.DECIMALS, "0"),
        (cash("10", None), cash("10", 0), Kind.DECIMALS, "0"),
        (cash("1234567", 0), cash("1230000", -4), Kind.ROUNDING, "-4567"),
        (cash("1235000", 0), cash("1230000", -4), Kind.ROUNDING, "-5000"),  # the intervals touch
        (cash("1235001", None), cash("1230000", -4), Kind.VALUE, "-5001"),
        (cash("10", 0), cash("11", 0), Kind.VALUE, "1"),  # one precision: touching intervals excuse nothing
        (cash("1" * 40, 0), cash("1" * 40 + ".5", 1), Kind.ROUNDING, "0.5"),
        (cash(None, None), cash("0"), Kind.VALUE, None),
    ],
)
def test_a_change_is_named_for_what_it_is(old: Fact, new: Fact, kind: Kind, gap: str | None) -> None:
    change = only_change(old, new)
    assert change.kind is kind
    assert change.gap == (None if gap is None else Decimal(gap))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (cash("10.0"), cash("10", key="another.id.here")),
        (cash("-0"), cash("0")),
        (fact("Title", '<p class="a" id="b">x</p>'), fact("Title", "<p id='b' class='a'>x</p>")),
        (fact("Choice", name("East")), fact("Choice", name("East"))),
    ],
)
def test_equal_facts_do_not_differ(old: Fact, new: Fact) -> None:
    assert difference(report(old), report(new)).same


def test_another_aspect_is_another_fact() -> None:
    old, new = cash("10"), cash("10", dimensions=((name("RegionAxis"), name("North")),))
    found = difference(report(old), report(new), roll_forward=False)
    assert [(c.kind, c.old, c.new) for c in found.changes] == [(Kind.REMOVED, old, None), (Kind.ADDED, None, new)]


def test_duplicates_are_matched_as_multisets() -> None:
    old = [cash("1", key="a"), cash("1", key="b"), cash("2", key="c"), cash("2.00", 2, key="d")]
    new = [cash("2", 0, key="c"), cash("1", key="a"), cash("3", 0, key="e")]
    found = difference(report(*old), report(*new))
    assert found.equal == 2
    assert [(c.kind, c.old and c.old.id, c.new and c.new.id) for c in found.changes] == [
        (Kind.VALUE, "b", "e"),
        (Kind.REMOVED, "d", None),
    ]


def test_one_fact_object_twice_is_two_facts() -> None:
    one = cash("1")
    found = difference(report(one), report(one, one))
    assert (found.equal, [c.kind for c in found.changes]) == (1, [Kind.ADDED])


# ---------------------------------------------------------------- properties


@given(reports())
def test_a_report_does_not_differ_from_itself_in_any_order(made: Report) -> None:
    turned = replace(made, facts=[f._replace(id=f"n{i}") for i, f in enumerate(reversed(made.facts))])
    found = difference(made, turned, ALONG)
    assert (found.same, found.changes, found.restated) == (True, (), ())
    assert found.equal == found.first == found.second == sum(f.concept != NOTE_CONCEPT for f in made.facts)


@given(reports(), reports())
def test_the_difference_accounts_for_every_fact(first: Report, second: Report) -> None:
    found = difference(first, second, roll_forward=False)
    old = Counter(fact_key(c.old) for c in found.changes if c.old)
    new = Counter(fact_key(c.new) for c in found.changes if c.new)
    left, right = (Counter(fact_key(f) for f in r.facts if f.concept != NOTE_CONCEPT) for r in (first, second))
    assert left - old == right - new == left & right
    assert found.equal == (left & right).total()
    back = difference(second, first, roll_forward=False)
    assert Counter(c.kind for c in back.changes if c.old and c.new) == Counter(c.kind for c in found.changes if c.old and c.new)
    assert sum(c.kind is Kind.ADDED for c in back.changes) == sum(c.kind is Kind.REMOVED for c in found.changes)


@given(st.data(), st.integers(4, 30))
def test_exactly_the_planted_changes_are_found(data: st.DataObject, count: int) -> None:
    old = [cash(str(i * 100), 0, f"f{i}", dimensions=((name("CustomerAxis"), f"c{i}"),)) for i in range(count)]
    touched = data.draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count))
    planted: dict[str, Kind] = {}
    new = dict(enumerate(old))
    for at in touched:
        kind = data.draw(st.sampled_from(list(Kind)))
        planted[f"f{at}"] = kind
        was = old[at]
        value = was.value if isinstance(was.value, Decimal) else Decimal(0)
        match kind:
            case Kind.REMOVED:
                del new[at]
            case Kind.ADDED:
                del planted[f"f{at}"]
                planted[f"new{at}"] = kind
                new[count + at] = cash("7", 0, f"new{at}", dimensions=((name("CustomerAxis"), f"new{at}"),))
            case Kind.VALUE:
                new[at] = was._replace(value=value + 1)
            case Kind.DECIMALS:
                new[at] = was._replace(decimals=None)
            case Kind.ROUNDING:
                new[at] = was._replace(value=value + 5, decimals=-1)
    found = difference(report(*old), report(*data.draw(st.permutations(list(new.values())))))
    assert {(c.new or c.old or cash("0")).id: c.kind for c in found.changes} == planted
    assert len(found.changes) == len(planted)


# ---------------------------------------------------------------- restatements


def along(member: object) -> dict[str, object]:
    return {"dimensions": ((name("SegmentAxis"), member),)}


def test_a_corrected_value_is_restated_with_its_bridge() -> None:
    original, after = cash("100", key="was"), cash("80", key="after")
    before, amount = cash("100", key="before", **along(BEFORE)), cash("-20", key="amount", **along(AMOUNT))
    found = difference(report(original), report(before, amount, after), ALONG)
    assert found.changes == ()
    (item,) = found.restated
    assert (item.original, item.before, item.adjustments, item.after) == (original, before, (amount,), after)
    assert (item.bridge, item.origin, item.gap) == (Verdict.EXACT, Verdict.EXACT, Decimal(-20))
    assert not found.same


@pytest.mark.parametrize(
    ("before", "amount", "bridge", "origin"),
    [
        (cash("100", **along(BEFORE)), cash("-19", **along(AMOUNT)), Verdict.WITHIN_ROUNDING, Verdict.EXACT),
        (cash("100", **along(BEFORE)), cash("-10", **along(AMOUNT)), Verdict.VIOLATED, Verdict.EXACT),
        (cash("99", **along(BEFORE)), cash("-19", **along(AMOUNT)), Verdict.EXACT, Verdict.VIOLATED),
        (cash("100.4", 1, **along(BEFORE)), cash("-20.4", 1, **along(AMOUNT)), Verdict.EXACT, Verdict.WITHIN_ROUNDING),
        (cash("100", **along(BEFORE)), None, Verdict.NOT_EVALUATED, Verdict.EXACT),
        (None, cash("-20", **along(AMOUNT)), Verdict.NOT_EVALUATED, Verdict.NOT_EVALUATED),
    ],
)
def test_the_bridge_is_judged(before: Fact | None, amount: Fact | None, bridge: Verdict, origin: Verdict) -> None:
    parts = [part for part in (before, amount) if part is not None]
    (item,) = difference(report(cash("100")), report(cash("80"), *parts), ALONG).restated
    assert (item.bridge, item.origin) == (bridge, origin)


def test_without_members_a_changed_value_is_a_changed_value() -> None:
    found = difference(report(cash("100")), report(cash("80")), ALONG)
    assert ([c.kind for c in found.changes], found.restated) == ([Kind.VALUE], ())


def test_the_members_of_a_correction_come_from_the_taxonomy() -> None:
    role = "http://example.com/role/c"
    arcs = tuple(Relationship(arcrole=DOMAIN_MEMBER, role=role, source=AFTER, target=m) for m in (BEFORE, AMOUNT))
    taxonomy: Taxonomy = replace(
        TAXONOMY, relationships={DIMENSION_DEFAULT: TAXONOMY.relationships[DIMENSION_DEFAULT], DOMAIN_MEMBER: {role: arcs}}
    )
    assert correction_along(taxonomy, name("SegmentAxis")) == ALONG
    assert correction_along(taxonomy, name("RegionAxis")) is None
    assert correction_along(TAXONOMY, name("SegmentAxis")) is None


# ---------------------------------------------------------------- roll-forward

NEXT_END = Period(None, "2025-01-01T00:00:00")
YEAR_2023, YEAR_2024 = (Period(f"{y}-01-01T00:00:00", f"{y + 1}-01-01T00:00:00") for y in (2023, 2024))


def test_two_years_filings_roll_forward() -> None:
    first = report(cash("100", key="a.close"), fact("Revenue", Decimal(7), "a.rev", decimals=0, period=YEAR_2023))
    second = report(
        cash("100", key="b.open"),
        cash("130", key="b.close", period=NEXT_END),
        fact("Revenue", Decimal(9), "b.rev", decimals=0, period=YEAR_2024),
    )
    found = difference(first, second)
    assert found.same
    assert found.roll_forward is not None
    assert (found.roll_forward.from_end, found.roll_forward.to_end) == (END.end, NEXT_END.end)
    balance, revenue = found.roll_forward.rows
    assert (balance.closing.id, balance.opening and balance.opening.id, balance.next and balance.next.id) == (
        "a.close",
        "b.open",
        "b.close",
    )
    assert (balance.agrees, balance.movement) == (Verdict.EXACT, Decimal(30))
    assert (revenue.opening, revenue.next and revenue.next.id) == (None, "b.rev")
    assert (revenue.agrees, revenue.movement) == (Verdict.NOT_EVALUATED, Decimal(2))


def test_an_opening_balance_that_is_not_the_closing_one_is_a_difference() -> None:
    second = report(cash("101", key="b.open"), cash("130", key="b.close", period=NEXT_END))
    found = difference(report(cash("100", key="a.close")), second)
    assert [c.kind for c in found.changes] == [Kind.VALUE]
    assert found.roll_forward is not None
    (row,) = found.roll_forward.rows
    assert (row.agrees, row.movement) == (Verdict.VIOLATED, Decimal(29))


def test_what_one_year_alone_has_stays_added_or_removed() -> None:
    gone, come = fact("SharesIssued", Decimal(1), "gone", decimals=0), fact("Count", Decimal(2), "come", decimals=0, period=NEXT_END)
    found = difference(report(cash("1"), gone), report(cash("2", period=NEXT_END), come))
    assert [(c.kind, (c.old or c.new or gone).id) for c in found.changes] == [(Kind.REMOVED, "gone"), (Kind.ADDED, "come")]


def test_an_event_after_the_reporting_date_makes_no_later_year() -> None:
    facts = [cash(str(i), key=f"f{i}", dimensions=((name("CustomerAxis"), f"c{i}"),)) for i in range(20)]
    assert reporting_end([*facts, cash("1", key="late", period=NEXT_END)]) == END.end
    assert reporting_end([]) is None


@pytest.mark.parametrize(
    ("first", "second", "months"),
    [
        ("2024-01-01T00:00:00", "2025-01-01T00:00:00", 12),
        ("2023-03-01T00:00:00", "2024-03-01T00:00:00", 12),
        ("2024-01-01T00:00:00", "2024-04-01T00:00:00", 3),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00", None),
        ("2025-01-01T00:00:00", "2024-01-01T00:00:00", None),
        ("2024-01-01T00:00:00", "2024-04-02T00:00:00", None),
    ],
)
def test_months_between_reporting_dates(first: str, second: str, months: int | None) -> None:
    assert months_between(first, second) == months
