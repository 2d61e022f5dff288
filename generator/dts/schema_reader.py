"""A schema as it streams by: its elements, types, role types and references (XBRL 2.1, 5.1).

A stack holds, for each open element, what its children belong to: the schema, a global element, a type, an
annotation, or nothing of interest. Content models are not kept: tuples are the business of the XSD gate.
"""

from pyexpat import XMLParserType

from generator.diagnostics import error, quoted
from generator.dts.document import Document, ElementDeclaration, Link, TypeDeclaration
from generator.dts.linkbase_reader import BASE, HREF, LINKBASE, LinkbaseReader, pointer
from generator.dts.resolver import resolve
from generator.qname import LINK, XBRLDT, XBRLI, XS, QName
from generator.xmlstream import Namespaces

NOTHING = QName("", "")
FACETS = frozenset(
    {"length", "minLength", "maxLength", "pattern", "enumeration", "whiteSpace", "totalDigits", "fractionDigits"}
    | {"maxInclusive", "maxExclusive", "minInclusive", "minExclusive"}
)
_TRANSPARENT = frozenset({"simpleContent", "complexContent"})
_MODELS = frozenset({"complexContent", "sequence", "choice", "all", "group"})
_PERIOD = f"{XBRLI}}}periodType"
_BALANCE = f"{XBRLI}}}balance"
_TYPED_DOMAIN = f"{XBRLDT}}}typedDomainRef"

Frame = ElementDeclaration | TypeDeclaration | str | None


