"""Ids, and the fragments of URIs that point to elements, by id or by the element() scheme (XBRL 2.1, 3.5.4)."""

from generator.diagnostics import error, quoted
from generator.dts.document import Document
from generator.dts.lexical import is_ncname


def identify(document: Document, name: str, line: int, column: int) -> None:
    """Note the id `name` of an element of `document`: an xs:ID, which no other element there has."""
    name = name.strip()
    if name in document.ids or not is_ncname(name):
        what = "stands on two elements" if name in document.ids else "is not a name without colons"
        document.diagnostics.append(error("xbrl.5.1", f"The id “{quoted(name)}” {what}.", location=document.place(line, column)))
    document.ids.add(name)


def pointer(fragment: str) -> str:
    """The part of a key that `fragment` stands for: an id, or `/n` for the element() scheme's n-th child of the root.

    Several schemes one after another, of which the first that points to something counts, are joined with `|`.
    """
    if "%" in fragment:
        from urllib.parse import unquote

        fragment = unquote(fragment)
    if not fragment.startswith("element("):
        return fragment
    schemes = [text.rpartition("(")[2] for text in fragment.split(")") if text]
    return "|".join(text[2:] if text.startswith("/1/") and text.count("/") == 2 else text for text in schemes)
