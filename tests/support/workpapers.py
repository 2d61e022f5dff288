"""Small filings made up in the tests, with rules of every shape, and the workbooks made of them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from types import MappingProxyType

from generator.filing import Adjustment, Assumption, Explanation, Filing, Kind, WorkpaperSettings
from generator.model import PURE, Concept, Entity, Fact, Label, Period, Report, Taxonomy, Unit
from generator.qname import ISO4217, STANDARD_LABEL, XBRLI, QName
from generator.render import workpapers
from generator.rule import Rule, RuleResult, parse_statement
from generator.schedule import BoundSchedule, CellAspects, Column, NumberFormat, Row, Schedule, Source, Text
from generator.validate.rules import evaluate

NAMESPACE = "http://example.com/book"
YEAR = Period("2021-01-01T00:00:00", "2022-01-01T00:00:00")
ENTITY = Entity("http://example.com/scheme", "E1")
AMOUNT = QName(NAMESPACE, "Amount")
AGE, OLD = QName(NAMESPACE, "AgeAxis"), QName(NAMESPACE, "OldMember")
TEN_THOUSANDS = NumberFormat(scale=4, places=2)
YUAN = NumberFormat(places=2)
PERCENT = NumberFormat(scale=-2, places=2, percent=True)


def both(text: str) -> Text:
    return Text(zh=text, en=text)


@dataclass
class Made:
    """A filing in the making: schedules with their facts, and rules over them; `write` makes the workbook."""

    schedules: dict[str, BoundSchedule] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    settings: WorkpaperSettings = field(default_factory=WorkpaperSettings)
    outputs: tuple[str, ...] = ()
    name: str = "主体（测试）"

    def table(
        self,
        name: str,
        columns: Mapping[str, NumberFormat],
        rows: Mapping[str, Sequence[str]],
        *,
        groups: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        headings: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        decimals: Mapping[tuple[str, str], int | None] = MappingProxyType({}),
    ) -> None:
        """A schedule; a cell is a number as shown, "" for no fact, "nil" for a nil one. `decimals` replaces what the format says."""
        declared = tuple(
            Column(code=c, heading=tuple(both(t) for t in headings.get(c, (c,))), format=form, concept=AMOUNT, period="year")
            for c, form in columns.items()
        )
        lines = tuple(Row(code=r, label=(both(f"行{r}"),), total=r == "total") for r in rows)
        cells = {
            (r, c): CellAspects(
                concept=AMOUNT,
                period=YEAR,
                unit=PURE if form.percent else Unit((QName(ISO4217, "CNY"),)),
                dimensions=((AGE, OLD),),
                format=form,
            )
            for r in rows
            for c, form in columns.items()
        }
        schedule = Schedule(
            id=name,
            title=both(f"表{name}"),
            role=name,
            label_headings=(both("项目"),),
            columns=declared,
            rows=lines,
            unit_note=both("单位"),
        )
        self.schedules[name] = BoundSchedule(
            schedule=schedule,
            number=len(self.schedules) + 1,
            rows=lines,
            cells=cells,
            row_groups={"*": tuple(rows), **groups},
            column_groups={"*": tuple(columns), **groups},
            source=Source(document="文件", heading="标题", table=f"表{name}"),
        )
        for row, values in rows.items():
            for (column, form), text in zip(columns.items(), values, strict=True):
                if text:
                    self._fact(name, row, column, text, form, decimals.get((row, column), form.decimals))

    def _fact(self, name: str, row: str, column: str, text: str, form: NumberFormat, decimals: int | None) -> None:
        aspects = self.schedules[name].cells[row, column]
        value = None if text == "nil" else Decimal(text).scaleb(form.scale)
        identity = f"{name}.{row}.{column}"
        self.printed[identity] = "-" if text == "nil" else text
        self.facts[identity] = Fact(
            identity, AMOUNT, value, ENTITY, YEAR, aspects.unit, None if value is None else decimals, dimensions=aspects.dimensions
        )

    def rule(self, statement: str, schedule: str, relation: str = "sum", **variables: str) -> str:
        """Declare a rule; its id."""
        operator, left, right = parse_statement(statement, schedule)
        name = f"r{len(self.rules) + 1}"
        declared = {v: tuple(text.split()) for v, text in variables.items()}
        self.rules.append(
            Rule(
                id=name,
                relation=relation,
                schedule=schedule,
                statement=statement,
                operator=operator,
                left=left,
                right=right,
                variables=declared,
                label=both(f"规则 {name}"),
            )
        )
        return name

    def results(self) -> tuple[RuleResult, ...]:
        """What our validator says of every instance."""
        return evaluate(self.rules, self.schedules, self.facts, self.explanations)[0]

    def write(self, extra: Sequence[Fact] = (), prepared_on: date | None = None) -> tuple[bytes, Mapping[str, str], tuple[RuleResult, ...]]:
        """The workbook's bytes, its verdicts by instance, and the validator's results."""
        results = self.results()
        report = Report(facts=(*self.facts.values(), *extra), taxonomy=("http://example.com/book.xsd",), prefixes={"b": NAMESPACE})
        sink = io.BytesIO()
        filing = self.filing(prepared_on)
        verdicts = workpapers.write(
            report,
            filing,
            kind(),
            tuple(self.schedules.values()),
            taxonomy(),
            results,
            self.printed,
            [("facts/a.csv", "0" * 64)],
            "1.2.3",
            sink,
            adjustments=self.adjustments,
        )
        return sink.getvalue(), verdicts, results

    def filing(self, prepared_on: date | None = None) -> Filing:
        return Filing(
            id="made",
            kind="made",
            folder=Path("made"),
            title=both("测试底稿"),
            entity=ENTITY,
            entity_name=both(self.name),
            languages=("zh",),
            currency="CNY",
            periods={"year": YEAR},
            sources={},
            assumptions=tuple(self.assumptions),
            explanations=tuple(self.explanations),
            prepared_by="编制者" if prepared_on else "",
            prepared_on=prepared_on,
            workpapers=self.settings,
            outputs=self.outputs,
        )


def kind() -> Kind:
    return Kind(
        id="made",
        title=both("测试"),
        entry_point="http://example.com/book.xsd",
        namespace="http://example.com/book",
        prefixes={},
        schedules={},
        rules=(),
        folder=Path("made"),
    )


def taxonomy() -> Taxonomy:
    concept = Concept(
        qname=AMOUNT,
        id="b_Amount",
        type=QName(XBRLI, "monetaryItemType"),
        base_type="monetaryItemType",
        substitution_group=QName(XBRLI, "item"),
        period_type="duration",
    )
    names = {AMOUNT: "金额", AGE: "账龄", OLD: "五年以上"}
    return Taxonomy(
        entry_points=("http://example.com/book.xsd",),
        concepts={AMOUNT: concept},
        types={},
        relationships={},
        labels={name: (Label(STANDARD_LABEL, "zh", text),) for name, text in names.items()},
        references={},
        roles={},
        typed_domains={},
    )


# ---------------------------------------------------------------- every shape of rule, on figures near and off the mark

SHAPES: Mapping[str, tuple[str, str]] = {
    "sum": ("{r}.t = {r}.a + {r}.b + {r}.c", "t"),
    "difference": ("{r}.t = {r}.a - {r}.b", "t"),
    "group": ("{r}.t = sum({r}.[abc])", "t"),
    "constant": ("{r}.t = {r}.a + 1.5", "t"),
    "share": ("{r}.p = {r}.a / {r}.b", "p"),
    "growth": ("{r}.p = {r}.a / {r}.b - 1", "p"),
    "growth-by-difference": ("{r}.p = ({r}.a - {r}.b) / {r}.b", "p"),
    "rate-by-balance": ("{r}.t = {r}.a * {r}.q", "t"),
    "roll": ("{r}.t = {r}.a * {r}.q + {r}.b - {r}.c", "t"),
    "average": ("{r}.t = average({r}.[abc])", "t"),
    "share-of-sum": ("{r}.p = {r}.a / sum({r}.[abc])", "p"),
    "twice": ("{r}.t = {r}.a", "t"),
    "units": ("{r}.t = other!{r}.y", "t"),
    "units-sum": ("{r}.t = {r}.a + other!{r}.y", "t"),
    "compound": ("{r}.t = {r}.b * (1 + {r}.q) ^ 3", "t"),
    "left-ratio": ("{r}.a / {r}.b = {r}.p", "p"),
    "two-ratios": ("{r}.t / {r}.b = {r}.a / {r}.c", "t"),
    "less": ("{r}.t < {r}.a + {r}.b", "t"),
    "at-most": ("{r}.t <= {r}.a", "t"),
    "greater": ("{r}.t > {r}.a - {r}.b", "t"),
    "at-least": ("{r}.p >= {r}.a / {r}.b", "p"),
    "left-sum": ("{r}.t + {r}.a = {r}.b + {r}.c", "t"),
    "weighted": ("{r}.p = ({r}.a * {r}.q + {r}.b * {r}.q) / ({r}.a + {r}.b)", "p"),
}


def every_shape(seed: int, repeat: int) -> Made:
    """Every shape `repeat` times on figures drawn with `seed`: exact, off by little or more, missing, nil, of other precision."""
    random = Random(seed)
    made = Made()
    names = [f"{shape}-{i}" for shape in SHAPES for i in range(repeat)]
    rows: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    decimals: dict[tuple[str, str], int | None] = {}
    for name in names:
        row, other = _drawn(random, name.rpartition("-")[0])
        rows[name], others[name] = [row[c] for c in "abctpq"], [other]
        if random.random() < 0.15:
            decimals[name, random.choice("abct")] = random.choice([-3, -4, -1, None])
    formats = dict.fromkeys("abct", TEN_THOUSANDS) | dict.fromkeys("pq", PERCENT)
    made.table("main", formats, rows, groups={"abc": ("a", "b", "c")}, decimals=decimals)
    made.table("other", {"y": YUAN}, others)
    for shape, (statement, _) in SHAPES.items():
        made.rule(statement, "main", shape, r=" ".join(n for n in names if n.rpartition("-")[0] == shape))
    return made


def _drawn(random: Random, shape: str) -> tuple[dict[str, str], str]:
    """A row's figures as shown, its target column near what the shape makes of the others; and 元 for the other table."""
    size = random.choice([1, 1, 100, 10_000, 1_000_000])
    cell = {c: Decimal(random.randint(-50, 300) * size + random.randint(0, 99)) / 100 for c in "abct"}
    if random.random() < 0.3:  # divisors that make exact halves of the last place
        cell["b"] = Decimal(random.choice([8, 16, 32, 40, 80, 125, 160, 800])) * random.choice([1, -1, 10])
    cell["q"] = Decimal(random.randint(-2000, 9000)) / 100
    cell["p"] = Decimal(random.randint(-500, 20000)) / 100
    other = Decimal(random.randint(-10_000_000, 10_000_000)) / 100
    target = SHAPES[shape][1]
    value = _value(shape, {k: Fraction(v) for k, v in cell.items()}, Fraction(other))
    if value is not None:
        off = random.choice([0, 0, 0, 0, 1, -1, 1, -1, 2, -2, 3, 5, -40]) * Decimal("0.01")
        rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        cell[target] = rounded + off
    if shape == "units" and random.random() < 0.7:
        other = cell["t"] * 10_000 + random.choice([0, 0, 50, -50, Decimal("50.01"), 37])
    shown = {c: f"{v:.2f}" for c, v in cell.items()}
    if random.random() < 0.08:
        shown[random.choice("abct")] = random.choice(["", "nil", "0.00"])
    return shown, f"{other:.2f}"


