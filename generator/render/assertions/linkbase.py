"""The linkbase of assertions: fact variables with their filters, preconditions, labels, messages, severities.

One fact variable stands for one cell of a schedule. Its filters say all of its aspects (concept, period, and every dimension that any
cell of that concept has: a member, the default, or none), so that assertions need no implicit filtering and one
assertion is evaluated at most once. What is the same for several assertions is one resource: a processor reads its XPath once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import BinaryIO, TypeAlias

from generator.model import Member, Period, Taxonomy
from generator.qname import GEN, GENERIC_LABEL, LINK, XLINK, XSI, QName
from generator.render.assertions.xpath import Operand, statement_of
from generator.rule import Cell, Rule, RuleInstance
from generator.schedule import BoundSchedule, CellAspects, Text
from generator.xmltext import escaped, escaped_attribute

VARIABLE = "http://xbrl.org/2008/variable"
SEVERITIES = "http://www.xbrl.org/2022/severities.xml"

SCHEMA_LOCATIONS: Mapping[str, str] = {
    GEN: "http://www.xbrl.org/2008/generic-link.xsd",
    GENERIC_LABEL: "http://www.xbrl.org/2008/generic-label.xsd",
    VARIABLE: "http://www.xbrl.org/2008/variable.xsd",
    "http://xbrl.org/2008/assertion/value": "http://www.xbrl.org/2008/value-assertion.xsd",
    "http://xbrl.org/2008/filter/concept": "http://www.xbrl.org/2008/concept-filter.xsd",
    "http://xbrl.org/2008/filter/period": "http://www.xbrl.org/2008/period-filter.xsd",
    "http://xbrl.org/2008/filter/dimension": "http://www.xbrl.org/2008/dimension-filter.xsd",
    "http://xbrl.org/2008/filter/general": "http://www.xbrl.org/2008/general-filter.xsd",
    "http://xbrl.org/2010/message": "http://www.xbrl.org/2010/generic-message.xsd",
    "http://xbrl.org/2022/assertion-severity": "http://www.xbrl.org/2022/assertion-severity.xsd",
}
_PREFIXES: Mapping[str, str] = {
    "link": LINK,
    "xlink": XLINK,
    "xsi": XSI,
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xfi": "http://www.xbrl.org/2008/function/instance",
    "gen": GEN,
    "label": GENERIC_LABEL,
    "variable": VARIABLE,
    "va": "http://xbrl.org/2008/assertion/value",
    "cf": "http://xbrl.org/2008/filter/concept",
    "pf": "http://xbrl.org/2008/filter/period",
    "df": "http://xbrl.org/2008/filter/dimension",
    "gf": "http://xbrl.org/2008/filter/general",
    "msg": "http://xbrl.org/2010/message",
}
_ARCROLES: Mapping[str, tuple[str, str]] = {
    "set": ("http://xbrl.org/arcrole/2008/variable-set", "http://www.xbrl.org/2008/variable.xsd#variable-set"),
    "filter": ("http://xbrl.org/arcrole/2008/variable-filter", "http://www.xbrl.org/2008/variable.xsd#variable-filter"),
    "precondition": (
        "http://xbrl.org/arcrole/2008/variable-set-precondition",
        "http://www.xbrl.org/2008/variable.xsd#variable-set-precondition",
    ),
    "label": ("http://xbrl.org/arcrole/2008/element-label", "http://www.xbrl.org/2008/generic-label.xsd#element-label"),
    "satisfied": (
        "http://xbrl.org/arcrole/2010/assertion-satisfied-message",
        "http://www.xbrl.org/2010/validation-message.xsd#assertion-satisfied-message",
    ),
    "unsatisfied": (
        "http://xbrl.org/arcrole/2010/assertion-unsatisfied-message",
        "http://www.xbrl.org/2010/validation-message.xsd#assertion-unsatisfied-message",
    ),
    "severity": (
        "http://xbrl.org/arcrole/2022/assertion-unsatisfied-severity",
        "http://www.xbrl.org/2022/assertion-severity.xsd#assertion-unsatisfied-severity",
    ),
}
_LABEL = "http://www.xbrl.org/2008/role/label"
_MESSAGE = "http://www.xbrl.org/2010/role/message"
_ROLES: Mapping[str, str] = {
    "http://www.xbrl.org/2008/role/link": "http://www.xbrl.org/2008/generic-link.xsd#standard-link-role",
    _LABEL: "http://www.xbrl.org/2008/generic-label.xsd#standard-label",
    _MESSAGE: "http://www.xbrl.org/2010/generic-message.xsd#standard-message",
}


def assertion_id(instance: str) -> str:
    """The XML id of the assertion of the rule instance `instance` (`rule[value,value…]`): `rule.value.value`."""
    return instance.replace("[", ".").replace(",", ".").rstrip("]")


def write(
    instances: Sequence[RuleInstance],
    schedules: Mapping[str, BoundSchedule],
    taxonomy: Taxonomy,
    prefixes: Mapping[str, str],
    sink: BinaryIO,
    explained: Collection[str] = (),
) -> None:
    """Write the assertions of `instances` to `sink`, UTF-8.

    `prefixes` names the namespaces of the taxonomy (prefix -> namespace). An instance whose id is in `explained` has the severity
    OK, the others ERROR: it is violated all the same, and the filing says why the difference stands.
    """
    _Linkbase(schedules, taxonomy, prefixes).write(instances, frozenset(explained), sink)


class _Linkbase:
    def __init__(self, schedules: Mapping[str, BoundSchedule], taxonomy: Taxonomy, prefixes: Mapping[str, str]) -> None:
        self.schedules = schedules
        self.defaults = taxonomy.defaults
        self.typed = {c.qname for c in taxonomy.concepts.values() if c.typed_domain}
        self.prefixes = {uri: prefix for prefix, uri in prefixes.items()}
        self.names: dict[str, str] = {}  # namespaces in use -> prefix
        self.filters: dict[str, str] = {}  # XML -> label
        self.operands: dict[Operand, str] = {}  # -> label
        self.labels: dict[tuple[str, ...], str] = {}
        self.counts: dict[str, int] = {}
        self.written: set[object] = set()
        self.axes: dict[QName, tuple[QName, ...]] = _axes(schedules.values())
        self.cells_of = _cells_of(schedules.values())
        self.lines: list[str] = []

    def write(self, instances: Sequence[RuleInstance], explained: frozenset[str], sink: BinaryIO) -> None:
        body = BytesIO()
        for instance in instances:
            self.assertion(instance, instance.id in explained)
            body.write("".join(self.lines).encode())
            self.lines.clear()
        sink.write(self.opening().encode())
        sink.write(body.getvalue())
        sink.write(b"  </gen:link>\n</link:linkbase>\n")

    def opening(self) -> str:
        spaces = {**_PREFIXES, **{prefix: uri for uri, prefix in sorted(self.names.items())}}
        declared = "".join(f'\n    xmlns:{prefix}="{escaped_attribute(uri)}"' for prefix, uri in spaces.items())
        located = " ".join(f"{uri} {place}" for uri, place in SCHEMA_LOCATIONS.items())
        references = [
            *(f'  <link:roleRef roleURI="{uri}" xlink:type="simple" xlink:href="{place}"/>\n' for uri, place in _ROLES.items()),
            *(f'  <link:arcroleRef arcroleURI="{uri}" xlink:type="simple" xlink:href="{place}"/>\n' for uri, place in _ARCROLES.values()),
        ]
        locator = '    <link:loc xlink:type="locator" xlink:href="{0}#{1}" xlink:label="{1}"/>\n'
        severities = [locator.format(SEVERITIES, level) for level in ("ERROR", "OK")]
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<link:linkbase{declared}\n    xsi:schemaLocation="{located}">\n'
            + "".join(references)
            + '  <gen:link xlink:type="extended" xlink:role="http://www.xbrl.org/2008/role/link">\n'
            + "".join(severities)
        )

    # -------------------------------------------------------- assertions

    def assertion(self, instance: RuleInstance, explained: bool) -> None:
        statement = statement_of(instance, self.aspects)
        own = assertion_id(instance.id)
        self.resource("va:valueAssertion", own, {"id": own, "aspectModel": "dimensional", "implicitFiltering": "false", "test": "$holds"})
        for number, operand in enumerate(statement.operands, 1):
            self.arc("set", own, self.variable(operand), "name", f"c{number}")
        for name, select in statement.general.items():
            sequence = "true" if name == "halves" else "false"
            label = self.shared("variable:generalVariable", f"v.{name}", {"select": select, "bindAsSequence": sequence})
            self.arc("set", own, label, "name", name)
        for test in statement.preconditions:
            self.arc("precondition", own, self.shared("variable:precondition", "precondition", {"test": test}))
        self.words(own, instance)
        self.arc("severity", own, "OK" if explained else "ERROR")

    def words(self, own: str, instance: RuleInstance) -> None:
        """Label and messages in zh and en; the messages are the rule's, shared by its instances."""
        rule = instance.rule
        for language in ("zh", "en"):
            label = f"{own}.{language}"
            text = f"{rule.label.get(language)} ({instance.id})"
            self.resource("label:label", label, {"xlink:role": _LABEL, "xml:lang": language}, escaped(text))
            self.arc("label", own, label)
            for outcome in ("satisfied", "unsatisfied"):
                label = f"{rule.id}.{outcome}-{language}"
                if self.first(label):
                    message = _message(rule, outcome).get(language)
                    self.resource("msg:message", label, {"xlink:role": _MESSAGE, "xml:lang": language}, escaped(message))
                self.arc(outcome, own, label)

    def shared(self, element: str, name: str, attributes: Mapping[str, str]) -> str:
        """The label of a resource that is written once for all that need the same."""
        key = (name, *attributes.values())
        label = self.labels.get(key)
        if label is None:
            self.counts[name] = self.counts.get(name, 0) + 1
            label = self.labels[key] = f"{name}.{self.counts[name]}"
            self.resource(element, label, attributes)
        return label

    def first(self, key: object) -> bool:
        """Whether `key` is asked for the first time."""
        known = key in self.written
        self.written.add(key)
        return not known

    # -------------------------------------------------------- variables and filters

    def aspects(self, cell: Cell) -> CellAspects:
        return self.schedules[cell.schedule].cells[cell.row, cell.column]

    def variable(self, operand: Operand) -> str:
        """The label of the fact variable of an operand, written at its first use."""
        label = self.operands.get(operand)
        if label:
            return label
        several = len(operand.cells) > 1
        label = self.operands[operand] = f"{'optional' if operand.optional else 'fact'}.{len(self.operands) + 1}"
        fallback = {"fallbackValue": "()"} if operand.optional else {}
        self.resource("variable:factVariable", label, {"bindAsSequence": "true" if several else "false", **fallback})
        for content, complement in self.filters_of([self.aspects(cell) for cell in operand.cells]):
            self.filter(label, content, complement)
        apart = self.duplicate_filter(operand)
        if apart:
            self.filter(label, _filter("gf:general", "", f' test="{apart}"'), False)
        return label

    def filters_of(self, alike: Sequence[CellAspects]) -> Iterator[tuple[str, bool]]:
        """The filters of cells that differ in one dimension at most: (element with {label}, whether its complement is meant)."""
        first = alike[0]
        yield _filter("cf:conceptName", f"<cf:concept><cf:qname>{self.name(first.concept)}</cf:qname></cf:concept>"), False
        for element, day in _days(first.period):
            yield _filter(element, "", f" date=\"xs:date('{day}')\""), False
        for axis in self.axes[first.concept]:
            members = list(dict.fromkeys(dict(cell.dimensions)[axis] for cell in alike if axis in dict(cell.dimensions)))
            yield self.dimension(axis, members or [self.defaults[axis]] if axis in self.defaults else members)

    def duplicate_filter(self, operand: Operand) -> str:
        """What tells the facts of `operand` from others of the same aspects (68 % beside 68.26 %): their decimals, else their ids."""
        alike = {_key(self.aspects(cell)): cell for cell in operand.cells}
        if all(len(self.cells_of[key]) == 1 for key in alike):
            return ""
        decimals = [[_decimals(self.aspects(cell)) for cell in self.cells_of[key]] for key in alike]
        if all(len(set(of_key)) == len(of_key) for of_key in decimals):
            wanted = sorted({_decimals(self.aspects(cell)) for cell in operand.cells})
            return f"string(xfi:decimals(.)) = ({', '.join(map(repr, wanted))})"
        return f"string(@id) = ({', '.join(repr(cell.fact_id) for cell in operand.cells)})"

    def dimension(self, axis: QName, members: Sequence[Member]) -> tuple[str, bool]:
        """The filter for facts with one of `members` on `axis`; without members: for facts without the dimension."""
        named = f"<df:dimension><df:qname>{self.name(axis)}</df:qname></df:dimension>"
        element = "df:typedDimension" if axis in self.typed else "df:explicitDimension"
        if not members:
            return _filter(element, named), True
        if axis not in self.typed:
            listed = (f"<df:member><df:qname>{self.name(m)}</df:qname></df:member>" for m in members if isinstance(m, QName))
            return _filter(element, named + "".join(listed)), False
        texts = ", ".join("'" + str(m).replace("'", "''") + "'" for m in members)
        return _filter(element, named, f' test="{escaped_attribute(f"string(*) = ({texts})")}"'), False

    def filter(self, variable: str, content: str, complement: bool) -> None:
        label = self.filters.get(content)
        if label is None:
            label = self.filters[content] = f"filter-{len(self.filters) + 1}"
            self.lines.append("    " + content.replace("{label}", label) + "\n")
        self.lines.append(
            f'    <variable:variableFilterArc xlink:type="arc" xlink:arcrole="{_ARCROLES["filter"][0]}" xlink:from="{variable}"'
            f' xlink:to="{label}" complement="{"true" if complement else "false"}" cover="true"/>\n'
        )

    def name(self, qname: QName) -> str:
        prefix = self.names.get(qname.namespace)
        if prefix is None:
            prefix = self.prefixes.get(qname.namespace, "")
            if not prefix or prefix in _PREFIXES or prefix in self.names.values():
                prefix = f"n{len(self.names) + 1}"
            self.names[qname.namespace] = prefix
        return f"{prefix}:{qname.local}"

    # -------------------------------------------------------- markup

    def resource(self, element: str, label: str, attributes: Mapping[str, str], content: str = "") -> None:
        written = "".join(f' {key}="{escaped_attribute(value)}"' for key, value in attributes.items())
        end = f">{content}</{element}>" if content else "/>"
        self.lines.append(f'    <{element} xlink:type="resource" xlink:label="{label}"{written}{end}\n')

    def arc(self, kind: str, source: str, target: str, attribute: str = "", value: str = "") -> None:
        element = "variable:variableArc" if kind == "set" else "gen:arc"
        more = f' {attribute}="{value}"' if attribute else ""
        self.lines.append(
            f'    <{element} xlink:type="arc" xlink:arcrole="{_ARCROLES[kind][0]}" xlink:from="{source}" xlink:to="{target}"{more}/>\n'
        )


