"""XML in the plain form in which programs write it, cut into pieces at `<`: several times faster than a parser's events.

What is cut here is a strict part of XML 1.0 with namespaces: UTF-8, no DTD, no CDATA, attributes in double quotes, namespaces
declared at the root. Anything else is `NotPlain`, and a real parser reads the document instead; it also words what is wrong with it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from generator.qname import XML

_DECLARATION = re.compile(
    rb"""<\?xml[ ]version=["']1\.0["'](?:[ ]encoding=["'](?:UTF|utf)-8["'])?(?:[ ]standalone=["'](?:yes|no)["'])?[ ]?\?>"""
)
_CONTROLS = bytes(sorted({*range(32)} - {9, 10, 13}))
_NO_CHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF, which XML does not allow
_ENTITY = re.compile("&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_OTHER_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NCNAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_NAME = f"(?:{_NCNAME}:)?{_NCNAME}"
_NCNAMES = re.compile(rf"{_NCNAME}(?: {_NCNAME})*\Z")
_FIRST = re.compile(rf"({_NAME})[ \t\n]+({_NAME})[ \t\n]*=[ \t\n]*\Z")
_NEXT = re.compile(rf"[ \t\n]+({_NAME})[ \t\n]*=[ \t\n]*\Z")
_LAST = re.compile(r"[ \t\n]*/?\Z")
_ALONE = re.compile(rf"({_NAME})[ \t\n]*/?\Z")
SPACE = " \t\n"
COMMENT = "!"
_XMLNS = "http://www.w3.org/2000/xmlns/"


class NotPlain(Exception):
    """The document is not in the plain form, or something is wrong with it."""


class Tag(NamedTuple):
    """A start tag's shape: its expat name, the name as written, whether it ends itself, and where each attribute (by expat
    name) is in the pieces."""

    name: str
    written: str
    is_empty: bool
    at: Mapping[str, int]


def cut(data: bytes) -> list[str]:
    """The document's text, cut at each `<`; the first piece is what stands before the root's start tag, without meaning.

    A piece of a tag starts with the tag's name, or `/`; it goes on to the text behind the tag. The XML declaration is gone, and
    line ends are as XML has them. Raises NotPlain.
    """
    match = _DECLARATION.match(data)
    body = data[match.end() :] if match else data
    if len(body.translate(None, _CONTROLS)) != len(body) or (b"\xef\xbf" in body and _NO_CHARACTERS.search(body)):
        raise NotPlain
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain from None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "\r" in text or "<?" in text or "]]>" in text or ("&" in text and _OTHER_ENTITY.search(text)):
        raise NotPlain
    pieces = text.split("<")
    if pieces[0].strip(SPACE) or len(pieces) < 2:
        raise NotPlain
    return _without_comments(pieces, text) if "<!" in text else pieces


def _without_comments(pieces: list[str], text: str) -> list[str]:
    """`pieces` of `text`, those of comments become `COMMENT`. Raises NotPlain where other text than white space follows one: it
    would belong to the text before it."""
    at = number = 0
    while (found := text.find("<!", at)) >= 0:
        number += text.count("<", at, found) + 1
        at = found + 1
        piece = pieces[number]
        inside, end, tail = piece[3:].partition("--")
        if not piece.startswith("!--") or not end or not tail.startswith(">") or tail[1:].strip(SPACE) or inside.endswith("-"):
            raise NotPlain
        pieces[number] = COMMENT
    return pieces


class Places:
    """Where the pieces of a document start, found only when somebody asks, and then for all at once.

    `source` gives the document's bytes, which are not kept: places are wanted for what is wrong, and that is little.
    """

    def __init__(self, source: Callable[[], bytes]) -> None:
        self._source = source
        self._tags: list[int] = []
        self._lines: list[int] = []

    def place(self, number: int) -> tuple[int, int]:
        """Line and column, from 1, of the `<` before the piece `number` that `cut` makes of the document."""
        if not self._tags:
            data = self._source()
            text = data.decode("utf-8", "replace")
            match = _DECLARATION.match(data)
            start = match.end() if match else 0  # the declaration is ASCII, so bytes are characters
            self._tags = [found.start() for found in re.compile("<").finditer(text, start)]
            self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        at = self._tags[number - 1] if number <= len(self._tags) else 0  # a file that changed meanwhile
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1


def plain_text(text: str) -> str:
    """What `text`, an attribute's value or text between tags, stands for. Raises NotPlain: it refers to what is no character."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    is_allowed = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    if not is_allowed:
        raise NotPlain
    return chr(number)


