"""The linkbase of assertions: one value assertion a rule instance, what is alike shared, every aspect of a fact said."""

from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from generator.model import Concept, Member, Period, Relationship, Taxonomy
from generator.qname import DIMENSION_DEFAULT, XBRLDT, XBRLI, XLINK, QName
from generator.render import assertions
from generator.render.assertions.xpath import statement_of
from generator.rule import Cell, RuleInstance, instances
from generator.schedule import BoundSchedule, CellAspects, NumberFormat, Row, Schedule, Source, Text
from tests.unit.test_validate_rules import rule

NS = "http://example.com/t"
AMOUNT, RATE, AGE, OLD, YOUNG, ALL, CUSTOMER = (QName(NS, n) for n in ("Amount", "Rate", "Age", "Old", "Young", "All", "Customer"))
YEAR = Period("2023-01-01T00:00:00", "2024-01-01T00:00:00")
END = Period(None, "2024-01-01T00:00:00")
NAMES = {
    "va": "http://xbrl.org/2008/assertion/value",
    "variable": "http://xbrl.org/2008/variable",
    "pf": "http://xbrl.org/2008/filter/period",
    "df": "http://xbrl.org/2008/filter/dimension",
    "cf": "http://xbrl.org/2008/filter/concept",
    "msg": "http://xbrl.org/2010/message",
    "label": "http://xbrl.org/2008/label",
    "gen": "http://xbrl.org/2008/generic",
}


def cell(concept: QName = AMOUNT, period: Period = YEAR, **dimensions: Member) -> CellAspects:
    given = tuple(sorted((QName(NS, axis), member) for axis, member in dimensions.items()))
    return CellAspects(concept=concept, period=period, unit=None, dimensions=given, format=NumberFormat(places=2))


def schedule(cells: Mapping[str, CellAspects], **groups: tuple[str, ...]) -> BoundSchedule:
    text = Text(zh="表", en="Table")
    keys = {(name.partition(".")[0], name.partition(".")[2]): aspects for name, aspects in cells.items()}
    return BoundSchedule(
        schedule=Schedule(id="s", title=text, role="r", label_headings=(text,), columns=(), rows=()),
        number=1,
        rows=tuple(Row(code=r, label=(text,)) for r in dict.fromkeys(k[0] for k in keys)),
        cells=keys,
        row_groups=groups,
        column_groups={},
        source=Source(document="d", heading="h", table="t"),
    )


def concept(name: QName, group: str = "dimensionItem", typed: QName | None = None) -> Concept:
    return Concept(
        qname=name, id=name.local, type=QName(XBRLI, "stringItemType"), base_type="stringItemType", substitution_group=QName(XBRLDT, group),
        period_type="duration", abstract=True, typed_domain=typed,
    )  # fmt: skip


TAXONOMY = Taxonomy(
    entry_points=(f"{NS}/t.xsd",),
    concepts={AGE: concept(AGE), CUSTOMER: concept(CUSTOMER, typed=QName(NS, "name"))},
    types={},
    relationships={DIMENSION_DEFAULT: {"r": (Relationship(arcrole=DIMENSION_DEFAULT, role="r", source=AGE, target=ALL),)}},
    labels={},
    references={},
    roles={},
    typed_domains={},
)


def written(bound: BoundSchedule, *rules: RuleInstance, explained: tuple[str, ...] = ()) -> etree._Element:
    sinks = [BytesIO(), BytesIO()]
    for sink in sinks:
        assertions.write(rules, {"s": bound}, TAXONOMY, {"t": NS}, sink, explained)
    assert sinks[0].getvalue() == sinks[1].getvalue()
    return etree.fromstring(sinks[0].getvalue())


def found(root: etree._Element, path: str) -> list[etree._Element]:
    result = root.xpath(path, namespaces=NAMES | {"xlink": XLINK})
    assert isinstance(result, list)
    return [e for e in result if isinstance(e, etree._Element)]


TABLE = schedule({"total.a": cell(), "old.a": cell(Age=OLD), "young.a": cell(Age=YOUNG), "then.a": cell(period=END)}, ages=("old", "young"))


def bound_rules(statement: str, bound: BoundSchedule = TABLE, **variables: tuple[str, ...]) -> list[RuleInstance]:
    return list(instances(rule(statement, **variables), {"s": bound}))


