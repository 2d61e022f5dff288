"""Ids, and the fragments of URIs that point to elements, by id or by the element() scheme (XBRL 2.1, 3.5.4)."""

import re

from generator.diagnostics import error, quoted
from generator.dts.document import Document
from generator.dts.lexical import is_ncname

_ELEMENT_SCHEMES = re.compile(r"(?:element\([^()]*\)\s*)+")


def identify(document: Document, name: str, line: int, column: int) -> None:
    """Note the id `name` of an element of `document`: an xs:ID, which no other element there has."""
    name = name.strip()
    if name in document.ids or not is_ncname(name):
        what = "stands on two elements" if name in document.ids else "is not a name without colons"
        document.diagnostics.append(error("xbrl.5.1", f"The id “{quoted(name)}” {what}.", location=document.place(line, column)))
    document.ids.add(name)


def pointer(fragment: str) -> str:
    """The part of a key that `fragment` stands for: an id, or `/n` for the element() scheme's n-th child of the root.

    Several schemes one after another, of which the first that points to something counts, are joined with `|`. What is written in
    another scheme stands for nothing: it comes back in a form that begins with "(", as no id does.
    """
    if "%" in fragment:
        from urllib.parse import unquote

        fragment = unquote(fragment)
    if "(" not in fragment:
        return fragment
    if not _ELEMENT_SCHEMES.fullmatch(fragment):
        return f"({fragment}"
    schemes = [text.rpartition("(")[2] for text in fragment.split(")") if text]
    return "|".join(text[2:] if text.startswith("/1/") and text.count("/") == 2 else text for text in schemes)
