"""Text on its way into XML: two escapes, and the characters that XML cannot hold.

The standard library's `xml.sax.saxutils` would drag in its web client: a tenth of a second for the hook.
"""

import re

# The forbidden ones listed, not the allowed ones negated: the same set, which compiles ten times faster.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that XML 1.0 cannot hold (2.2)."""


def escaped(text: str) -> str:
    """`text` as XML element content that parses back the same: a carriage return, which a parser would change, as a reference."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def escaped_attribute(text: str) -> str:
    """`text` as XML attribute content, to stand in double quotes; white space that a parser would change as references."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
