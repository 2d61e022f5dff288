"""Whether a text is valid for a simple type of a schema: restrictions, lists and unions (XML Schema Part 2, 2.5.1 and 4.1).

Restrictions go to `values`, whose checks are compiled once a type. What is known of a type is its root: the built-in whose
equality counts for its values, "" where that depends on the value (lists, unions).
"""

import re
from collections.abc import Callable, Iterator

from generator.model import DataType
from generator.qname import XS, QName
from generator.validate.values import Checker, Problem, checker
from generator.xsd.built_in import INTEGERS
from generator.xsd.components import ANY_SIMPLE_TYPE, ComplexType, Schemas, SimpleType

Resolve = Callable[[str], QName]
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_MAX_STEPS = 100
_MAX_DEPTH = 10


class SimpleTypes:
    """The simple types of `schemas`, each compiled when it is first met."""

    def __init__(self, schemas: Schemas) -> None:
        """`schemas` hold all types but the built-in ones."""
        self._schemas = schemas
        self._checkers: dict[QName, Checker] = {}
        self._data: dict[QName, DataType] = {}

    def simple_content(self, name: QName) -> QName | None:
        """The simple type of the content of the type `name`: itself if it is simple; None where its content is not simple."""
        for _ in range(_MAX_STEPS):
            if name.namespace == XS:
                return name if name.local != "anyType" else None
            kind = self._schemas.types.get(name)
            if isinstance(kind, SimpleType):
                return name
            if kind is None or not kind.is_simple:
                return None
            if kind.simple is not None and not kind.facets:
                return kind.simple
            if kind.facets:
                return name  # a restriction by facets, looked at with what it restricts
            name = kind.base
        return None

    def ancestors(self, name: QName) -> Iterator[QName]:
        """`name` and what it restricts, ending at a built-in, a list or a union."""
        for _ in range(_MAX_STEPS):
            yield name
            kind = self._schemas.types.get(name)
            if isinstance(kind, ComplexType):
                name = kind.simple or kind.base
            elif kind is not None and kind.base is not None:
                name = kind.base
            else:
                return

    def root(self, name: QName) -> str:
        """The built-in that the type restricts in the end ("decimal", "QName", "ID" …); "" for lists and unions."""
        found = ""
        for ancestor in self.ancestors(name):
            if ancestor.namespace == XS:
                return ancestor.local
            found = ""
        return found

    def problem(self, name: QName, text: str, resolve: Resolve, depth: int = 0) -> Problem | None:
        """Why `text` is not valid for the type `name`; None where it is. `resolve` expands QNames.

        Lists and unions inside one another beyond _MAX_DEPTH, such as those that hold themselves, take any text.
        """
        if depth > _MAX_DEPTH or name in (ANY_SIMPLE_TYPE, QName(XS, "anyType")):
            return None
        chain = list(self.ancestors(name))
        last = self._schemas.types.get(chain[-1])
        if isinstance(last, SimpleType) and (last.item is not None or last.members):
            return self._composed(chain, last, text, resolve, depth + 1)
        return self._atomic(name, chain[-1], text, resolve)

    def _atomic(self, name: QName, built_in: QName, text: str, resolve: Resolve) -> Problem | None:
        local = built_in.local if built_in.namespace == XS else ""
        trimmed = " ".join(text.split())
        if local == "QName":
            try:
                resolve(trimmed)
            except KeyError:
                return "cvc-datatype-valid", "its prefix is not declared"
            return None if re.fullmatch(r"(?:[^\W\d][\w.\-·]*:)?[^\W\d][\w.\-·]*", trimmed) else ("cvc-datatype-valid", "it is no QName")
        if local in INTEGERS and not _INTEGER.match(trimmed):
            return "cvc-datatype-valid", f"it is no {local}"
        if local == "decimal" and not _DECIMAL.match(trimmed):
            return "cvc-datatype-valid", "it is no decimal number"
        if name not in self._checkers:
            self._note(name)
            self._checkers[name] = checker(self._data, name, local)
        return self._checkers[name](text)

    def _composed(self, chain: list[QName], last: SimpleType, text: str, resolve: Resolve, depth: int) -> Problem | None:
        """A list or union: first its own rule, then the facets of what restricts it (lengths of a list count its items)."""
        trimmed = " ".join(text.split())
        if last.item is not None:
            items = trimmed.split()
            found = next((problem for item in items if (problem := self.problem(last.item, item, resolve, depth)) is not None), None)
        else:
            items = [trimmed]
            valid = any(self.problem(member, text, resolve, depth) is None for member in last.members)
            found = None if valid else ("cvc-datatype-valid", "it is valid for none of the types that its type joins")
        if found is not None:
            return found
        for name in chain:
            kind = self._schemas.types.get(name)
            facets = kind.facets if kind is not None else ()
            values = [value for facet, value in facets if facet == "enumeration"]
            if values and trimmed not in values and text not in values:
                return "cvc-enumeration-valid", "it is none of the values listed for its type"
            for facet, value in facets:
                if last.item is not None and value.strip().isdecimal() and not _has_length(facet, len(items), int(value)):
                    return f"cvc-{facet}-valid", f"it has {len(items)} items, but its type says {facet} {value}"
        return None

    def _note(self, name: QName) -> None:
        for ancestor in self.ancestors(name):
            kind = self._schemas.types.get(ancestor)
            if kind is None or ancestor in self._data:
                continue
            base = (kind.simple or kind.base) if isinstance(kind, ComplexType) else kind.base
            facets = kind.facets
            self._data[ancestor] = DataType(qname=ancestor, base=base, primitive="", facets=facets)


def _has_length(facet: str, length: int, bound: int) -> bool:
    return {"length": length == bound, "minLength": length >= bound, "maxLength": length <= bound}.get(facet, True)
