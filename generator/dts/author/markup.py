"""XML text, written by hand: one way to lay out an element."""

from collections.abc import Iterable, Mapping

from generator.xmltext import escaped, escaped_attribute

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def element(name: str, attributes: Mapping[str, str], content: Iterable[str] | str = ()) -> list[str]:
    """The lines of an element: `content` is its text, or the lines of its children, which are indented."""
    start = "".join([f"<{name}", *(f' {key}="{escaped_attribute(value)}"' for key, value in attributes.items())])
    if isinstance(content, str):
        return [f"{start}>{escaped(content)}</{name}>"]
    lines = [f"  {line}" for line in content]
    return [f"{start}>", *lines, f"</{name}>"] if lines else [f"{start}/>"]


def document(lines: Iterable[str]) -> bytes:
    """A whole document of `lines`."""
    return ("\n".join([DECLARATION, *lines]) + "\n").encode("utf-8")
