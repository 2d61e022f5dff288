"""Text on its way into XML: two escapes, and the characters that XML cannot hold.

The standard library's `xml.sax.saxutils` would drag in its web client: a tenth of a second for the hook.
"""

import re
from functools import cache


@cache
def forbidden() -> re.Pattern[str]:
    """Matches a character that XML 1.0 cannot hold (2.2)."""
    # The forbidden ones listed, not the allowed ones negated: the same set, which compiles ten times faster.
    return re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@cache
def _name() -> re.Pattern[str]:
    return re.compile(r"[^\W\d][\w.\-·]*")


def is_name(text: str) -> bool:
    """Whether `text` is a name without a colon (an NCName), as ids are and each part of a QName is."""
    if text.isascii():  # nearly all are: no pattern needs compiling for them
        return text.isidentifier() or (text[:1] not in ("-", ".") and text.replace("-", "_").replace(".", "_").isidentifier())
    return _name().fullmatch(text) is not None


def is_qname(text: str) -> bool:
    """Whether `text` is a name, perhaps with a prefix (a QName)."""
    prefix, colon, local = text.partition(":")
    return is_name(prefix) and (not colon or is_name(local))


def escaped(text: str) -> str:
    """`text` as XML element content that parses back the same: a carriage return, which a parser would change, as a reference."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def escaped_attribute(text: str) -> str:
    """`text` as XML attribute content, to stand in double quotes; white space that a parser would change as references."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
