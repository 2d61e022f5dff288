"""Facts as inline XBRL elements, and the header that they refer to (inline XBRL 1.1).

A `Tagger` is made for one page: it hands out each fact once, in the place where the page shows it; what no place
asked for goes into ix:hidden when the header is made.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from generator.equality import canonical_markup, note_markup
from generator.model import Fact, Link, Report, Taxonomy
from generator.printed import DASHES, around, in_chinese, nil_text, shown_number, shown_places
from generator.qname import IX_11, IXT_4, NOTE_CONCEPT, QName
from generator.render.instance import InstancePlan, reference, role_references
from generator.render.naming import link_targets, refuse_forbidden, target_index
from generator.schedule import NumberFormat
from generator.xmltext import escaped, escaped_attribute

_STRINGS = frozenset(("string", "normalizedString", "token"))
_PLAIN = NumberFormat()


def is_markup(text: str) -> bool:
    """Whether `text` is an XHTML fragment at all."""
    return canonical_markup(text) is not None


class Tagger:
    """The inline elements of one page; facts go by their index in `facts`. Raises ValueError, naming the fact, for what XML cannot hold."""

    def __init__(self, report: Report, taxonomy: Taxonomy, embeds: Callable[[str], bool] = is_markup) -> None:
        """`embeds` tells which text may stand on the page as markup; other text is shown as it is written."""
        self.taxonomy = taxonomy
        self._embeds = embeds
        self.plan = InstancePlan(report, taxonomy)
        self.facts = self.plan.facts
        self.references = report.taxonomy
        prefixes = self.plan.prefixes
        self.ix = prefixes.prefix(IX_11, "ix")
        self.ixt = prefixes.prefix(IXT_4, "ixt")
        self._places = link_targets(self.facts)
        self._shown: set[int] = set()
        self._worded: set[int] = set()
        self._marks: dict[int, int] = {}
        self._numbered = 0
        self._unlisted: list[tuple[int, list[int]]] = []

    # -------------------------------------------------------- facts

    def index(self, key: str) -> int | None:
        """The index among `facts` of the fact `key`; None where there is none."""
        return self._places.get(key)

    def take(self, key: str) -> int | None:
        """The index among `facts` of the fact `key`, to be shown now; None where there is none or it was shown before."""
        index = self._places.get(key)
        return index if index is not None and self.take_at(index) else None

    def take_at(self, index: int) -> bool:
        """Whether the fact at `index` is still to be shown; it counts as shown from now on."""
        if index in self._shown:
            return False
        self._shown.add(index)
        return True

    def figure(self, index: int, form: NumberFormat = _PLAIN, printed: str | None = None) -> str:
        """A numeric fact as it is printed: sign, parentheses and percent sign outside the element.

        `printed` is the source's text, if known: a dash stays the dash that it was, and the number shows as many places.
        """
        fact = self.facts[index]
        element = self._figure(index, form, printed)
        if fact.value is None:  # a nil element must be empty: its dash stands beside it
            return element + nil_text(printed)
        if not fact.value and printed in DASHES:
            return element
        before, behind = around(fact.value, form) if isinstance(fact.value, Decimal) else ("", "")
        return before + element + behind

    def _figure(self, index: int, form: NumberFormat, printed: str | None) -> str:
        fact = self.facts[index]
        value = fact.value
        opening = self._opening("nonFraction", index)
        closing = f"</{self.ix}:nonFraction>"
        dash = printed if printed in DASHES else None
        if value is None:
            return f'{opening} xsi:nil="true"/>'
        if not isinstance(value, Decimal):
            raise ValueError(f"the fact {fact.id} has a unit but is no number")
        opening += ' decimals="INF"' if fact.decimals is None else f' decimals="{fact.decimals}"'
        if not value and dash:
            return f'{opening} format="{self.ixt}:fixed-zero">{dash}{closing}'
        opening += f' scale="{form.scale}"' if form.scale else ""
        opening += ' sign="-"' if value < 0 else ""
        text = shown_number(value, form.scale, shown_places(printed, form))
        return f'{opening} format="{self.ixt}:num-dot-decimal">{text}{closing}'

    def text(self, index: int, printed: str | None = None) -> str:
        """A fact that is no number as it is printed; `printed` is the source's text, if known.

        Dates and booleans by a transformation, markup as markup, members of an enumeration by their labels, the rest as it is.
        """
        fact = self.facts[index]
        if fact.value is None:
            return self._text(index) + (nil_text(printed) if printed is not None else "")
        if isinstance(fact.value, str) and fact.concept in self.taxonomy.enumerations:
            return self._members(index, fact.value, printed)
        return self._text(index, printed)

    def _members(self, index: int, value: str, printed: str | None) -> str:
        """The words that a reader reads; no transformation makes a member of them, so the fact is hidden and the words refer to it."""
        self._worded.add(index)
        names = [name.rpartition("#") for name in value.split()]
        words = printed or "、".join(self.taxonomy.label(QName(namespace, local), "zh") for namespace, _, local in names)
        return f'<span style="-ix-hidden:{self.plan.ids[index]}">{_content(words)}</span>'

    def _text(self, index: int, printed: str | None = None) -> str:
        fact = self.facts[index]
        value = fact.value
        opening = self._opening("nonNumeric", index)
        closing = f"</{self.ix}:nonNumeric>"
        if value is None:
            return f'{opening} xsi:nil="true"/>'
        if isinstance(value, QName):
            bare = ' xmlns=""' if not value.namespace and fact.concept.namespace else ""
            return f"{opening}{bare}>{self.plan.prefixes.name(value)}{closing}"
        if isinstance(value, Decimal):
            raise ValueError(f"the fact {fact.id} is a number without a unit")
        refuse_forbidden(value, fact)
        concept = self.taxonomy.concepts.get(fact.concept)
        chinese = in_chinese(value, concept.base_type if concept else "", printed)
        if chinese:
            return f'{opening} format="{self.ixt}:{chinese[0]}">{_content(chinese[1])}{closing}'
        if "<" in value and fact.concept.namespace and self._embeds(value):
            return f'{opening} escape="true">{value}{closing}'
        return f"{opening}>{_content(value)}{closing}"

    def begin_of_text(self, index: int, *, markup: bool) -> str:
        """The start tag of a text whose content the page lays out itself, other facts within it; `end_of_text` ends it."""
        return self._opening("nonNumeric", index) + (' escape="true">' if markup else ">")

    @property
    def end_of_text(self) -> str:
        """The end tag of a text."""
        return f"</{self.ix}:nonNumeric>"

    def _opening(self, element: str, index: int) -> str:
        plan, fact = self.plan, self.facts[index]
        unit = "" if fact.unit is None else f' unitRef="{plan.units[fact.unit]}"'
        context = plan.contexts[(fact.entity, fact.period, fact.dimensions)]
        name = plan.prefixes.name(fact.concept)
        language = self._language(fact)
        bare = "" if fact.concept.namespace else ' xmlns=""'  # else XHTML's would be the name's namespace
        return f'<{self.ix}:{element}{bare} id="{plan.ids[index]}" name="{name}" contextRef="{context}"{unit}{language}'

    def _language(self, fact: Fact) -> str:
        """xml:lang on the fact itself, since Arelle does not look further up than the parent; "" for a text without language."""
        if fact.unit is not None:
            return ""
        if fact.language is not None:
            return f' xml:lang="{escaped_attribute(fact.language)}"'
        concept = self.taxonomy.concepts.get(fact.concept)
        return ' xml:lang=""' if concept is None or self._primitive(concept.type, concept.base_type) in _STRINGS else ""

    def _primitive(self, name: QName, base: str) -> str:
        known = self.taxonomy.types.get(name)
        return known.primitive if known else base.removesuffix("ItemType")

    # -------------------------------------------------------- footnotes

    def marks(self, index: int) -> tuple[int, ...]:
        """The numbers of the footnote marks at a fact, none where it links to no note. A note has one number on the whole page."""
        fact = self.facts[index]
        notes = [self._note_indices(fact, link) for link in fact.links]
        for linked in notes:
            for group in self._by_language([i for i in linked if i not in self._marks]):
                self._numbered += 1
                self._marks.update(dict.fromkeys(group, self._numbered))
                self._unlisted.append((self._numbered, group))
        return tuple(sorted({self._marks[i] for linked in notes for i in linked}))

    def _by_language(self, notes: list[int]) -> Iterator[list[int]]:
        """Notes that stand one behind the other in different languages are one note."""
        group: list[int] = []
        for index in notes:
            if any(self.facts[i].language == self.facts[index].language for i in group):
                yield group
                group = []
            group.append(index)
        if group:
            yield group

    def pending_notes(self) -> Iterator[tuple[int, list[str]]]:
        """(number, the notes' elements) for every mark since the last call, to be printed below the table."""
        while self._unlisted:
            number, notes = self._unlisted.pop(0)
            yield number, [self._note(i) for i in notes if i not in self._shown]

    def _note_indices(self, fact: Fact, link: Link) -> list[int]:
        found = [target_index(fact, target, self._places) for target in link.targets]
        return [i for i in found if self.facts[i].concept == NOTE_CONCEPT]

    def _note(self, index: int) -> str:
        fact = self.facts[index]
        self._shown.add(index)
        if not fact.language:
            raise ValueError(f"the note {fact.id} has no language")
        text = note_markup(fact.value) if isinstance(fact.value, str) else ""
        refuse_forbidden(text, fact)
        return f'<{self.ix}:footnote id="{self.plan.ids[index]}" xml:lang="{escaped_attribute(fact.language)}">{text}</{self.ix}:footnote>'

    # -------------------------------------------------------- header

    def header(self) -> str:
        """The ix:header: what no place showed, the taxonomy, contexts, units, relationships. Call it last."""
        hidden = "\n".join(self._hidden())
        ix, plan = self.ix, self.plan
        references = "".join(map(reference, self.references))
        resources = "".join((*role_references(plan), *plan.resources, *self._relationships()))
        return (
            f"<{ix}:header>\n"
            + (f"<{ix}:hidden>\n{hidden}\n</{ix}:hidden>\n" if hidden else "")
            + (f"<{ix}:references>\n{references}</{ix}:references>\n" if references else "")
            + f"<{ix}:resources{self._bare()}>\n{resources}</{ix}:resources>\n</{ix}:header>"
        )

    def namespaces(self) -> str:
        """The namespace declarations of the root element, in the order of their prefixes; complete once all facts are placed."""
        return "".join(f'\n    xmlns:{prefix}="{escaped_attribute(uri)}"' for prefix, uri in sorted(self.plan.prefixes.used.items()))

    def _bare(self) -> str:
        """Takes the default namespace away from contexts and units where some name in them has no namespace."""
        names = [n for _, _, dimensions in self.plan.contexts for pair in dimensions for n in pair if isinstance(n, QName)]
        names += [m for unit in self.plan.units for part in unit for m in part]
        return "" if all(n.namespace for n in names) else ' xmlns=""'

    def _hidden(self) -> Iterator[str]:
        linked = {i for fact in self.facts for link in fact.links for i in self._note_indices(fact, link)}
        for index, fact in enumerate(self.facts):
            if index in self._shown and index not in self._worded:
                continue
            if fact.concept == NOTE_CONCEPT:
                if index in linked:
                    yield self._note(index)
            else:
                self._shown.add(index)
                yield self._text(index) if fact.unit is None else self._figure(index, _PLAIN, None)

    def _relationships(self) -> Iterator[str]:
        """One ix:relationship a link, footnotes apart from facts (13.1.2 lets no relationship lead to both)."""
        ids, facts = self.plan.ids, self.facts
        for index, fact in enumerate(facts):
            for link in fact.links:
                targets = list(dict.fromkeys(target_index(fact, target, self._places) for target in link.targets))
                for is_note in (True, False):
                    to = " ".join(ids[i] for i in targets if (facts[i].concept == NOTE_CONCEPT) is is_note)
                    if to:
                        roles = f'arcrole="{escaped_attribute(link.arcrole)}" linkRole="{escaped_attribute(link.group)}"'
                        yield f'  <{self.ix}:relationship {roles} fromRefs="{ids[index]}" toRefs="{to}"/>\n'


def _content(text: str) -> str:
    return escaped(text)
