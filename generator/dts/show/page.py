"""A taxonomy as one HTML page that a person can browse: trees by role, and every concept with all that is said of it.

The page stands alone: no request, no font, no image; without scripts all but the search works. The text is the taxonomy's and is
escaped; a content security policy keeps even a mistake from running or fetching anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from generator.dts.show.outline import VIEWS, Node, Prefixes, label_of, nodes, notes_of, sign_of
from generator.dts.show.words import WORDS
from generator.model import Concept, Taxonomy
from generator.qname import DOCUMENTATION, STANDARD_LABEL, QName
from generator.xmltext import escaped, escaped_attribute

_STYLE, _SCRIPT = "page.css", "page.js"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(taxonomy: Taxonomy, title: str, language: str) -> Iterator[str]:
    """The page's text in pieces, with labels in `language` first, and its own words in Chinese or else in English."""
    yield from _Page(taxonomy, language).whole(title)


class _Page:
    """What every part of the page needs to know."""

    def __init__(self, taxonomy: Taxonomy, language: str) -> None:
        self.taxonomy = taxonomy
        self.language = language
        self.words = WORDS["zh" if language.split("-")[0] == "zh" else "en"]
        self.names = Prefixes(taxonomy)
        self.numbers = {name: number for number, name in enumerate(taxonomy.concepts, 1)}
        self.defaults = {member: axis for axis, member in taxonomy.defaults.items()}
        self.roles = {role: f"r{number}" for number, role in enumerate(self._roles(), 1)}
        self.places: dict[QName, dict[str, None]] = {}

    def _roles(self) -> list[str]:
        return list(dict.fromkeys(node.role for view in VIEWS for node in nodes(self.taxonomy, view)))

    def whole(self, title: str) -> Iterator[str]:
        """The page."""
        words, taxonomy = self.words, self.taxonomy
        parts = files("generator.dts.show")
        yield "<!DOCTYPE html>\n"
        yield f'<html lang="{escaped_attribute(self.language)}"><head><meta charset="utf-8"/>'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        yield f"<title>{escaped(title)}</title><style>\n{(parts / _STYLE).read_text(encoding='utf-8')}</style></head>\n<body>\n"
        yield f'<a class="skip" href="#concepts">{words["concepts"]}</a>\n<header><h1>{escaped(title)}</h1><p>'
        yield f"{len(taxonomy.concepts):,} {words['concepts']} · {len(self.roles):,} {words['roles']} · "
        yield f"{escaped(', '.join(sorted({label.language for found in taxonomy.labels.values() for label in found})))}</p>"
        yield '<p class="small">' + "<br/>".join(escaped(url) for url in taxonomy.entry_points) + "</p>"
        yield f'<form role="search"><label for="wanted">{words["search"]}</label> '
        yield f'<input id="wanted" type="search" autocomplete="off" placeholder="{words["hint"]}"/> '
        yield '<output id="count" for="wanted" aria-live="polite"></output></form></header>\n<main>\n'
        yield f'<nav aria-label="{words["trees"]}">\n'
        for view in VIEWS:
            yield from self.trees(view)
        yield f'</nav>\n<section id="concepts" aria-label="{words["concepts"]}" tabindex="-1">\n<h2>{words["concepts"]}</h2>\n'
        for concept in taxonomy.concepts.values():
            yield from self.concept(concept)
        yield f"</section>\n</main>\n<script>\n{(parts / _SCRIPT).read_text(encoding='utf-8')}</script>\n</body></html>\n"

    def trees(self, view: str) -> Iterator[str]:
        """One view: a heading, then one part that opens for each role."""
        role: str | None = None
        depth = -1
        for node in nodes(self.taxonomy, view):
            if node.role != role:
                yield from _close(depth, -1)
                yield f"<h2>{self.words[view]}</h2>\n" if role is None else "</details>\n"
                role, depth = node.role, -1
                title = self.taxonomy.roles.get(role) or role
                yield f'<details id="{self.roles[role]}-{view}"><summary>{escaped(title)}</summary><p class="small">{escaped(role)}</p>\n'
            yield from _close(depth, node.depth)
            yield "<ul>" * (node.depth - depth)
            depth = node.depth
            yield f"<li>{self.entry(node, view)}"
            self.places.setdefault(node.concept, {})[f"{self.roles[node.role]}-{view}"] = None
        yield from _close(depth, -1)
        yield "</details>\n" if role is not None else ""

    def entry(self, node: Node, view: str) -> str:
        """A concept in a tree."""
        relationship = node.relationship
        role = (relationship.preferred_label if relationship and view == "presentation" else None) or STANDARD_LABEL
        notes = notes_of(self.taxonomy, node, self.defaults.keys()) if view == "dimensions" else []
        sign = f"<b>{escaped(sign_of(relationship))}</b> " if view == "calculation" and relationship else ""
        again = " …" if node.is_again else ""
        marks = f" <i>[{escaped(', '.join(notes))}]</i>" if notes else ""
        return f"{sign}{self.link(node.concept, role)}{again}{marks}"

    def link(self, name: QName, role: str = STANDARD_LABEL) -> str:
        """A link to a concept, by its label."""
        text = escaped(label_of(self.taxonomy, name, self.language, role))
        return f'<a href="#c{self.numbers[name]}">{text}</a>' if name in self.numbers else text

    def concept(self, concept: Concept) -> Iterator[str]:
        """All that is said of a concept."""
        name, taxonomy = concept.qname, self.taxonomy
        standard = {label.language: label.text for label in reversed(taxonomy.labels.get(name, ())) if label.role == STANDARD_LABEL}
        own = label_of(taxonomy, name, self.language)
        others = "".join(
            f' <small lang="{escaped_attribute(lang)}">{escaped(text)}</small>' for lang, text in standard.items() if text != own
        )
        yield f'<article id="c{self.numbers[name]}"><h3>{escaped(own)}{others}</h3><p class="name">{escaped(self.names(name))}</p><dl>'
        for word, text in self.properties(concept):
            yield f"<dt>{self.words[word]}</dt><dd>{text}</dd>"
        for label in sorted(taxonomy.labels.get(name, ()), key=lambda found: (found.role != DOCUMENTATION, found.role)):
            if label.role != STANDARD_LABEL:
                word = self.words.get(_tail(label.role)) or escaped(_tail(label.role))
                language = escaped_attribute(label.language)
                yield f'<dt>{word} <small>{language}</small></dt><dd lang="{language}">{escaped(label.text)}</dd>'
        for reference in taxonomy.references.get(name, ()):
            said = " · ".join(f"{escaped(part.local)} {escaped(text)}" for part, text in reference.parts)
            yield f"<dt>{self.words['reference']} <small>{escaped(_tail(reference.role))}</small></dt><dd>{said}</dd>"
        yield from self.used(self.places.get(name, {}))
        yield "</dl></article>\n"

    def properties(self, concept: Concept) -> Iterator[tuple[str, str]]:
        """Word and escaped text of each property that a concept has."""
        taxonomy, name = self.taxonomy, concept.qname
        yield "type", escaped(self.names(concept.type))
        if concept.period_type:
            yield "period", self.words[concept.period_type]
        if concept.balance:
            yield "balance", self.words[concept.balance]
        if concept.abstract:
            yield "abstract", self.words["yes"]
        if not concept.nillable:
            yield "nillable", self.words["no"]
        yield "group", escaped(self.names(concept.substitution_group))
        if concept.typed_domain is not None:
            kind = taxonomy.typed_domains.get(concept.typed_domain)
            yield "typed", escaped(concept.typed_domain.local + (f" ({kind.local})" if kind and "#" not in kind.local else ""))
        if name in taxonomy.defaults:
            yield "default", self.link(taxonomy.defaults[name])
        if name in self.defaults:
            yield "default-of", self.link(self.defaults[name])
        members = taxonomy.enumeration_members(name)
        if members:
            yield "members", ", ".join(map(self.link, members))

    def used(self, places: Mapping[str, None]) -> Iterable[str]:
        """Links to the trees that a concept stands in."""
        if not places:
            return ()
        titles = {anchor: self.taxonomy.roles.get(role) or role for role, anchor in self.roles.items()}
        links = [
            f'<a href="#{place}">{escaped(titles[place.partition("-")[0]])}</a> ({self.words[place.partition("-")[2]]})' for place in places
        ]
        return (f'<dt>{self.words["used"]}</dt><dd class="used">{"<br/>".join(links)}</dd>',)


def _close(depth: int, wanted: int) -> Iterator[str]:
    """The ends of list items and lists from `depth` back to `wanted`."""
    if depth >= wanted:
        yield "</li></ul>" * (depth - wanted)
        yield "</li>\n" if wanted >= 0 else "\n"


def _tail(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]
