"""Contexts and units of an instance, as they stream by: shared by the XBRL 2.1 and inline XBRL readers.

Use, beside a reader's own expat handlers:

    namespaces = Namespaces(parser)
    resources = Resources(parser, namespaces, path)

    def start(name, attributes):
        if resources.depth or name in RESOURCE_NAMES:      # xbrli:context, xbrli:unit
            resources.start(name, attributes)
    def text(data):
        if resources.depth:
            resources.text(data)
    def end(name):
        if resources.depth:
            resources.end(name)

    resources.contexts["c1"]   -> Context(entity, period, segment, scenario, …); .aspects(taxonomy) -> sorted dimensions
    resources.units["u1"]      -> Unit
    resources.diagnostics      -> what was wrong, with line and column

A context that is wrong is in `broken`, not in `contexts` (likewise units): a fact that refers to it was
reported through the resource and needs no second finding. XBRL 2.1 sections 4.7 and 4.8, Dimensions 1.0 section 3.1.
"""

from pyexpat import XMLParserType

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Unit
from generator.qname import XBRLI, XSI, QName
from generator.read.contexts import CONTEXT, Context, Shared, context_of
from generator.read.element import EXPLICIT, SPACE, TYPED, Defect, Element
from generator.xmlstream import Namespaces
from generator.xmltext import is_qname

UNIT = f"{XBRLI}}}unit"
RESOURCE_NAMES = frozenset((CONTEXT, UNIT))

_MEASURE = f"{XBRLI}}}measure"
_NIL = f"{XSI}}}nil"
_DIMENSIONS = frozenset((EXPLICIT, TYPED))


class Resources:
    """Collects the contexts and units of one document; see the module's text. `depth` is 0 outside them.

    `is_odd` says that one has attributes or text for XML Schema to judge.
    """

    def __init__(self, parser: XMLParserType, namespaces: Namespaces, path: str) -> None:
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, Unit] = {}
        self.broken: set[str] = set()
        self.diagnostics: list[Diagnostic] = []
        self.unit_places: dict[str, Location] = {}
        self.is_odd = False
        self._shared = Shared()
        self._names: dict[str, QName] = {}
        self._scope = -1
        self._open: list[Element] = []
        self._parser = parser
        self._namespaces = namespaces
        self._path = path

    @property
    def depth(self) -> int:
        """How many elements of a resource are open."""
        return len(self._open)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a start tag of a resource or inside one."""
        parser = self._parser
        element = Element(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        if self._open:
            self._open[-1].children.append(element)
        if name in _DIMENSIONS:
            element.qname = self._resolved(element, attributes.get("dimension", ""))
        self._open.append(element)

    def text(self, data: str) -> None:
        """Take character data inside a resource."""
        self._open[-1].texts.append(data)

    def end(self, name: str) -> None:
        """Take an end tag; a resource that it completes is interpreted."""
        element = self._open.pop()
        if name == _MEASURE:
            element.qname = self._resolved(element, element.content)
        elif name == EXPLICIT and not element.problem:
            element.member = self._resolved(element, element.content)
        if not self._open:
            self._complete(element)

    def _resolved(self, element: Element, text: str) -> QName | None:
        """A QName, expanded while its prefixes are in scope; None, with the problem noted, where that fails."""
        if self._scope != self._namespaces.changes:
            self._scope = self._namespaces.changes
            self._names.clear()
        known = self._names.get(text)  # contexts are many, names are few
        if known is not None:
            return known
        if not is_qname(text.strip(SPACE)):
            element.problem = f"{quoted(text.strip())} is no QName"
            return None
        try:
            found = self._namespaces.resolve(text)
        except KeyError:
            element.problem = f"the prefix of {quoted(text.strip())} is not declared"
            return None
        self._names[text] = found
        return found

    def _complete(self, element: Element) -> None:
        key = element.attributes.get("id", "")
        section = "4.7.1" if element.name == CONTEXT else "4.8.1"
        what = "context" if element.name == CONTEXT else "unit"
        self.is_odd = self.is_odd or _is_odd(element)
        try:
            if not key:
                raise Defect(f"xbrl.{section}", f"An xbrli:{what} has no id.", element)
            if key in self.contexts or key in self.units or key in self.broken:
                hint = "Give every context and unit an id of its own."
                raise Defect(f"xbrl.{section}", f"The id {quoted(key)} is used twice.", element, hint)
            if element.name == CONTEXT:
                self.contexts[key] = context_of(element, key, self._place(element), self._shared)
            else:
                self.units[key] = _unit(element)
                self.unit_places[key] = self._place(element)
        except Defect as defect:
            self.broken.add(key)
            self.diagnostics.append(error(defect.code, defect.message, hint=defect.hint, location=self._place(defect.element)))

    def _place(self, element: Element) -> Location:
        return Location(path=self._path, line=element.line, column=element.column)


def _is_odd(element: Element) -> bool:
    """Whether a resource has an attribute that it need not have, or text among its elements: XML Schema says whether it may."""
    stack = [element]
    while stack:
        current = stack.pop()
        if current.attributes and not _ATTRIBUTES.get(current.name, _NO_ATTRIBUTES).issuperset(current.attributes):
            return True
        if current.texts and current.name in _WITHOUT_TEXT and current.trimmed:
            return True
        if current.name == TYPED:
            if any(set(child.attributes) - {_NIL} for child in current.children):
                return True
        elif current.name != EXPLICIT:
            stack += current.children
    return False


_NO_ATTRIBUTES: frozenset[str] = frozenset()
_ATTRIBUTES = {
    **dict.fromkeys((CONTEXT, UNIT), frozenset({"id"})),
    **dict.fromkeys((EXPLICIT, TYPED), frozenset({"dimension"})),
    f"{XBRLI}}}identifier": frozenset({"scheme"}),
}
_WITHOUT_TEXT = frozenset(
    {CONTEXT, UNIT, TYPED}
    | {f"{XBRLI}}}{x}" for x in ("entity", "segment", "period", "forever", "scenario", "divide", "unitNumerator", "unitDenominator")}
)


# ---------------------------------------------------------------- units (XBRL 2.1, 4.8)


def _unit(element: Element) -> Unit:
    names = [c.name for c in element.children]
    if names == [f"{XBRLI}}}divide"]:
        parts = element.children[0].children
        if [c.name for c in parts] != [f"{XBRLI}}}unitNumerator", f"{XBRLI}}}unitDenominator"]:
            raise Defect("xbrl.4.8.3", "An xbrli:divide must hold a unitNumerator and a unitDenominator.", element.children[0])
        above, below = _measures(parts[0]), _measures(parts[1])
        shared = set(above) & set(below)
        if shared:
            raise Defect("xbrl.4.8.4", f"The measure {min(shared).local} stands above and below the line of a unit.", element, "Cancel it.")
        return Unit(above, below)
    return Unit(_measures(element))


def _measures(element: Element) -> tuple[QName, ...]:
    if not element.children or any(c.name != _MEASURE for c in element.children):
        raise Defect("xbrl.4.8", "A unit must hold one or more measures.", element)
    found = []
    for child in element.children:
        if child.qname is None:
            raise Defect("xbrl.4.8.2", f"A measure cannot be read: {child.problem}.", child)
        if child.qname.namespace == XBRLI and child.qname.local not in ("pure", "shares"):
            raise Defect("xbrl.4.8.2", f"There is no measure xbrli:{quoted(child.qname.local)}; only pure and shares.", child)
        found.append(child.qname)
    return tuple(sorted(found))