class SchemaReader:
    """Handlers for a whole schema document, filling `document`."""

    def __init__(self, parser: XMLParserType, namespaces: Namespaces, document: Document, namespace: str) -> None:
        self.parser = parser
        self.namespaces = namespaces
        self.document = document
        self.fallback = namespace
        self.bases = [(0, document.path)]
        self.stack: list[Frame] = []
        self.text: list[str] = []
        self.role = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        if "id" in attributes:
            self.document.ids.add(attributes["id"])
        if BASE in attributes:
            self.bases.append((len(self.stack), resolve(self.bases[-1][1], attributes[BASE])))
        parent = self.stack[-1] if self.stack else None
        namespace, _, local = name.rpartition("}")
        if len(self.stack) == 1:
            self.document.children += 1
        if namespace == XS:
            self.stack.append(self._xs(local, attributes, parent))
        elif parent == "appinfo" or parent == "roleType":
            self.stack.append(self._appinfo(name, local, attributes))
        else:
            self.stack.append(None)

    def end(self, name: str) -> None:
        """EndElementHandler."""
        frame = self.stack.pop()
        if len(self.bases) > 1 and self.bases[-1][0] == len(self.stack):
            self.bases.pop()
        if frame == "definition":
            self.document.role_types.append((self.role, "".join(self.text).strip()))
            self.parser.CharacterDataHandler = None
            self.role = ""
        elif frame == "roleType" and self.role:
            self.document.role_types.append((self.role, ""))

    def _xs(self, local: str, attributes: dict[str, str], parent: Frame) -> Frame:
        if not self.stack:
            self.document.namespace = attributes.get("targetNamespace", "") or self.fallback
            if attributes.get("targetNamespace") == "":
                self._report("xbrl.5.1", "The target namespace is empty.")
            return "schema"
        if local == "annotation":
            return "annotation" if parent == "schema" else None
        if local == "appinfo":
            return "appinfo" if parent == "annotation" else None
        if parent == "schema" or parent == "redefine":
            return self._top(local, attributes)
        if isinstance(parent, ElementDeclaration):
            return self._anonymous(parent, local)
        if isinstance(parent, TypeDeclaration):
            return self._in_type(parent, local, attributes)
        return None

    def _top(self, local: str, attributes: dict[str, str]) -> Frame:
        if local in ("import", "include", "redefine"):
            target = attributes.get("schemaLocation", "")
            if target:
                namespace = "" if local == "import" else self.document.namespace
                self._link(target, "schema", namespace)
            if local == "redefine":
                self._report("xbrl.5.1.5", "A taxonomy schema may not redefine another.")
            return "redefine" if local == "redefine" else None
        if local == "element":
            return self._element(attributes)
        if local in ("simpleType", "complexType"):
            declared = TypeDeclaration(QName(self.document.namespace, attributes.get("name", "")), simple=local == "simpleType")
            self.document.types.append(declared)
            return declared
        return None

    def _element(self, attributes: dict[str, str]) -> ElementDeclaration:
        get = attributes.get
        path = self.document.path
        position = f"{path}#/{self.document.children}"
        key = position
        if "id" in attributes:
            key = f"{path}#{attributes['id']}"
            self.document.aliases[position] = key
        domain = get(_TYPED_DOMAIN, "")
        declared = ElementDeclaration(
            name=QName(self.document.namespace, get("name", "")),
            key=key,
            type=self._qname(get("type")),
            group=self._qname(get("substitutionGroup")),
            abstract=get("abstract") in ("true", "1"),
            nillable=get("nillable") in ("true", "1"),
            period_type=get(_PERIOD, ""),
            balance=get(_BALANCE, ""),
            typed_domain=f"{resolve(self.bases[-1][1], domain)}#{pointer(domain.partition('#')[2])}" if domain else "",
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
        )
        self.document.elements.append(declared)
        return declared

    def _anonymous(self, parent: ElementDeclaration, local: str) -> Frame:
        if local not in ("simpleType", "complexType"):
            return None
        # "#" is in no name, so what has no name gets one that clashes with none.
        declared = TypeDeclaration(QName(parent.name.namespace, f"{parent.name.local}#type"), simple=local == "simpleType")
        parent.type = declared.name
        self.document.types.append(declared)
        return declared

    def _in_type(self, parent: TypeDeclaration, local: str, attributes: dict[str, str]) -> Frame:
        if local in ("restriction", "extension"):
            if attributes.get("base"):
                parent.base = self._qname(attributes["base"])
            return parent
        if local in FACETS:
            parent.facets.append((local, attributes.get("value", "")))
            return None
        if local == "simpleType":
            nested = TypeDeclaration(QName(parent.name.namespace, f"{parent.name.local}#{len(self.document.types)}"), simple=True)
            self.document.types.append(nested)
            if parent.base is None:
                parent.base = nested.name
            else:
                parent.content = nested.name
            return nested
        if local in ("list", "union"):
            parent.simple = True
            parent.base = QName(XS, "anySimpleType")
            return None
        if local in _MODELS:
            parent.elements = True
        return parent if local in _TRANSPARENT else None

    def _appinfo(self, name: str, local: str, attributes: dict[str, str]) -> Frame:
        if name == LINKBASE:
            self._embedded(name, attributes)
            return None
        if name == f"{LINK}}}linkbaseRef":
            target = attributes.get(HREF, "")
            if target.partition("#")[0]:
                self._link(target, "linkbase")
        elif name == f"{LINK}}}roleType":
            self.role = attributes.get("roleURI", "")
            return "roleType"
        elif name == f"{LINK}}}definition" and self.role:
            self.text = []
            self.parser.CharacterDataHandler = self.text.append
            return "definition"
        return None

    def _embedded(self, name: str, attributes: dict[str, str]) -> None:
        """Let a LinkbaseReader read the linkbase that starts here, up to its end tag."""

        def done() -> None:
            self.parser.StartElementHandler = self.start
            self.parser.EndElementHandler = self.end
            self.end(name)

        reader = LinkbaseReader(self.parser, self.document, self.bases[-1][1], done)
        self.parser.StartElementHandler = reader.start
        self.parser.EndElementHandler = reader.end
        reader.start(name, attributes)

    def _report(self, code: str, message: str) -> None:
        place = self.document.place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.document.diagnostics.append(error(code, message, location=place))

    def _link(self, href: str, kind: str, namespace: str = "") -> None:
        target = resolve(self.bases[-1][1], href)
        self.document.links.append(Link(target, kind, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, namespace))

    def _qname(self, text: str | None) -> QName:
        if not text:
            return NOTHING
        try:
            name = self.namespaces.resolve(text)
        except KeyError:
            self._report("xbrl.5.1", f"The prefix of “{quoted(text)}” is not declared.")
            return NOTHING
        # A schema without a target namespace takes over the one of the schema that includes it, and so do its names.
        return QName(self.fallback, name.local) if not name.namespace and self.fallback else name