def _filter(element: str, content: str, attributes: str = "") -> str:
    end = f">{content}</{element}>" if content else "/>"
    return f'<{element} xlink:type="resource" xlink:label="{{label}}"{attributes}{end}'


def _axes(schedules: Iterable[BoundSchedule]) -> dict[QName, tuple[QName, ...]]:
    """Every dimension that some cell of a concept has, by concept."""
    found: dict[QName, set[QName]] = {}
    for schedule in schedules:
        for aspects in schedule.cells.values():
            found.setdefault(aspects.concept, set()).update(axis for axis, _ in aspects.dimensions)
    return {concept: tuple(sorted(axes)) for concept, axes in found.items()}


_Key: TypeAlias = tuple[QName, Period, tuple[tuple[QName, Member], ...]]


def _key(cell: CellAspects) -> _Key:
    return cell.concept, cell.period, cell.dimensions


def _decimals(cell: CellAspects) -> str:
    return "INF" if cell.format.decimals is None else str(cell.format.decimals)


def _cells_of(schedules: Iterable[BoundSchedule]) -> dict[_Key, list[Cell]]:
    """The cells whose facts have the same aspects: two or more are duplicates of each other."""
    found: dict[_Key, list[Cell]] = {}
    for schedule in schedules:
        for (row, column), aspects in schedule.cells.items():
            found.setdefault(_key(aspects), []).append(Cell(schedule.id, row, column))
    return found


def _days(period: Period) -> Iterator[tuple[str, str]]:
    """The period's filters with their days; the last day is the one that ends at the period's end (Period Filters 1.0)."""
    end = (date.fromisoformat(period.end[:10]) - timedelta(days=1)).isoformat()
    if period.start is None:
        yield "pf:periodInstant", end
    else:
        yield "pf:periodStart", period.start[:10]
        yield "pf:periodEnd", end


def _message(rule: Rule, outcome: str) -> Text:
    """A message with XPath in braces (Messages 1.0); braces of its own are doubled."""
    zh, en = (text.replace("{", "{{").replace("}", "}}") for text in (rule.label.zh, rule.label.en))
    left, right, gap = "{string($left)}", "{string($right)}", "{string($gap)}"
    if outcome == "unsatisfied":
        verdict = Text(zh="不一致", en="Violated")
    else:
        verdict = Text(zh="{if ($exact) then '一致' else '舍入内一致'}", en="{if ($exact) then 'Exact' else 'Within rounding'}")
    return Text(
        zh=f"{verdict.zh}：{zh}：列报 {left}，计算 {right}，差异 {gap}",
        en=f"{verdict.en}: {en}: reported {left}, computed {right}, difference {gap}",
    )