def test_a_sum_over_members_is_one_variable_bound_as_a_sequence() -> None:
    (instance,) = bound_rules("total.a = sum([ages].a)")
    root = written(TABLE, instance)
    (assertion,) = found(root, "//va:valueAssertion")
    assert assertion.get("id") == "r"
    assert assertion.get("implicitFiltering") == "false"
    sequence, single = sorted(found(root, "//variable:factVariable"), key=lambda v: v.get("bindAsSequence") or "", reverse=True)
    assert (sequence.get("bindAsSequence"), sequence.get("fallbackValue")) == ("true", "()")
    assert (single.get("bindAsSequence"), single.get("fallbackValue")) == ("false", None)
    members = [[m.text for m in found(f, ".//df:member/df:qname")] for f in found(root, "//df:explicitDimension")]
    assert sorted(members) == [["t:All"], ["t:Old", "t:Young"]]  # the total has the default member, said like any other


def test_a_ratio_needs_both_and_a_divisor_that_is_not_zero() -> None:
    (instance,) = bound_rules("total.a = old.a / young.a")
    root = written(TABLE, instance)
    assert all(v.get("fallbackValue") is None for v in found(root, "//variable:factVariable"))
    (precondition,) = found(root, "//variable:precondition")
    zero = statement_of(instance, lambda c: TABLE.cells[c.row, c.column]).general[(precondition.get("test") or "")[5:-1]]
    assert zero == "($c3 - $h3) le 0 and ($c3 + $h3) ge 0"


def test_what_is_alike_is_written_once() -> None:
    pair = schedule({f"r{at}.{c}": cell(Age=m) for at, m in enumerate((OLD, YOUNG)) for c in "ab"})
    bound = bound_rules("{r}.a = {r}.b", pair, r=("r0", "r1"))
    one, two = written(pair, bound[0]), written(pair, *bound)
    assert [a.get("id") for a in found(two, "//va:valueAssertion")] == ["r.r0", "r.r1"]
    for path in ("//variable:generalVariable", "//msg:message", "//cf:conceptName", "//pf:periodStart"):
        assert len(found(one, path)) == len(found(two, path)) > 0
    assert len(found(two, "//label:label")) == 4


def test_periods_are_days_the_last_included() -> None:
    (instance,) = bound_rules("total.a = then.a")
    root = written(TABLE, instance)
    assert [f.get("date") for f in found(root, "//pf:periodStart")] == ["xs:date('2023-01-01')"]
    assert [f.get("date") for f in found(root, "//pf:periodEnd | //pf:periodInstant")] == ["xs:date('2023-12-31')"] * 2


def test_a_typed_dimension_is_its_text_or_absent() -> None:
    bound = schedule({"a.x": cell(Customer="O'Neill & <Sons>"), "total.x": cell()})
    (instance,) = bound_rules("total.x = a.x", bound)
    root = written(bound, instance)
    filters = {f.get("test"): f.get(f"{{{XLINK}}}label") for f in found(root, "//df:typedDimension")}
    assert set(filters) == {"string(*) = ('O''Neill & <Sons>')", None}
    complements = {a.get(f"{{{XLINK}}}to"): a.get("complement") for a in found(root, "//variable:variableFilterArc")}
    assert {complements[filters[None]], complements[filters["string(*) = ('O''Neill & <Sons>')"]]} == {"true", "false"}
    assert complements[filters[None]] == "true"


def test_an_explained_difference_is_no_error_but_stays_an_assertion() -> None:
    rules = bound_rules("total.{c} = then.{c}", TABLE, c=("a",))
    root = written(TABLE, *rules, explained=("r[a]",))
    levels = [a.get(f"{{{XLINK}}}to") for a in found(root, "//gen:arc") if "severity" in (a.get(f"{{{XLINK}}}arcrole") or "")]
    assert levels == ["OK"]
    root = written(TABLE, *rules)
    levels = [a.get(f"{{{XLINK}}}to") for a in found(root, "//gen:arc") if "severity" in (a.get(f"{{{XLINK}}}arcrole") or "")]
    assert levels == ["ERROR"]


def test_a_cell_that_stands_twice_counts_twice() -> None:
    (instance,) = bound_rules("total.a = old.a + old.a")
    statement = statement_of(instance, lambda c: TABLE.cells[c.row, c.column])
    assert [o.cells for o in statement.operands] == [(Cell("s", "total", "a"),), (Cell("s", "old", "a"),)]
    assert "sum(($c2, $c2))" in statement.general.values()
