"""A linkbase in plain markup (see `plain_markup`): what `LinkbaseReader` makes of it, several times faster.

The shape of a tag is judged when it is first seen, by the tables that the other reader uses, so that what is left to do for each
locator, arc and resource is to look up its pieces. Where anything is unusual or wrong it is left to the other reader.
Places are numbers of pieces, with the column 0; `Document.place` finds lines and columns for the few that somebody asks for.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from sys import intern
from typing import Any

from generator.dts.document import Arc, BaseSet, Document, Foreign, Link, Linkbase, Resource, RoleRef, RoleUse
from generator.dts.identity import pointer
from generator.dts.linkbase_reader import (
    ARCROLE,
    BASE,
    DECIMAL,
    INTEGER,
    KNOWN,
    LANG,
    LINKBASE,
    LOC,
    LOCAL_ONLY,
    MAX_RELATIONS,
    ONE,
    ROLE_REFS,
    SCHEMA_REFS,
    extra,
)
from generator.dts.plain_markup import COMMENT, SPACE, NotPlain, Places, are_ncnames, cut, plain_text, plain_value, root_tag, tag
from generator.dts.plain_shapes import LINK_PREFIX, NO_ASPECTS, Aspects, Memory, Seen, Shape, judged
from generator.dts.resolver import resolve
from generator.dts.resource_reader import LABEL as LINK_LABEL
from generator.dts.resource_reader import LABELS, REFERENCES
from generator.dts.shapes import SHAPES, STANDARD_ARCS, STANDARD_LINKS, checked_values, wrong_attributes, wrong_values
from generator.qname import QName
from generator.xmlstream import expand as qname

_new = tuple.__new__  # makes a NamedTuple of what is all there, in half the time
_Pieces = Iterator[tuple[int, str]]


def read_plain_linkbase(data: bytes, path: str, memory: Memory | None = None, again: Callable[[], bytes] | None = None) -> Document:
    """What the linkbase `data` at `path` says; `memory` is shared by the documents of a DTS, `again` reads the bytes once more.

    Raises NotPlain: it is none, is not plain, or something is wrong with it.
    """
    if not data.endswith(b"linkbase>") and not data.rstrip().endswith(b"linkbase>"):
        raise NotPlain
    pieces = cut(data)
    numbered = enumerate(pieces)
    next(numbered)
    top, values, scope = root_tag(next((piece for _, piece in numbered if piece != COMMENT), ""))
    wrong = (*wrong_attributes(LINKBASE, values), *wrong_values("", values, checked_values(LINKBASE, values)))
    if top.name != LINKBASE or top.is_empty or wrong or BASE in values:
        raise NotPlain
    reader = _Reader(Document(path, "linkbase", places=Places(again or (lambda: data))), scope, values, memory or Memory())
    reader.read(numbered, f"/{top.written}")
    for _, piece in numbered:
        if piece != COMMENT:
            raise NotPlain
    return reader.document


class _Reader:
    """Fills `document`; every method may raise NotPlain."""

    def __init__(self, document: Document, scope: Mapping[str, str], attributes: Mapping[str, str], memory: Memory) -> None:
        identity = attributes.get("id", "")
        self.document = document
        self.scope = scope
        seen = memory.by_scope.setdefault(frozenset(scope.items()), Seen())
        self.shapes = seen.shapes
        self.part_names = seen.parts
        self.valid = memory.valid
        self.known = memory.aspects
        self.foreign: set[tuple[str, ...]] = set()
        self.language = attributes.get(LANG, "")
        self.ids = [identity] if identity else []
        self.keys: dict[str, dict[str, str]] = {}
        self.targets: dict[str, str] = {}
        self.roles: set[tuple[str, str]] = set()
        self.relations = 0
        self.linkbase = Linkbase(f"{document.path}#{identity}")
        document.linkbases.append(self.linkbase)
        document.prefixes = {prefix: uri for prefix, uri in scope.items() if prefix not in ("", "xml")}

    def read(self, pieces: _Pieces, end: str) -> None:
        """The linkbase's children up to its end tag."""
        shapes = self.shapes.setdefault(LINKBASE, {})
        for number, piece in pieces:
            if piece == COMMENT:
                continue
            if piece.startswith("/"):
                self.end(piece, end)
                if piece.partition(">")[2].strip(SPACE):
                    raise NotPlain
                break
            parts, shape = self.start(shapes, LINKBASE, piece, number)
            self.check(shape, parts)
            if shape.kind == "extended":
                self._extended(pieces, shape, parts, number)
            elif shape.kind == "simple":
                self._simple(shape, parts, number)
                if shape.end:
                    self.end(next(pieces, _NO_PIECE)[1], shape.end)
            else:
                raise NotPlain
        else:
            raise NotPlain
        if len(set(self.ids)) != len(self.ids) or not are_ncnames(self.ids):
            raise NotPlain
        self.document.ids.update(self.ids)

    def start(self, shapes: dict[tuple[str, ...], Shape], parent: str, piece: str, number: int) -> tuple[list[str], Shape]:
        """The pieces and the shape of a start tag below `parent`; `shapes` are those already seen there."""
        head, closed, _ = piece.partition(">")
        parts = head.split('"')
        even = tuple(parts[::2])
        shape = shapes.get(even)
        if shape is None:
            shape, is_foreign = self._shape(parent, parts, number)
            if not is_foreign:  # what is foreign has to be noted in each document
                shapes[even] = shape
        if not closed or parts[shape.type_at] != shape.kind:
            raise NotPlain
        if shape.identity >= 0:
            self.ids.append(parts[shape.identity])
        return parts, shape

    def end(self, piece: str, end: str) -> None:
        """`piece` is the end tag `end`, a name after a slash."""
        head, closed, _ = piece.partition(">")
        if not closed or head.rstrip(SPACE) != end:
            raise NotPlain

    def _shape(self, parent: str, parts: list[str], number: int) -> tuple[Shape, bool]:
        """Judge a tag of a shape not seen before; whether it is an element that other schemas have to allow there."""
        shape = judged(parts, self.scope)
        inside = SHAPES.get(parent)
        is_foreign = inside is not None and inside.children is not None and shape.name not in inside.children
        if is_foreign:
            if shape.name.startswith(LINK_PREFIX):
                raise NotPlain
            known = (shape.name, parent, shape.kind, *shape.at)
            if known not in self.foreign:
                self.foreign.add(known)
                self.document.foreign.append(Foreign(shape.name, parent, None, number, 0))
        return shape, is_foreign

    def check(self, shape: Shape, parts: list[str]) -> None:
        """The values of the attributes that have a kind."""
        for pair in shape.checked:
            value = parts[shape.at[pair[0]]]
            if (pair, value) not in self.valid:
                if any(True for _ in wrong_values("", {pair[0]: plain_value(value)}, (pair,))):
                    raise NotPlain
                self.valid.add((pair, value))

    def _simple(self, shape: Shape, parts: list[str], number: int) -> None:
        kind = SCHEMA_REFS.get(shape.name)
        if kind is None:
            return
        path, _, fragment = plain_value(parts[shape.href]).partition("#")
        target = resolve(self.document.path, path)
        if path:
            self.document.links.append(Link(target, kind, number, 0))
        attribute = ROLE_REFS.get(shape.name)
        if attribute is not None:
            uri = plain_value(parts[shape.at[attribute]])
            self.linkbase.refs.append(RoleRef(uri, f"{target}#{pointer(fragment)}", attribute == "arcroleURI", number, 0))

    def _extended(self, pieces: _Pieces, shape: Shape, parts: list[str], number: int) -> None:
        name = shape.name
        role = plain_value(parts[shape.role]) if shape.role >= 0 else ""
        self.linkbase.links.setdefault(name, (number, 0))
        if name in STANDARD_LINKS and shape.role >= 0:
            self.linkbase.uses.setdefault(RoleUse(name, role, False), (number, 0))
        self.document.locators.setdefault(name, {})
        if shape.end:
            _Extended(self, name, role).read(pieces, shape.end)

    def parts(self, pieces: _Pieces, end: str) -> Iterator[tuple[QName, str]]:
        """The parts of a reference, up to its end tag."""
        names = self.part_names
        for _, piece in pieces:
            head, closed, tail = piece.partition(">")
            if head[:1] == "/":
                self.end(piece, end)
                return
            name = names.get(head)
            if name is None:
                seen = tag([head], self.scope)
                name = names[head] = qname(seen.name)
            if not closed:
                raise NotPlain
            if head.endswith("/"):
                yield name, ""
                continue
            yield name, plain_text(tail).strip()
            self.end(next(pieces, _NO_PIECE)[1], f"/{head.rstrip(SPACE)}")
        raise NotPlain

    def aspects(self, shape: Shape, parts: list[str]) -> Aspects:
        """What an arc's attributes say, in the order of the fields of `Arc` after its ends."""
        self.check(shape, parts)
        given = {a: plain_value(parts[at]) for a, at in shape.at.items() if a not in NO_ASPECTS}
        numbers = {key: given[key].strip() for key in ("order", "weight") if key in given}
        priority = given.get("priority", "0").strip()
        if not all(map(DECIMAL.match, numbers.values())) or not INTEGER.match(priority):
            raise NotPlain
        return (
            Decimal(numbers["order"]) if "order" in numbers else ONE,
            Decimal(numbers["weight"]) if "weight" in numbers else None,
            given.get("preferredLabel"),
            extra(given, frozenset(given.keys() - KNOWN)),
            int(priority),
            given.get("use") == "prohibited",
        )

    def key(self, link: str, name: str, href: str, number: int) -> str:
        """The key that a locator's `href` stands for; remembered for the locators of the link namespace, as the other reader does."""
        path, _, fragment = plain_value(href).partition("#")
        target = self.targets.get(path)
        if target is None:
            target = resolve(self.document.path, path)
            if name == LOC:
                self.targets[path] = target
                if target != self.document.path:
                    self.document.links.append(Link(target, "", number, 0))
        key = intern(f"{target}#{pointer(fragment)}" if "%" in fragment or "(" in fragment else f"{target}#{fragment}")
        if name == LOC:
            self.keys[link][href] = key
            self.document.locators[link].setdefault(key, (number, 0))
        return key


