"""The text and markup inside open inline elements, as one list of tokens that all of them share.

An ix:exclude is a stretch of it that only what began before it leaves out.
"""

from collections.abc import Callable

from generator.qname import XHTML, XML
from generator.read.ixbrl_elements import Markup, Tokens, quoted_value
from generator.read.ixbrl_rules import URI_ATTRIBUTES


class Buffer:
    """Tokens since the outermost open element began. `append` takes character data; `base` is the page's base URL, "" without."""

    def __init__(self) -> None:
        self.base = ""
        self._tokens: Tokens = []
        self.append: Callable[[str], None] = self._tokens.append
        self._excluding: list[int] = []
        self._excluded: list[tuple[int, int]] = []
        self._namespaces: list[str] = []

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return len(self._tokens)

    def clear(self) -> None:
        """Begin again."""
        self._tokens.clear()
        self._excluded.clear()
        self._namespaces.clear()

    def open_tag(self, namespace: str, local: str, attributes: dict[str, str]) -> None:
        """Take a start tag; XHTML is the fragment's default namespace."""
        outer = self._namespaces[-1] if self._namespaces else XHTML
        self._namespaces.append(namespace)
        tag = local if namespace == outer else f"{local} xmlns={quoted_value(namespace)}"
        for number, (name, value) in enumerate(attributes.items()):
            space, _, short = name.rpartition("}")
            if not space:
                if self.base and short in URI_ATTRIBUTES.get(local, ()):
                    value = self._absolute(local, short, value, attributes)
                tag += f" {short}={quoted_value(value)}"
            elif space == XML:
                tag += f" xml:{short}={quoted_value(value)}"
            else:
                tag += f" xmlns:a{number}={quoted_value(space)} a{number}:{short}={quoted_value(value)}"
        self._tokens.append(Markup(f"<{tag}>"))

    def _absolute(self, local: str, attribute: str, value: str, attributes: dict[str, str]) -> str:
        """A URL of escaped content against the page's base (11.1.2); an object's parts belong to its codebase."""
        if local == "object" and attribute in ("classid", "data") and attributes.get("codebase"):
            return value
        from urllib.parse import urljoin  # rare, and slow to import

        return urljoin(self.base, value.strip(" \t\r\n"))

    def close_tag(self, name: str) -> None:
        """Take an end tag."""
        if self._namespaces:
            self._namespaces.pop()
        last = self._tokens[-1] if self._tokens else ""
        if isinstance(last, Markup) and not last.startswith("</") and not last.endswith("/>"):
            self._tokens[-1] = Markup(last[:-1] + "/>")
        else:
            self._tokens.append(Markup(f"</{name.rpartition('}')[2]}>"))

    def start_exclude(self) -> None:
        """What follows is excluded from the elements that are open."""
        self._excluding.append(len(self._tokens))

    def end_exclude(self) -> None:
        """The end of the innermost exclusion."""
        self._excluded.append((self._excluding.pop(), len(self._tokens)))

    def since(self, began: int) -> Tokens:
        """The tokens since `began` without what was excluded after it."""
        gaps = []
        for start, end in reversed(self._excluded):  # in the order of their ends
            if end < began:
                break
            if start >= began:
                gaps.append((start, end))
        if not gaps:
            return self._tokens[began:]
        kept: Tokens = []
        at = began
        for start, end in sorted(gaps):
            if start >= at:
                kept += self._tokens[at:start]
                at = end
        return kept + self._tokens[at:]
