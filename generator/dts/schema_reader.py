"""A schema as it streams by: its elements, types, role types and references (XBRL 2.1, 5.1).

A stack holds, for each open element, what its children belong to: the schema, a global element, a type, an
annotation, or nothing of interest. Of content models only what they name is kept.
"""

from contextlib import suppress
from pyexpat import XMLParserType
from sys import intern
from typing import NamedTuple

from generator.diagnostics import error, quoted
from generator.dts.document import Document, ElementDeclaration, Foreign, Link, Name, RoleType, TypeDeclaration
from generator.dts.enumerations import read_enumeration
from generator.dts.identity import identify, pointer
from generator.dts.lexical import KINDS, is_ncname
from generator.dts.linkbase_reader import ARCROLE, BASE, HREF, LANG, LINKBASE, ROLE, LinkbaseReader
from generator.dts.resolver import resolve
from generator.dts.schema_shapes import wrong_children, wrong_element
from generator.dts.shapes import SHAPES, checked_values, wrong_attributes, wrong_values
from generator.model import SUPPLIED
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

_ROLE_TYPES = {f"{LINK}}}roleType": "roleURI", f"{LINK}}}arcroleType": "arcroleURI"}
_DEFINITION = f"{LINK}}}definition"
_LINKBASE_ARCROLE = "http://www.w3.org/1999/xlink/properties/linkbase"
_USED_ON = f"{LINK}}}usedOn"
_HOLDERS = frozenset({"simpleType", "simpleContent", "complexContent"})  # which may not be empty
_KNOWN_NAMESPACES = (XBRLI, XBRLDT, LINK, "http://www.w3.org/")
_LATE = frozenset({"import", "include", "redefine"})
_LINK_PREFIX = f"{LINK}}}"


class Model(NamedTuple):
    """What is inside a group of a content model belongs to the type that it is the content of."""

    of: TypeDeclaration


Frame = ElementDeclaration | TypeDeclaration | Model | str | None