class _Extended:
    """One extended link: its ends by label, and its arcs, which count once all ends are known."""

    def __init__(self, reader: _Reader, name: str, role: str) -> None:
        self.reader = reader
        self.name = name
        self.role = role
        self.is_standard = name in STANDARD_LINKS
        self.keys = reader.keys.setdefault(name, {})
        self.ends: dict[str, str] = {}
        self.more: dict[str, list[str]] = {}
        self.located: set[str] = set()
        self.said: dict[tuple[Shape, str | None, str | None], tuple[str, str]] = {}
        self.arcs: list[tuple[int, Shape, list[str]]] = []

    def read(self, pieces: _Pieces, end: str) -> None:
        """The children up to the end tag."""
        reader, ends, keys, name = self.reader, self.ends, self.keys, self.name
        shapes = reader.shapes.setdefault(name, {})
        locate, wait, identify = self.located.add, self.arcs.append, reader.ids.append
        for number, piece in pieces:
            head, closed, tail = piece.partition(">")
            parts = head.split('"')
            shape = shapes.get(tuple(parts[::2]))
            if shape is None:
                if piece == COMMENT:
                    continue
                if piece.startswith("/"):
                    reader.end(piece, end)
                    break
                parts, shape = reader.start(shapes, name, piece, number)
            elif not closed or parts[shape.type_at] != shape.kind:
                raise NotPlain
            elif shape.identity >= 0:
                identify(parts[shape.identity])
            kind = shape.kind
            if kind == "arc":
                wait((number, shape, parts))
            elif kind == "locator":
                if shape.checked:
                    reader.check(shape, parts)
                label, href = parts[shape.label], parts[shape.href]
                key = keys.get(href) or reader.key(name, shape.name, href, number)
                locate(label)
                if label in ends:
                    self._another(label, key)
                else:
                    ends[label] = key
            elif kind == "resource":
                self._resource(pieces, shape, parts, tail, number)
                continue
            else:
                raise NotPlain
            if shape.end:
                reader.end(next(pieces, _NO_PIECE)[1], shape.end)
        else:
            raise NotPlain
        self._finish()

    def _another(self, label: str, key: str) -> None:
        self.more.setdefault(label, [self.ends[label]]).append(key)

    def _resource(self, pieces: _Pieces, shape: Shape, parts: list[str], tail: str, number: int) -> None:
        document, name = self.reader.document, shape.name
        resources = document.resources
        key = f"{document.path}#{parts[shape.identity]}" if shape.identity >= 0 else f"{document.path}#//{len(resources)}"
        label = parts[shape.label]
        if label in self.ends:
            self._another(label, key)
        else:
            self.ends[label] = key
        said = (shape, parts[shape.role] if shape.role >= 0 else None, parts[shape.language] if shape.language >= 0 else None)
        found = self.said.get(said) or self._say(said, parts, number)
        text = ""
        referred: tuple[tuple[QName, str], ...] = ()
        if shape.end:
            if name in LABELS:
                text = plain_text(tail).strip()
                if next(pieces, _NO_PIECE)[1][: len(shape.end) + 1] != f"{shape.end}>":
                    raise NotPlain
            elif name in REFERENCES:
                referred = tuple(self.reader.parts(pieces, shape.end))
            else:
                raise NotPlain
        resources[key] = _new(Resource, (name, found[0], found[1], text, referred, number, 0))

    def _say(self, said: tuple[Shape, str | None, str | None], parts: list[str], number: int) -> tuple[str, str]:
        """The role and the language of a resource, looked at the first time that they come together."""
        shape, role, language = said
        reader, name = self.reader, shape.name
        if not (reader.language if language is None else language) and name == LINK_LABEL:
            raise NotPlain
        reader.check(shape, parts)
        found = intern(plain_value(role or "")), intern(reader.language if language is None else plain_value(language))
        if role is not None and self.is_standard and (name, found[0]) not in reader.roles:
            reader.roles.add((name, found[0]))
            reader.linkbase.uses[RoleUse(name, found[0], False)] = (number, 0)
        self.said[said] = found
        return found

    def _finish(self) -> None:
        """The relationships that the arcs stand for."""
        reader, ends, more = self.reader, self.ends, self.more
        located = self.located
        rows: dict[tuple[Shape, Any], tuple[list[Arc], bool, Aspects]] = {}
        pairs: set[tuple[str, str]] = set()
        for number, shape, parts in self.arcs:
            given = (shape, shape.aspects(parts))
            row = rows.get(given)
            if row is None:
                arcs, is_local = self._base_set(shape.name, plain_value(parts[shape.at[ARCROLE]]), number)
                aspects = reader.known.get(given)
                if aspects is None:
                    aspects = reader.known[given] = reader.aspects(shape, parts)
                row = rows[given] = arcs, is_local, aspects
            arcs, is_local, aspects = row
            pair = (parts[shape.source], parts[shape.target])
            pairs.add(pair)
            source, target = ends.get(pair[0]), ends.get(pair[1])
            if source is None or target is None or (is_local and pair[1] in located and not aspects[5]):
                raise NotPlain
            if more and (pair[0] in more or pair[1] in more):
                sources, targets = more.get(pair[0], [source]), more.get(pair[1], [target])
                reader.relations += len(sources) * len(targets)
                if reader.relations > MAX_RELATIONS:
                    raise NotPlain
                arcs.extend(_new(Arc, (one, other, *aspects, number, 0)) for one in sources for other in targets)
            else:
                arcs.append(_new(Arc, (source, target, *aspects, number, 0)))
        reader.relations += len(self.arcs)
        if len(pairs) != len(self.arcs) or reader.relations > MAX_RELATIONS or not are_ncnames(ends):
            raise NotPlain

    def _base_set(self, name: str, arcrole: str, number: int) -> tuple[list[Arc], bool]:
        """The document's arcs of a base set in this link, and whether they may lead to resources of this link only."""
        if self.is_standard and name in STANDARD_ARCS:
            self.reader.linkbase.uses.setdefault(RoleUse(name, arcrole, True), (number, 0))
        arcs = self.reader.document.arcs.setdefault(BaseSet(arcrole, self.role, self.name, name), [])
        return arcs, arcrole in LOCAL_ONLY


_NO_PIECE = (0, "")
