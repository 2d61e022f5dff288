"""The inline elements of one page, as they stream by; `ixbrl_set.py` makes reports of them.

One expat pass. Text and markup inside open inline elements go into one buffer of tokens (`ixbrl_buffer.py`), of which each element
remembers where it began: nested elements share their text. Inline XBRL 1.1, sections 4 to 15; 1.0, sections 4 to 13.
"""

from collections.abc import Callable
from pyexpat import XMLParserType

from generator.diagnostics import Diagnostic, Location, Severity, error, quoted
from generator.qname import IX_10, IX_11, LINK, XHTML, XLINK, XML, XSI, QName
from generator.read.ixbrl_buffer import Buffer
from generator.read.ixbrl_elements import RawElement, Reference, ReferencesElement, Relationship, Source, text_of
from generator.read.ixbrl_rules import FACTS, LEXICAL, LEXICAL_NAMES, LINGUAL, NCNAME, OPEN, TEXTS, VERSION_11, VERSIONS, Version
from generator.read.ixbrl_values import number
from generator.read.resources import RESOURCE_NAMES, Resources
from generator.read.result import resolve_reference
from generator.xmlstream import Namespaces

LANG = f"{XML}}}lang"
BASE = f"{XML}}}base"
_NIL = f"{XSI}}}nil"
_HREF = f"{XLINK}}}href"
_SPACE = " \t\r\n"
_ACTIVE = frozenset(("script", "iframe", "frame", "object", "embed", "applet"))
_NUMBERS = frozenset(("nonFraction", "numerator", "denominator"))
_GROUPS = frozenset(("tuple", "fraction"))
_ELEMENTS = FACTS | TEXTS | _NUMBERS
_PARTS = ("hidden", "references", "resources")
_PLAIN = VERSION_11.attributes["nonFraction"] - LEXICAL_NAMES | {"id"}
"""The attributes of nearly every fact, whose lexical forms are looked at where they are used, but for the id's."""
_HIDDEN_MARK = "-ix-hidden:"
MAX_NESTING = 64
"""Every level reads its content again: the bound keeps the work linear in the page."""