def plain_value(value: str) -> str:
    """What an attribute's value stands for. Raises NotPlain: it holds white space that a parser would make spaces of."""
    if "\n" in value or "\t" in value:
        raise NotPlain
    return plain_text(value)


def are_ncnames(texts: Collection[str]) -> bool:
    """Whether each of `texts` is a name without a colon, of ASCII characters."""
    joined = " ".join(texts)
    return not texts or (_NCNAMES.match(joined) is not None and joined.count(" ") == len(texts) - 1)


def tag(even: Sequence[str], scope: Mapping[str, str]) -> Tag:
    """The shape of a start tag whose pieces at even places (split at `"`) are `even`; `scope` maps prefixes to namespaces.

    Raises NotPlain: the tag is not well-formed or not plain, or declares a namespace.
    """
    name, attributes = _names(even)
    at: dict[str, int] = {}
    for number, attribute in enumerate(attributes):
        expanded = expand(attribute, scope) if ":" in attribute else attribute
        if expanded in at or attribute.startswith("xmlns"):
            raise NotPlain
        at[expanded] = 2 * number + 1
    return Tag(expand(name, scope), name, even[-1].endswith("/"), at)


def root_tag(piece: str) -> tuple[Tag, Mapping[str, str], dict[str, str]]:
    """The shape of the root's start tag, with the values of its attributes by expat name, and the namespaces by their prefixes.

    Raises NotPlain.
    """
    head, closed, _ = piece.partition(">")
    parts = head.split('"')
    if not closed or len(parts) % 2 == 0:
        raise NotPlain
    name, attributes = _names(parts[::2])
    pairs = list(zip(attributes, map(plain_value, parts[1::2]), strict=True))
    scope = {"xml": XML}
    for attribute, value in pairs:
        if attribute.startswith("xmlns"):
            prefix = attribute[6:]
            if attribute[5:6] not in ("", ":") or prefix in scope or prefix == "xmlns" or value in ("", XML, _XMLNS) or "}" in value:
                raise NotPlain
            scope[prefix] = value
    values = {expand(a, scope) if ":" in a else a: value for a, value in pairs if not a.startswith("xmlns")}
    if len(values) + len(scope) - 1 != len(pairs):
        raise NotPlain
    return Tag(expand(name, scope), name, head.endswith("/"), {}), values, scope


def _names(even: Sequence[str]) -> tuple[str, list[str]]:
    """The names of an element and of its attributes as written."""
    if len(even) == 1:
        alone = _ALONE.match(even[0])
        if alone is None:
            raise NotPlain
        return alone[1], []
    first = _FIRST.match(even[0])
    others = [_NEXT.match(text) for text in even[1:-1]]
    if first is None or None in others or not _LAST.match(even[-1]):
        raise NotPlain
    return first[1], [first[2], *(match[1] for match in others if match)]


def expand(name: str, scope: Mapping[str, str]) -> str:
    """The expat name of `prefix:local`, or of a name in the default namespace. Raises NotPlain: the prefix is not declared."""
    prefix, _, local = name.rpartition(":")
    namespace = scope.get(prefix, None if prefix else "")
    if namespace is None:
        raise NotPlain
    return f"{namespace}}}{local}" if namespace else local