def _value(shape: str, x: Mapping[str, Fraction], y: Fraction) -> Fraction | None:
    """What the shape's target should be, in the unit shown (percent for p)."""
    a, b, c, q = x["a"], x["b"], x["c"], x["q"] / 100
    if shape in ("share", "left-ratio", "at-least", "growth", "growth-by-difference"):
        return None if not b else 100 * (a / b) if "growth" not in shape else 100 * (a / b - 1)
    if shape == "share-of-sum":
        return 100 * a / (a + b + c) if a + b + c else None
    if shape == "two-ratios":
        return a * b / c if c else None
    if shape == "weighted":
        return 100 * q if a + b else None
    return {
        "sum": a + b + c,
        "group": a + b + c,
        "difference": a - b,
        "constant": a + Fraction(3, 20_000),
        "rate-by-balance": a * q,
        "roll": a * q + b - c,
        "average": (a + b + c) / 3,
        "twice": a,
        "units": y / 10_000,
        "units-sum": a + y / 10_000,
        "compound": b * (1 + q) ** 3,
        "less": a + b,
        "at-most": a,
        "greater": a - b,
        "left-sum": b + c - a,
    }[shape]


def renamed(made: Made, name: str) -> Made:
    """The same filing under another entity's name."""
    return replace(made, name=name)


def receivables(made: Made) -> None:
    """Table `a`: two columns of amounts and one of shares; a negative amount, nils, a missing fact, a total."""
    made.table(
        "a",
        {"x": TEN_THOUSANDS, "y": TEN_THOUSANDS, "s": PERCENT},
        {
            "one": ("1886.72", "446.42", "23.66"),
            "two": ("-12.00", "0", "0"),
            "three": ("nil", "", "nil"),
            "total": ("1874.72", "446.40", "23.81"),
        },
        groups={"parts": ("one", "two", "three")},
        headings={"x": ("2021年度", "余额"), "y": ("2021年度", "回款"), "s": ("比例",)},
    )