class Page:
    """Everything inline in a document, in the order of start tags. It listens to the parser from its making on."""

    def __init__(self, parser: XMLParserType, path: str) -> None:
        self.path = path
        self.namespaces = Namespaces(parser)
        self.resources = Resources(parser, self.namespaces, path)
        self.elements: list[RawElement] = []
        self.relationships: list[Relationship] = []
        self.references: list[Reference] = []
        self.reference_elements: list[ReferencesElement] = []
        self.role_references: list[str] = []
        self.hidden_marks: list[tuple[str, Location]] = []
        self.diagnostics: list[Diagnostic] = []
        self.headers = 0
        self.has_resources = False
        self.source = Source(path, VERSION_11)
        self.is_inline = False
        self._parser = parser
        self._buffer = Buffer()
        self._open: list[RawElement] = []  # elements that hold text
        self._groups: list[RawElement] = []  # tuples and fractions
        self._nest: list[tuple[str, int]] = []  # every open inline element, with its depth
        self._inline = 0  # the depth of the innermost of them
        self._scope = 0  # the depth of the innermost element with a language or a base of its own
        self._depth = 0
        self._languages: list[tuple[int, str]] = []
        self._bases: list[tuple[int, str]] = []
        self._in_body = False
        self._in_hidden = 0
        self._part = 0
        self._incomplete = False
        self._target: str | None = None
        self._ids: set[str] = set()
        self._said: set[str] = set()
        self._plain: set[str] = set()
        self._starts: dict[str, Callable[[str, dict[str, str]], None]] = {
            **dict.fromkeys(RESOURCE_NAMES, self._start_resource),
            f"{LINK}}}schemaRef": self._reference,
            f"{LINK}}}linkbaseRef": self._reference,
            f"{LINK}}}roleRef": self._role_reference,
            f"{LINK}}}arcroleRef": self._role_reference,
        }
        self._kinds: dict[str, tuple[Version, str, frozenset[str], tuple[str, ...]]] = {}
        for namespace, version in VERSIONS.items():
            for kind in version.sections:
                name = f"{namespace}}}{kind}"
                self._starts[name] = self._start_inline
                self._kinds[name] = (version, kind, version.attributes[kind], version.required.get(kind, ()))
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def wrong(self, code: str, message: str, at: RawElement | None = None, hint: str | None = None) -> None:
        """Note an error at `at`, which becomes no fact, or at the parser's position."""
        if at is not None:
            at.broken = True
        self.diagnostics.append(error(code, message, hint=hint, location=self._here() if at is None else at.place))

    def _here(self) -> Location:
        return Location(path=self.path, line=self._parser.CurrentLineNumber, column=self._parser.CurrentColumnNumber + 1)

    # -------------------------------------------------------- events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if attributes:
            if LANG in attributes:
                self._languages.append((self._depth, attributes[LANG]))
                self._scope = self._depth
            if BASE in attributes:
                self._bases.append((self._depth, self._resolved(attributes[BASE])))
                self._scope = self._depth
        if self._open and self._open[-1].kind in _NUMBERS:
            self._check_child(name)
        handler = self._starts.get(name)
        if handler is not None:
            handler(name, attributes)
        elif self._open or attributes or name not in self._plain:
            self._start_other(name, attributes)

    def _end(self, name: str) -> None:
        depth = self._depth
        if depth == self._inline:
            self._end_inline(self._nest.pop()[0])
            self._inline = self._nest[-1][1] if self._nest else 0
        elif self._open:
            self._buffer.close_tag(name)
        if depth == self._scope:
            self._leave_scope()
        self._depth = depth - 1

    def _leave_scope(self) -> None:
        """The end of an element that said its language or its base."""
        for scopes in (self._languages, self._bases):
            if scopes and scopes[-1][0] == self._depth:
                scopes.pop()
        self._scope = max(scopes[-1][0] if scopes else 0 for scopes in (self._languages, self._bases))

    def _start_resource(self, name: str, attributes: dict[str, str]) -> None:
        """Hand every event of a context or unit to `resources`."""
        self._check_parent(name.rpartition("}")[2], "resources")
        parser, resources = self._parser, self.resources
        resources.start(name, attributes)
        parser.StartElementHandler = resources.start
        parser.EndElementHandler = self._end_resource
        parser.CharacterDataHandler = resources.text

    def _end_resource(self, name: str) -> None:
        self.resources.end(name)
        if not self.resources.depth:
            self._depth -= 1
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._rest()

    def _rest(self) -> None:
        """Listen to text only while some element that holds text is open."""
        if self._open:
            self._parser.CharacterDataHandler = self._buffer.append
        else:
            self._parser.CharacterDataHandler = None
            self._buffer.clear()

    # -------------------------------------------------------- what is not inline XBRL

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        if self._depth == 1 and name != f"{XHTML}}}html":
            code = f"{self.source.version.name}.3.3.1:rootElement"
            self.wrong(code, "The root element of an inline XBRL document must be html in the XHTML namespace.")
        if namespace in VERSIONS:
            version = VERSIONS[namespace]
            number = "1.1" if namespace == IX_11 else "1.0"
            self.wrong(f"{version.name}.3:unknownElement", f"Inline XBRL {number} has no element ix:{quoted(local)}.")
            self._nest.append(("", self._depth))
            self._inline = self._depth
            return
        if local in _ACTIVE or (attributes and any(a.startswith("on") for a in attributes)):
            self._active(local)
        elif self._depth == 2 and local == "body":
            self._in_body = True
        elif self._depth > 1:
            self._plain.add(name)  # without attributes it needs no second look
        if attributes:
            self._look_at(local, attributes)
        if self._open:
            self._buffer.open_tag(namespace, local, attributes)

    def _look_at(self, local: str, attributes: dict[str, str]) -> None:
        """What an XHTML element's attributes say that matters: ids, the page's base, figures that stand hidden."""
        key = attributes.get("id")
        if key is not None:
            self._check_xml_id(key)
        if local == "base" and not self._in_body and not self._buffer.base:
            self._buffer.base = attributes.get("href", "").strip(_SPACE)
        style = attributes.get("style")
        if style is not None and _HIDDEN_MARK in style:
            self.hidden_marks.append((style.partition(_HIDDEN_MARK)[2].partition(";")[0].strip(_SPACE), self._here()))

    def _check_xml_id(self, key: str) -> None:
        if key in self._ids:
            self.wrong("xml.schema", f"The id {quoted(key)} is used twice in the page.", hint="Give every element an id of its own.")
        self._ids.add(key)

    def _active(self, local: str) -> None:
        if "active" not in self._said:
            self._said.add("active")
            message = f"The page holds active content ({quoted(local)}), which a report does not need and a regulator may refuse."
            found = Diagnostic(code="filing.active-content", severity=Severity.WARNING, message=message, location=self._here())
            self.diagnostics.append(found)

    # -------------------------------------------------------- every inline element

    def _start_inline(self, name: str, attributes: dict[str, str]) -> None:
        version, kind, allowed, required = self._kinds[name]
        if version is not self.source.version or not self.is_inline:
            self._check_version(version)
        if not attributes.keys() <= allowed:
            self._check_attributes(version, kind, attributes)
        self._incomplete = False
        for attribute in required:
            if not attributes.get(attribute):
                self._incomplete = True
                self.wrong(version.code(kind, "1.1", "missingAttribute"), f"The ix:{kind} has no {attribute}.")
        if self._in_hidden and self._nest[-1] == ("hidden", self._depth - 1) and kind not in version.hidden:
            self.wrong(version.code("hidden", "1.1", "hiddenContent"), f"An ix:{kind} may not stand in an ix:hidden.")
        if kind in _ELEMENTS:
            self._start_element(kind, attributes)
        else:
            self._begin(version, kind, attributes)
        self._nest.append((kind, self._depth))
        self._inline = self._depth

    def _check_version(self, version: Version) -> None:
        """The page is of the version of its first inline element."""
        if not self.is_inline:
            self.is_inline = True
            self.source = Source(self.path, version)
        elif "mixed" not in self._said:
            self._said.add("mixed")
            self.wrong("filing.mixed-inline-versions", "The page mixes inline XBRL 1.0 and 1.1.", hint="Write it in one version.")

    def _begin(self, version: Version, kind: str, attributes: dict[str, str]) -> None:
        if kind == "exclude":
            if not any(e.kind in TEXTS for e in self._open):
                code = version.code("exclude", "1.1", "excludeMisplaced")
                self.wrong(code, "An ix:exclude stands in no ix:nonNumeric, ix:continuation or ix:footnote.")
            self._buffer.start_exclude()
        elif kind == "relationship":
            self._check_parent(kind, "resources")
            place = self._here()
            self.relationships.append(Relationship(attributes, place.line or 0, place.column or 0, self.source))
        elif kind == "header":
            self._start_header(version)
        else:
            self._start_part(version, kind, attributes)

    def _start_header(self, version: Version) -> None:
        self.headers += 1
        self._part = 0
        if not self._in_body:
            code = version.code("header", "1.1", "headerMisplaced")
            self.wrong(code, "An ix:header must stand in the page's body.", hint='Put it into a <div style="display:none"> of the body.')
        elif self._open or self._in_hidden:
            self.wrong(version.code("header", "1.1", "headerMisplaced"), "An ix:header stands inside another inline element's content.")

    def _start_part(self, version: Version, kind: str, attributes: dict[str, str]) -> None:
        """A hidden, references or resources: children of a header, in this order, only references more than once (8.1.1)."""
        self._check_parent(kind, "header")
        position = _PARTS.index(kind) + 1
        if position < self._part or (position == self._part and kind != "references"):
            message = "An ix:header holds at most one ix:hidden, then ix:references, then at most one ix:resources."
            self.wrong(version.code("header", "1.1", "headerContent"), message)
        self._part = position
        if kind == "hidden":
            self._in_hidden += 1
        elif kind == "references":
            self._target = attributes.get("target")
            bindings = {prefix: scope[-1] for prefix, scope in self.namespaces.scopes.items() if scope}
            self.reference_elements.append(ReferencesElement(attributes, bindings, self._here()))
        else:
            self.has_resources = True

    def _check_parent(self, kind: str, parent: str) -> None:
        if not self._nest or self._nest[-1] != (parent, self._depth - 1):
            section = parent if parent != "header" else kind
            code = self.source.version.code(section, "1.1", f"{kind}Misplaced")
            self.wrong(code, f"{kind} stands outside of ix:{parent}.")

    def _check_attributes(self, version: Version, kind: str, attributes: dict[str, str]) -> None:
        for name in sorted(attributes.keys() - version.attributes[kind]):
            namespace = name.rpartition("}")[0]
            if namespace and namespace not in (IX_10, IX_11) and (kind in OPEN or (kind in LINGUAL and namespace == XML)):
                continue
            message = f"An ix:{kind} has no attribute {quoted(name.rpartition('}')[2])}."
            self.wrong(version.code(kind, "1.1", "unknownAttribute"), message)

    def _end_inline(self, kind: str) -> None:
        if kind in _NUMBERS:
            self._end_number()
        elif kind in TEXTS:
            self._end_text()
        elif kind in _GROUPS:
            self._groups.pop()
        elif kind == "exclude":
            self._buffer.end_exclude()
        elif kind == "hidden":
            self._in_hidden -= 1

    # -------------------------------------------------------- references

    def _resolved(self, reference: str) -> str:
        """`reference` against the nearest xml:base, else the page."""
        base = self._bases[-1][1] if self._bases else self.path
        resolved = resolve_reference(reference, base)
        return f"{resolved}/" if reference.endswith("/") and not resolved.endswith("/") else resolved

    def _reference(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self._check_parent(local, "references")
        href = attributes.get(_HREF, "").strip(_SPACE)
        if not href:
            self.wrong(self.source.version.code("references", "1.1", "references"), f"A {local} has no xlink:href.")
            return
        self.references.append(Reference(self._target, self._resolved(href), local == "schemaRef"))

    def _role_reference(self, name: str, attributes: dict[str, str]) -> None:
        self._check_parent(name.rpartition("}")[2], "resources")
        href = attributes.get(_HREF, "").strip(_SPACE)
        if href.partition("#")[0]:
            self.role_references.append(self._resolved(href))

    # -------------------------------------------------------- facts, continuations, footnotes

    def _start_element(self, kind: str, attributes: dict[str, str]) -> None:
        parser = self._parser
        raw = RawElement(
            kind,
            attributes,
            parser.CurrentLineNumber,
            parser.CurrentColumnNumber + 1,
            self._languages[-1][1] if self._languages else None,
            self._buffer.size,
            self.source,
        )
        if self._groups:
            raw.group = self._groups[-1]
        if self._in_hidden:
            raw.hidden = True
        if self._open:
            raw.outer = self._open[-1]
        if kind == "footnote" and "footnoteID" in attributes:  # 1.0, where footnoteRefs lead to it
            attributes["id"] = attributes["footnoteID"]
        self.elements.append(raw)
        raw.broken = self._incomplete
        if not attributes.keys() <= _PLAIN or not NCNAME.fullmatch(attributes.get("id", "x")):
            self._check_lexical(raw)
        if kind in _GROUPS:
            self._groups.append(raw)
        else:
            self._open.append(raw)
            parser.CharacterDataHandler = self._buffer.append
        if len(self._open) + len(self._groups) > MAX_NESTING:
            self.wrong("filing.inline-nesting", f"Inline elements are nested more than {MAX_NESTING} deep.", raw)
        if not raw.broken and kind in FACTS:
            raw.name = self._qname(raw, "name", raw.code("1.1", "name"))
        if not raw.broken and (kind in FACTS or kind in _NUMBERS):
            raw.nil = attributes.get(_NIL, "").strip(_SPACE) in ("true", "1")
            if "format" in attributes:
                raw.format = self._qname(raw, "format", raw.code("1.2", "invalidTransformation"))

    def _check_lexical(self, raw: RawElement) -> None:
        for name in sorted(raw.attributes.keys() & LEXICAL_NAMES):
            value = raw.attributes[name]
            if not LEXICAL[name][0].fullmatch(value):
                self.wrong(raw.code("1.1", name), f"The {name} {quoted(value)} of an ix:{raw.kind} is not {LEXICAL[name][1]}.", raw)

    def _qname(self, raw: RawElement, attribute: str, code: str) -> QName | None:
        text = raw.attributes[attribute]
        try:
            return self.namespaces.resolve(text)
        except KeyError:
            self.wrong(code, f"The prefix of {attribute} {quoted(text)} is not declared.", raw)
            return None

    def _check_child(self, name: str) -> None:
        parent = self._open[-1]
        parent.children += 1
        nested = parent.kind == "nonFraction" and name == f"{IX_11}}}nonFraction" and self.source.version is VERSION_11
        if (not nested or parent.children > 1) and not parent.nil:
            holds = "text, or one ix:nonFraction," if parent.kind == "nonFraction" and self.source.version is VERSION_11 else "text"
            code = parent.code("1.2" if parent.kind == "nonFraction" else "1.3", f"{parent.kind}Children")
            self.wrong(code, f"An ix:{parent.kind} holds {holds} and nothing else.", parent)

    def _end_text(self) -> None:
        """The end of a nonNumeric, a continuation or a footnote."""
        raw = self._open.pop()
        raw.content = self._buffer.since(raw.began)
        if raw.nil and raw.content:
            self._refuse_nil_content(raw)
        if raw.kind == "nonNumeric" and raw.format is None and "continuedAt" not in raw.attributes and len(raw.content) <= 2:
            text = "".join(raw.content)
            if len(text) < 256:
                raw.guess = self._guess(text)
        self._rest()

    def _guess(self, text: str) -> QName | None:
        """The QName that `text` would be here: only the taxonomy tells later whether it is one."""
        try:
            return self.namespaces.resolve(text)
        except KeyError:
            return None

    def _end_number(self) -> None:
        """The end of a nonFraction, a numerator or a denominator."""
        raw = self._open.pop()
        raw.text = text_of(self._buffer.since(raw.began))
        outer = self._open[-1] if self._open else None
        if outer is not None and outer.kind == "nonFraction":
            self._check_nesting(outer, raw)
        if raw.children and raw.kind == "nonFraction" and raw.text.strip(_SPACE) != self._inner_text(raw):
            self.wrong(raw.code("1.2", "nonFractionChildren"), "Beside a nested ix:nonFraction there may be no text.", raw)
        if raw.nil and raw.text:
            self._refuse_nil_content(raw)
        elif not raw.broken and not raw.nil:
            raw.number = number(raw, self.wrong)
        self._rest()

    def _refuse_nil_content(self, raw: RawElement) -> None:
        held = quoted(text_of(raw.content) or raw.text)
        message = f"The ix:{raw.kind} is nil but holds {held}."
        self.wrong(raw.code("1.1", "nilContent"), message, raw, "Leave it empty; a dash may stand beside it.")

    def _inner_text(self, raw: RawElement) -> str:
        """The digits of the figure nested in `raw`, which is the last element before its end."""
        nested = self.elements[-1]
        return nested.text.strip(_SPACE) if nested is not raw else ""

    def _check_nesting(self, outer: RawElement, inner: RawElement) -> None:
        if inner.nil or outer.nil:
            self.wrong(inner.code("1.2", "nestedNonFractionIsNil"), "A nil ix:nonFraction may neither hold nor stand in another.", inner)
        ours, theirs = (tuple(e.attributes.get(a, d).strip(_SPACE) for a, d in (("scale", "0"), ("unitRef", ""))) for e in (inner, outer))
        if ours != theirs or outer.format != inner.format:
            message = "Nested ix:nonFraction elements must agree in format, scale and unitRef."
            self.wrong(inner.code("1.2", "nestedNonFractionProperties"), message, inner)
