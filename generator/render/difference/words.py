"""The words of a comparison: labels in Chinese and English, periods, members, values."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from generator.compare import Kind
from generator.equality import number_text
from generator.model import Fact, Member, Period, Taxonomy, Unit, Value
from generator.qname import STANDARD_LABEL, TERSE_LABEL, QName
from generator.render.naming import Prefixes, oim_period, xml_date
from generator.rule import Verdict
from generator.schedule import Text

KINDS: Mapping[Kind, Text] = {
    Kind.ADDED: Text(zh="新增", en="added"),
    Kind.REMOVED: Text(zh="删除", en="removed"),
    Kind.VALUE: Text(zh="数值变动", en="value changed"),
    Kind.ROUNDING: Text(zh="仅精度不同", en="same within rounding"),
    Kind.DECIMALS: Text(zh="小数位变动", en="decimals changed"),
}
RESTATED = Text(zh="更正重述", en="restated")
ROLLED = Text(zh="期初期末衔接", en="rolled forward")
VERDICTS: Mapping[Verdict, Text] = {
    Verdict.EXACT: Text(zh="一致", en="exact"),
    Verdict.WITHIN_ROUNDING: Text(zh="四舍五入内一致", en="within rounding"),
    Verdict.VIOLATED: Text(zh="不一致", en="differs"),
    Verdict.NOT_EVALUATED: Text(zh="无法比较", en="not compared"),
}


class Words:
    """Names things as the taxonomies label them; the first taxonomy that has a label decides."""

    def __init__(self, taxonomies: Sequence[Taxonomy], prefixes: Sequence[Mapping[str, str]]) -> None:
        """`prefixes` are the reports', the stronger first; they are what names in JSON are written with."""
        self._taxonomies = tuple(taxonomies)
        self._prefixes = Prefixes(*prefixes)
        self._labels: dict[tuple[QName, str], Text] = {}

    @property
    def namespaces(self) -> Mapping[str, str]:
        """Prefix to namespace, of all names given so far."""
        return dict(sorted(self._prefixes.used.items()))

    def name(self, name: QName) -> str:
        """`name` as prefix:local."""
        return self._prefixes.name(name)

    def labels(self, name: QName, role: str = STANDARD_LABEL) -> Text:
        """The labels of `name`; "" in a language that no taxonomy has one in."""
        found = self._labels.get((name, role))
        if found is None:
            found = self._labels[name, role] = Text(zh=self._label(name, "zh", role), en=self._label(name, "en", role))
        return found

    def _label(self, name: QName, language: str, role: str) -> str:
        for taxonomy in self._taxonomies:
            if any(item.language.partition("-")[0] == language for item in taxonomy.labels.get(name, ())):
                return " ".join(taxonomy.label(name, language, role).split())
        return ""

    def shown(self, name: QName, role: str = STANDARD_LABEL) -> str:
        """`name` for people: its labels in both languages, its local name where it has none."""
        labels = self.labels(name, role)
        return " ".join(dict.fromkeys(filter(None, (labels.zh, labels.en)))) or name.local

    def dimensions(self, fact: Fact) -> str:
        """The fact's dimensions for people; "" for none."""
        return "; ".join(f"{self.short(axis)}={self.member(member)}" for axis, member in fact.dimensions)

    def short(self, name: QName) -> str:
        """The one terse label of an axis or a member."""
        labels = self.labels(name, TERSE_LABEL)
        return labels.zh or labels.en or name.local

    def member(self, member: Member) -> str:
        """An explicit member by its label, a typed one as it is."""
        return "nil" if member is None else self.short(member) if isinstance(member, QName) else member

    def aspects(self, fact: Fact) -> dict[str, str | None]:
        """The fact's aspects but its concept, for programs (OIM names; a nil typed member is None)."""
        found: dict[str, str | None] = {"entity": f"{fact.entity.scheme} {fact.entity.identifier}"}
        if fact.period is not None:
            found["period"] = oim_period(fact.period)
        if fact.unit is not None:
            found["unit"] = self._measures(fact.unit, full=True)
        if fact.language is not None:
            found["language"] = fact.language
        for axis, member in fact.dimensions:
            found[self.name(axis)] = self.name(member) if isinstance(member, QName) else member
        return found

    def unit(self, unit: Unit | None) -> str:
        """The unit for people: local names."""
        return "" if unit is None else self._measures(unit, full=False)

    def _measures(self, unit: Unit, *, full: bool) -> str:
        parts = ("*".join(self.name(m) if full else m.local for m in part) for part in (unit.numerators, unit.denominators) if part)
        return "/".join(parts)


def period_shown(period: Period | None) -> str:
    """The days of a period, both ends included."""
    if period is None:
        return "forever"
    end = xml_date(period.end, end=True)
    return end if period.start is None else f"{xml_date(period.start, end=False)}/{end}"


def value_text(value: Value) -> str | None:
    """The exact value as text; None for nil."""
    if isinstance(value, Decimal):
        return number_text(value)
    return str(value) if isinstance(value, QName) else value


def both(text: Text) -> str:
    """Chinese and English in one line."""
    return f"{text.zh} {text.en}"