class SchemaReader:
    """Handlers for a whole schema document, filling `document`."""

    def __init__(self, parser: XMLParserType, namespaces: Namespaces, document: Document, namespace: str) -> None:
        self.parser = parser
        self.namespaces = namespaces
        self.document = document
        self.fallback = namespace
        self.bases = [(0, document.path)]
        self.stack: list[Frame] = []
        self.names: list[str] = []
        self.children: list[list[str]] = []
        self.languages: list[str] = [""]
        self.text: list[str] = []
        self.judged: set[tuple[object, ...]] = set()
        self.resolved: dict[str, QName] = {}
        self.changes = 0
        self.late = False
        self.role: tuple[str, str, str, int, int] | None = None
        self.definition: str | None = None
        self.used_on: list[QName] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        if BASE in attributes and name != LINKBASE:  # the reader of an embedded linkbase takes care of its own
            self.bases.append((len(self.stack), resolve(self.bases[-1][1], attributes[BASE])))
        self.languages.append(attributes.get(LANG, self.languages[-1]))
        parent = self.stack[-1] if self.stack else None
        namespace, _, local = name.rpartition("}")
        if len(self.stack) == 1:
            self.document.children += 1
        if namespace == XS:
            self._judge(local, attributes)
            frame = self._xs(local, attributes, parent)
        else:
            if namespace == LINK:
                self._judge_link(name, attributes)
            frame = self._appinfo(name, attributes, parent)
        if "id" in attributes and namespace in (XS, LINK) and frame != "linkbase":
            identify(self.document, attributes["id"], self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.stack.append(frame)
        self.names.append(name)
        self.children.append([])
        if name == LINKBASE and frame == "linkbase":
            self._embedded(name, attributes)

    def end(self, name: str) -> None:
        """EndElementHandler."""
        frame = self.stack.pop()
        self.names.pop()
        self.languages.pop()
        inside = self.children.pop()
        if len(self.bases) > 1 and self.bases[-1][0] == len(self.stack):
            self.bases.pop()
        self._end_xs(name, inside)
        if frame == "definition":
            self.definition = "".join(self.text).strip()
        elif frame == "usedOn":
            text = "".join(self.text).strip()
            if not KINDS["qname"](text):
                self._report("xbrl.5.1.3.4", f"“{quoted(text)}” in usedOn is no QName.")
            self.used_on.append(self._qname(text))
        elif frame == "roleType":
            self._end_role_type()
        elif frame == "foreign":
            line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            self.document.foreign.append(Foreign(name, "", None if inside else "".join(self.text), line, column))
        if frame in ("definition", "usedOn", "foreign"):
            self.parser.CharacterDataHandler = None

    def _end_xs(self, name: str, inside: list[str]) -> None:
        namespace, _, local = name.rpartition("}")
        if namespace == XS and (inside or local in _HOLDERS):
            for code, message in wrong_children(local, tuple(inside)):
                self._report(code, message)

    def _end_role_type(self) -> None:
        if self.role is not None:
            uri, cycles, key, line, column = self.role
            self.document.role_types.append(RoleType(uri, self.definition or "", tuple(self.used_on), cycles, key, line, column))
            if not self.used_on:
                self._report("xbrl.5.1.3.4" if not cycles else "xbrl.5.1.4.5", f"The definition of the role {quoted(uri)} has no usedOn.")
        self.role = None

    def _judge(self, local: str, attributes: dict[str, str]) -> None:
        """Report what XML Schema does not allow about this element of its own."""
        parent_namespace, _, parent = self.names[-1].rpartition("}") if self.names else (XS, "", "")
        if parent_namespace != XS or parent in ("appinfo", "documentation"):
            return
        if self.children:
            self.children[-1].append(local)
        # Elements differ in name and id, and else are like many others: one verdict holds for all that are alike.
        alike = (local, parent, *[pair for pair in attributes.items() if pair[0] not in ("name", "id")])
        if alike not in self.judged or not is_ncname(attributes.get("name", "").strip()):
            wrong = tuple(wrong_element(local, parent, attributes))
            for code, message in wrong:
                self._report(code, message)
            for key, value in attributes.items():
                if "}" in key and not key.startswith(_KNOWN_NAMESPACES):
                    place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
                    self.document.foreign_attributes.append((key, value, *place))
            if not wrong and "name" in attributes:
                self.judged.add(alike)
        if parent == "schema":
            if local not in _LATE and local != "annotation":
                self.late = True
            elif self.late and local in _LATE:
                self._report("xbrl.5.1", f"The {local} comes after a declaration, but has to come before.")

    def _judge_link(self, name: str, attributes: dict[str, str]) -> None:
        """Report what the schema of linkbases does not allow about this element in a schema."""
        parent = self.names[-1] if self.names else ""
        if name == LINKBASE or name not in SHAPES:
            return
        shape = SHAPES[name]
        for code, message in (*wrong_attributes(name, attributes), *wrong_values(shape.code, attributes, checked_values(name, attributes))):
            self._report(code, message)
        inside = SHAPES.get(parent)
        if inside is not None and inside.children is not None and name not in inside.children:
            self._report(inside.code, f"The element {name.rpartition('}')[2]} is not allowed in {parent.rpartition('}')[2]}.")
        if name in _ROLE_TYPES and self.stack[-1] != "appinfo":
            self._report(shape.code, "A role is defined elsewhere than in an appinfo of an annotation of the schema itself.")

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
        if isinstance(parent, Model):
            return self._in_model(parent, local, attributes)
        if isinstance(parent, ElementDeclaration):
            return self._anonymous(parent, local, attributes)
        if isinstance(parent, TypeDeclaration):
            return self._in_type(parent, local, attributes)
        return None

    def _top(self, local: str, attributes: dict[str, str]) -> Frame:
        if local in ("import", "include", "redefine"):
            target = attributes.get("schemaLocation", "")
            if local == "import":
                self.document.imports.add(attributes.get("namespace", ""))
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
            declared.mixed = attributes.get("mixed", "").strip() in ("true", "1")
            self.document.types.append(declared)
            return declared
        name = QName(self.document.namespace, attributes.get("name", ""))
        if local in ("group", "attributeGroup"):
            declared = TypeDeclaration(name)
            self.document.groups.append(declared)
            return declared
        if local == "attribute":
            self.document.attributes.add(name)
            self.document.attribute_types[name] = self._named("type", attributes.get("type"))
        return None

    def _element(self, attributes: dict[str, str]) -> ElementDeclaration:
        get = attributes.get
        path = self.document.path
        position = f"{path}#/{self.document.children}"
        key = position
        if "id" in attributes:
            key = intern(f"{path}#{attributes['id']}")
            self.document.aliases[position] = key
        domain = get(_TYPED_DOMAIN, "")
        declared = ElementDeclaration(
            name=QName(self.document.namespace, get("name", "")),
            key=key,
            type=self._named("type", get("type")),
            group=self._named("element", get("substitutionGroup")),
            abstract=get("abstract") in ("true", "1"),
            nillable=get("nillable") in ("true", "1"),
            period_type=get(_PERIOD, ""),
            balance=get(_BALANCE, ""),
            typed_domain=f"{resolve(self.bases[-1][1], domain)}#{pointer(domain.partition('#')[2])}" if domain else "",
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
            enumeration=read_enumeration(attributes, self._qname),
        )
        self.document.elements.append(declared)
        return declared

    def _anonymous(self, parent: ElementDeclaration, local: str, attributes: dict[str, str]) -> Frame:
        if local not in ("simpleType", "complexType"):
            return None
        # "#" is in no name, so what has no name gets one that clashes with none.
        declared = TypeDeclaration(QName(parent.name.namespace, f"{parent.name.local}#type"), simple=local == "simpleType")
        declared.mixed = attributes.get("mixed", "").strip() in ("true", "1")
        parent.type = declared.name
        self.document.types.append(declared)
        return declared

    def _in_type(self, parent: TypeDeclaration, local: str, attributes: dict[str, str]) -> Frame:
        if local in ("restriction", "extension"):
            if attributes.get("base"):
                parent.base = self._named("type", attributes["base"])
            return parent
        if local in ("attribute", "attributeGroup"):
            self._in_model(Model(parent), local, attributes)
            if "name" in attributes and ("default" in attributes or "fixed" in attributes):
                parent.facets.append((SUPPLIED, attributes["name"]))
            return None
        if local in FACETS:
            if local == "pattern":
                self._check_pattern(attributes.get("value", ""))
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
            for text in f"{attributes.get('itemType', '')} {attributes.get('memberTypes', '')}".split():
                self._named("type", text)
            return None
        if local in _MODELS:
            parent.elements = True
        if attributes.get("mixed", "").strip() in ("true", "1"):
            parent.mixed = True
        if local in _TRANSPARENT:
            return parent
        return self._in_model(Model(parent), local, attributes)

    def _in_model(self, parent: Model, local: str, attributes: dict[str, str]) -> Frame:
        """The parts of a content model, and attributes: what they name is noted in the type that they are in."""
        declared = parent.of
        if local in ("sequence", "choice", "all"):
            return parent
        name = self._named("group" if local in ("group", "attributeGroup") else local, attributes.get("ref"))
        if local in ("group", "attributeGroup"):
            declared.groups.append(name)
        elif local == "element":
            if attributes.get("maxOccurs") != "0":
                declared.children.append(name)
            self._named("type", attributes.get("type"))
        elif local == "attribute":
            if name != NOTHING and attributes.get("use") != "prohibited":
                declared.attributes.append(name)
            self._named("type", attributes.get("type"))
        return None

    def _appinfo(self, name: str, attributes: dict[str, str], parent: Frame) -> Frame:
        """What stands in an appinfo of the schema's own annotations, or deeper in what stands there."""
        if parent == "roleType" and name in (_DEFINITION, _USED_ON):
            self._collect()
            if name == _DEFINITION and (self.used_on or self.definition is not None):
                self._report("xbrl.5.1.3", "A role's definition stands once, before what the role is used on.")
            return "definition" if name == _DEFINITION else "usedOn"
        if parent == "foreign":
            self.children[-1].append(name)
        if parent not in ("appinfo", "foreign"):
            return None
        if name.startswith(_LINK_PREFIX):
            return self._link_element(name, attributes) if parent == "appinfo" else None
        self._collect()
        return "foreign"

    def _collect(self) -> None:
        self.text = []
        self.parser.CharacterDataHandler = self.text.append

    def _link_element(self, name: str, attributes: dict[str, str]) -> Frame:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        if name == LINKBASE:
            return "linkbase"
        if name == f"{LINK}}}linkbaseRef":
            target, _, fragment = attributes.get(HREF, "").partition("#")
            if target:
                absolute = resolve(self.bases[-1][1], target)
                self.document.links.append(Link(absolute, "linkbase", line, column, "", attributes.get(ROLE, ""), pointer(fragment)))
            if attributes.get(ARCROLE) not in (None, _LINKBASE_ARCROLE):
                self._report("xbrl.4.3.3", f"The xlink:arcrole of a linkbaseRef is not {_LINKBASE_ARCROLE}.")
        elif name in _ROLE_TYPES:
            identity = attributes.get("id") or f"/{self.document.children}//{len(self.document.role_types)}"
            cycles = attributes.get("cyclesAllowed", "any") if name.endswith("}arcroleType") else ""
            self.role = (attributes.get(_ROLE_TYPES[name], ""), cycles, f"{self.document.path}#{identity}", line, column)
            self.definition = None
            self.used_on = []
            return "roleType"
        return None

    def _embedded(self, name: str, attributes: dict[str, str]) -> None:
        """Let a LinkbaseReader read the linkbase that starts here, up to its end tag."""

        def done() -> None:
            self.parser.StartElementHandler = self.start
            self.parser.EndElementHandler = self.end
            self.end(name)

        reader = LinkbaseReader(self.parser, self.document, self.bases[-1][1], done, self.languages[-1])
        self.parser.StartElementHandler = reader.start
        self.parser.EndElementHandler = reader.end
        reader.start(name, attributes)

    def _check_pattern(self, pattern: str) -> None:
        """A pattern is a regular expression of XML Schema (Part 2, appendix F); what we have no table for is let be."""
        from generator.xsd.pattern import Pattern, PatternError, UnsupportedPattern  # most schemas have none

        with suppress(UnsupportedPattern):
            try:
                Pattern(pattern)
            except UnsupportedPattern:
                raise
            except PatternError as problem:
                self._report("xbrl.5.1", f"The pattern “{quoted(pattern)}” is no regular expression of XML Schema: {problem}.")

    def _report(self, code: str, message: str) -> None:
        place = self.document.place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.document.diagnostics.append(error(code, message, location=place))

    def _link(self, href: str, kind: str, namespace: str = "") -> None:
        target = resolve(self.bases[-1][1], href)
        self.document.links.append(Link(target, kind, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, namespace))

    def _named(self, kind: str, text: str | None) -> QName:
        """The QName that `text` is, noted as one that has to be declared."""
        if self.changes != self.namespaces.changes:
            self.changes = self.namespaces.changes
            self.resolved.clear()
        name = self.resolved.get(text) if text else None
        if name is None:
            name = self._qname(text)
            if name != NOTHING and text:
                self.resolved[text] = name
        if name != NOTHING:
            self.document.names.append(Name(kind, name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        return name

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
