"""The inline elements of one page, as they stream by; `ixbrl.py` makes a report of them.

One expat pass. Text and markup inside open inline elements go into one buffer of tokens, of which each element remembers where it
began: nested elements share their text, and an ix:exclude is a stretch of the buffer that only what began before it leaves out.
Inline XBRL 1.1, sections 4 to 15.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pyexpat import XMLParserType

from generator.diagnostics import Diagnostic, Location, Severity, error, quoted
from generator.qname import IX_10, IX_11, LINK, XHTML, XLINK, XML, XSI, QName
from generator.read.instance import RESOURCE_NAMES, Resources
from generator.read.ixbrl_elements import SECTIONS, Markup, RawElement, Reference, Tokens, quoted_value, text_of
from generator.read.transformations import REGISTRIES, TransformationFailed, UnknownTransformation, transform
from generator.xmlstream import Namespaces

LANG = f"{XML}}}lang"
_NIL = f"{XSI}}}nil"
_HREF = f"{XLINK}}}href"
_SPACE = " \t\r\n"
_ACTIVE = frozenset(("script", "iframe", "frame", "object", "embed", "applet"))
_UNSIGNED = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_SCALE = re.compile(r"[+-]?[0-9]{1,4}")
_REQUIRED = {
    "nonFraction": ("name", "contextRef", "unitRef"),
    "nonNumeric": ("name", "contextRef"),
    "continuation": ("id",),
    "footnote": ("id",),
}
MAX_SCALE = 1_000
MAX_NESTING = 64
"""Every level reads its content again: the bound keeps the work linear in the page."""


class Page:
    """Everything inline in a document, in the order of start tags. Attach to a parser with `listen`."""

    def __init__(self, parser: XMLParserType, path: str) -> None:
        self.namespaces = Namespaces(parser)
        self.resources = Resources(parser, self.namespaces, path)
        self.elements: list[RawElement] = []
        self.relationships: list[tuple[dict[str, str], int, int]] = []
        self.references: list[Reference] = []
        self.diagnostics: list[Diagnostic] = []
        self.headers = 0
        self._parser = parser
        self._path = path
        self._open: list[RawElement] = []
        self._excluding: list[int] = []
        self._excluded: list[tuple[int, int]] = []
        self._buffer: Tokens = []
        self._depth = 0
        self._languages: list[tuple[int, str]] = []
        self._target: str | None = None
        self._said: set[str] = set()
        self._plain: set[str] = set()
        ix = f"{IX_11}}}"
        self._starts: dict[str, Callable[[str, dict[str, str]], None]] = {
            ix + "nonFraction": self._start_element,
            ix + "nonNumeric": self._start_element,
            ix + "continuation": self._start_element,
            ix + "footnote": self._start_element,
            ix + "exclude": self._start_exclude,
            ix + "header": self._start_header,
            ix + "hidden": self._nothing,
            ix + "resources": self._nothing,
            ix + "references": self._start_references,
            ix + "relationship": self._relationship,
            ix + "tuple": self._unsupported,
            ix + "fraction": self._unsupported,
            ix + "numerator": self._unsupported,
            ix + "denominator": self._unsupported,
            **dict.fromkeys(RESOURCE_NAMES, self._start_resource),
            f"{LINK}}}schemaRef": self._reference,
            f"{LINK}}}linkbaseRef": self._reference,
        }
        self._ends: dict[str, Callable[[], None]] = {
            ix + "nonFraction": self._end_non_fraction,
            ix + "nonNumeric": self._end_content,
            ix + "continuation": self._end_content,
            ix + "footnote": self._end_content,
            ix + "exclude": self._end_exclude,
        }
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def wrong(self, code: str, message: str, at: RawElement | None = None, hint: str | None = None) -> None:
        """Note an error at `at`, which becomes no fact, or at the parser's position."""
        if at is not None:
            at.broken = True
        self.diagnostics.append(error(code, message, hint=hint, location=self.place(at)))

    def place(self, at: RawElement | None) -> Location:
        """Where `at`, or what the parser reads, stands."""
        if at is None:
            return Location(path=self._path, line=self._parser.CurrentLineNumber, column=self._parser.CurrentColumnNumber + 1)
        return Location(path=self._path, line=at.line, column=at.column, fact=at.id or None)

    # -------------------------------------------------------- events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if attributes and LANG in attributes:
            self._languages.append((self._depth, attributes[LANG]))
        if self._open and self._open[-1].kind == "nonFraction":
            self._check_child(name)
        handler = self._starts.get(name)
        if handler is not None:
            handler(name, attributes)
        elif self._open or attributes or name not in self._plain:
            self._start_other(name, attributes)

    def _end(self, name: str) -> None:
        handler = self._ends.get(name)
        if handler is not None:
            handler()
        elif self._open and not name.startswith(IX_11):
            self._close_tag(name)
        if self._languages and self._languages[-1][0] == self._depth:
            self._languages.pop()
        self._depth -= 1

    def _start_resource(self, name: str, attributes: dict[str, str]) -> None:
        """Hand every event of a context or unit to `resources`."""
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
        """Listen to text only while some inline element is open."""
        if self._open:
            self._parser.CharacterDataHandler = self._buffer.append
        else:
            self._parser.CharacterDataHandler = None
            self._buffer.clear()
            self._excluded.clear()

    # -------------------------------------------------------- elements that are no facts

    def _nothing(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def _start_header(self, name: str, attributes: dict[str, str]) -> None:
        self.headers += 1

    def _start_references(self, name: str, attributes: dict[str, str]) -> None:
        self._target = attributes.get("target")

    def _reference(self, name: str, attributes: dict[str, str]) -> None:
        href = attributes.get(_HREF, "").strip(_SPACE)
        if not href:
            self.wrong("ix11.12.1.1:references", "A schemaRef or linkbaseRef has no xlink:href.")
            return
        self.references.append(Reference(self._target, href, name.endswith("schemaRef")))

    def _relationship(self, name: str, attributes: dict[str, str]) -> None:
        self.relationships.append((attributes, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1))

    def _unsupported(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local in ("numerator", "denominator"):
            return
        code = "xbrlxe:unsupportedTuple" if local == "tuple" else "xbrlxe:unsupportedFraction"
        self.wrong(code, f"An ix:{local} has no place in the report's model (OIM 1.0 has no {local}s).")

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        if self._depth == 1 and name != f"{XHTML}}}html":
            self.wrong("ix11.3.3.1:rootElement", "The root element of an inline XBRL document must be html in the XHTML namespace.")
        if namespace == IX_10:
            message = "The page uses inline XBRL 1.0 (2008), which is not read yet."
            self._once("filing.inline-xbrl-1.0", message, "Convert it to inline XBRL 1.1.")
        elif namespace == IX_11:
            self.wrong("ix11.3:unknownElement", f"Inline XBRL 1.1 has no element ix:{quoted(local)}.")
        elif local in _ACTIVE or (attributes and any(a.startswith("on") for a in attributes)):
            self._active(local)
        elif self._depth > 1:
            self._plain.add(name)  # without attributes it needs no second look
        if self._open and namespace != IX_10:
            self._open_tag(namespace, local, attributes)

    def _active(self, local: str) -> None:
        if "active" not in self._said:
            self._said.add("active")
            message = f"The page holds active content ({quoted(local)}), which a report does not need and a regulator may refuse."
            self.diagnostics.append(
                Diagnostic(code="filing.active-content", severity=Severity.WARNING, message=message, location=self.place(None))
            )

    def _once(self, code: str, message: str, hint: str) -> None:
        if code not in self._said:
            self._said.add(code)
            self.wrong(code, message, hint=hint)

    # -------------------------------------------------------- the buffer

    def _open_tag(self, namespace: str, local: str, attributes: dict[str, str]) -> None:
        tag = local if namespace == XHTML else f"{local} xmlns={quoted_value(namespace)}"
        for name, value in attributes.items():
            space, _, short = name.rpartition("}")
            if space == XML:
                tag += f" xml:{short}={quoted_value(value)}"
            elif not space:
                tag += f" {short}={quoted_value(value)}"
        self._buffer.append(Markup(f"<{tag}>"))

    def _close_tag(self, name: str) -> None:
        last = self._buffer[-1] if self._buffer else ""
        if isinstance(last, Markup) and not last.startswith("</") and not last.endswith("/>"):
            self._buffer[-1] = Markup(last[:-1] + "/>")
        else:
            self._buffer.append(Markup(f"</{name.rpartition('}')[2]}>"))

    def _content(self, began: int) -> Tokens:
        """The tokens since `began` without what was excluded after it."""
        gaps = []
        for start, end in reversed(self._excluded):  # in the order of their ends
            if end < began:
                break
            if start >= began:
                gaps.append((start, end))
        if not gaps:
            return self._buffer[began:]
        kept: Tokens = []
        at = began
        for start, end in sorted(gaps):
            if start >= at:
                kept += self._buffer[at:start]
                at = end
        return kept + self._buffer[at:]

    def _start_exclude(self, name: str, attributes: dict[str, str]) -> None:
        if not any(e.kind in ("nonNumeric", "continuation", "footnote") for e in self._open):
            self.wrong("ix11.5.1.1:excludeMisplaced", "An ix:exclude stands in no ix:nonNumeric, ix:continuation or ix:footnote.")
        self._excluding.append(len(self._buffer))

    def _end_exclude(self) -> None:
        self._excluded.append((self._excluding.pop(), len(self._buffer)))

    # -------------------------------------------------------- facts, continuations, footnotes

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition("}")[2]
        parser = self._parser
        raw = RawElement(
            kind,
            attributes,
            parser.CurrentLineNumber,
            parser.CurrentColumnNumber + 1,
            self._languages[-1][1] if self._languages else None,
            len(self._buffer),
        )
        self.elements.append(raw)
        self._open.append(raw)
        parser.CharacterDataHandler = self._buffer.append
        if len(self._open) > MAX_NESTING:
            self.wrong("filing.inline-nesting", f"Inline elements are nested more than {MAX_NESTING} deep.", raw)
        for attribute in _REQUIRED[kind]:
            if not attributes.get(attribute):
                self.wrong(f"ix11.{SECTIONS[kind]}.1.1:missingAttribute", f"The ix:{kind} has no {attribute}.", raw)
        if kind in ("nonFraction", "nonNumeric") and not raw.broken:
            raw.name = self._qname(raw, "name", f"ix11.{SECTIONS[kind]}.1.1:name")
            raw.nil = attributes.get(_NIL, "").strip(_SPACE) in ("true", "1")
            if "format" in attributes:
                raw.format = self._qname(raw, "format", f"ix11.{SECTIONS[kind]}.1.2:invalidTransformation")

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
        if (name != f"{IX_11}}}nonFraction" or parent.children > 1) and not parent.nil:
            self.wrong("ix11.10.1.2:nonFractionChildren", "An ix:nonFraction holds text, or one ix:nonFraction, and nothing else.", parent)

    def _end_content(self) -> None:
        """The end of a nonNumeric, a continuation or a footnote."""
        raw = self._open.pop()
        raw.content = self._content(raw.began)
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

    def _end_non_fraction(self) -> None:
        raw = self._open.pop()
        raw.text = "".join(t for t in self._content(raw.began) if type(t) is str)
        outer = self._open[-1] if self._open else None
        if outer is not None and outer.kind == "nonFraction":
            self._check_nesting(outer, raw)
        if raw.children and raw.text.strip(_SPACE) != self._inner_text(raw):
            self.wrong("ix11.10.1.2:nonFractionChildren", "Beside a nested ix:nonFraction there may be no text.", raw)
        if raw.nil and raw.text:
            self._refuse_nil_content(raw)
        elif not raw.broken and not raw.nil:
            raw.number = self._number(raw)
        self._rest()

    def _refuse_nil_content(self, raw: RawElement) -> None:
        held = quoted(text_of(raw.content) or raw.text)
        code = f"ix11.{SECTIONS[raw.kind]}.1.1:nilContent"
        self.wrong(code, f"The ix:{raw.kind} is nil but holds {held}.", raw, "Leave it empty; a dash may stand beside it.")

    def _inner_text(self, raw: RawElement) -> str:
        """The digits of the figure nested in `raw`, which is the last element before its end."""
        nested = self.elements[-1]
        return nested.text.strip(_SPACE) if nested is not raw else ""

    def _check_nesting(self, outer: RawElement, inner: RawElement) -> None:
        if inner.nil or outer.nil:
            self.wrong("ix11.10.1.2:nestedNonFractionIsNil", "A nil ix:nonFraction may neither hold nor stand in another.", inner)
        ours, theirs = (tuple(e.attributes.get(a, d).strip(_SPACE) for a, d in (("scale", "0"), ("unitRef", ""))) for e in (inner, outer))
        if ours != theirs or outer.format != inner.format:
            message = "Nested ix:nonFraction elements must agree in format, scale and unitRef."
            self.wrong("ix11.10.1.2:nestedNonFractionProperties", message, inner)

    def _number(self, raw: RawElement) -> Decimal | None:
        """The value of a nonFraction: transformed, scaled, signed. None, and a diagnostic, where it is none (10.1.2)."""
        text = raw.text
        if not text:
            self.wrong("ix11.10.1.1:nonFraction", "An ix:nonFraction that is not nil must not be empty.", raw)
            return None
        if raw.format is not None:
            shown = self.transformed(raw, text)
            if shown is None:
                return None
        else:
            shown = text.strip(_SPACE)
        if not _UNSIGNED.fullmatch(shown) or len(shown) > 10_000:
            negative = shown.startswith("-") and raw.format is None
            code = "ix11.10.1.2:nonFractionNegative" if negative else "ix11.10.1.1:transformValueError"
            hint = 'Leave the minus outside and write sign="-".' if negative else "Give it a format, such as ixt:num-dot-decimal."
            self.wrong(code, f"{quoted(shown)} is no number without a sign.", raw, hint)
            return None
        return self._scaled(raw, shown)

    def _scaled(self, raw: RawElement, shown: str) -> Decimal | None:
        scale = raw.attributes.get("scale", "0").strip(_SPACE)
        if not _SCALE.fullmatch(scale) or abs(int(scale)) > MAX_SCALE:
            self.wrong("ix11.10.1.1:scale", f"The scale {quoted(scale)} is no whole number from -{MAX_SCALE} to {MAX_SCALE}.", raw)
            return None
        sign = raw.attributes.get("sign")
        if sign not in (None, "-"):
            self.wrong("ix11.10.1.1:sign", f"The sign {quoted(sign or '')} is not “-”.", raw)
            return None
        number = Decimal(f"{shown}E{int(scale)}")  # made from text it is exact; scaleb would round to the context's precision
        return number.copy_negate() if sign and number else number

    def transformed(self, raw: RawElement, text: str) -> str | None:
        """`text` by the element's format; None, and a diagnostic, where that fails: never a value."""
        assert raw.format is not None
        section = SECTIONS[raw.kind]
        try:
            return transform(raw.format, text)
        except UnknownTransformation:
            known = raw.format.namespace in REGISTRIES
            what = "no transformation of its registry" if known else "in no transformation registry that is known"
            self.wrong(f"ix11.{section}.1.2:invalidTransformation", f"{quoted(raw.attributes['format'])} is {what}.", raw)
        except TransformationFailed:
            message = f"{quoted(text)} is nothing that {quoted(raw.attributes['format'])} takes."
            self.wrong(f"ix11.{section}.1.1:transformValueError", message, raw, "Correct the text, or give it the format that fits it.")
        return None
