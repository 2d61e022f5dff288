"""What an author forgot: concepts that stand nowhere, members and roles that nothing uses, labels missing in a language.

None of it keeps the taxonomy from being compiled: every finding is a warning, at the row that declares what is unused.
"""

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic, Location, quoted, warning
from generator.dts.author.source import Source
from generator.dts.author.tree import line_items


def completeness(source: Source) -> Iterator[Diagnostic]:
    """Every finding, in the order of `CHECKS`."""
    for one in CHECKS:
        yield from one(source)


def outside_presentation(source: Source) -> Iterator[Diagnostic]:
    """An item, a heading or a hypercube that no presentation shows."""
    shown = {node.name for node in source.presentation}
    for concept in source.concepts:
        if concept.kind in ("item", "abstract", "hypercube") and concept.name not in shown:
            yield warning(
                "filing.taxonomy.no-presentation",
                f"{concept.name} stands in no presentation: nobody will see it.",
                hint="Add it to presentation.csv, or delete it.",
                location=concept.row.location("name"),
            )


def outside_hypercubes(source: Source) -> Iterator[Diagnostic]:
    """An item that is a line item of no hypercube; a hypercube that has no axis."""
    cubes = {(cube.role, cube.line_items) for cube in source.hypercubes}
    inside = {branch.name for role, items in cubes for branch in line_items(source, role, items)} | {items for _, items in cubes}
    used = {cube.hypercube for cube in source.hypercubes}
    for concept in source.concepts:
        if concept.kind == "item" and concept.name not in inside:
            yield warning(
                "filing.taxonomy.no-hypercube",
                f"{concept.name} is a line item of no hypercube: its facts may not have dimensions that anything checks.",
                hint="Put it below the line items of a hypercube in presentation.csv.",
                location=concept.row.location("name"),
            )
        if concept.kind == "hypercube" and concept.name not in used:
            yield _unused(concept.name, "hypercube", "hypercubes.csv", concept.row.location("name"))


def unused(source: Source) -> Iterator[Diagnostic]:
    """A member below no axis, an axis in no hypercube, a typed domain of no axis, a role without content."""
    members = {node.name for node in source.members}
    axes = {cube.axis for cube in source.hypercubes}
    domains = {concept.domain for concept in source.concepts}
    for concept in source.concepts:
        where = concept.row.location("name")
        if concept.kind == "member" and concept.name not in members:
            yield _unused(concept.name, "member", "members.csv", where)
        elif concept.kind in ("axis", "typed-axis") and concept.name not in axes:
            yield _unused(concept.name, "axis", "hypercubes.csv", where)
        elif concept.kind == "typed-domain" and concept.name not in domains:
            yield _unused(concept.name, "typed domain", "the column domain of a typed axis", where)
    roles = {n.tree for n in source.presentation} | {c.role for c in source.hypercubes} | {s.role for s in source.calculation}
    roles |= {concept.domain_role for concept in source.concepts}
    for role in source.roles:
        if role.code not in roles:
            yield _unused(role.code, "role", "presentation.csv", role.row.location("code"))


def unlabelled(source: Source) -> Iterator[Diagnostic]:
    """A further label that one language has and another lacks."""
    languages = source.settings.languages
    said: dict[tuple[str, str], set[str]] = {}
    for label in source.labels:
        said.setdefault((label.name, label.role), set()).add(label.language)
    for label in source.labels:
        missing = [lang for lang in languages if lang not in said[label.name, label.role]]
        if missing and ":" not in label.name:
            yield warning(
                "filing.taxonomy.missing-label",
                f"{label.name} has a {label.role} label in {label.language}, but none in {', '.join(missing)}.",
                hint="Add it to labels.csv.",
                location=label.row.location("lang"),
            )


def unshown_labels(source: Source) -> Iterator[Diagnostic]:
    """A preferred label that the concept has in some languages alone (in none: an error of `check`)."""
    said = {(label.name, label.role, label.language) for label in source.labels}
    for node in source.presentation:
        missing = [lang for lang in source.settings.languages if (node.name, node.preferred_label, lang) not in said]
        if node.preferred_label and 0 < len(missing) < len(source.settings.languages) and ":" not in node.name:
            yield warning(
                "filing.taxonomy.missing-label",
                f"{node.name} is shown here by its {node.preferred_label} label, but has none in {', '.join(missing)}.",
                hint="Add it to labels.csv, or empty the cell.",
                location=node.row.location("preferred_label"),
            )


def unanchored(source: Source) -> Iterator[Diagnostic]:
    """An item of an extension that is anchored to nothing."""
    anchored = {name for anchor in source.anchors for name in (anchor.wider, anchor.narrower)}
    for concept in source.concepts if source.settings.bases else ():
        if concept.kind == "item" and concept.name not in anchored:
            yield warning(
                "filing.taxonomy.no-anchor",
                f"{concept.name} is anchored to no concept of a base taxonomy.",
                hint="Add to anchors.csv the base concept that is wider, or those that are narrower.",
                location=concept.row.location("name"),
            )


CHECKS: tuple[Callable[[Source], Iterator[Diagnostic]], ...] = (
    outside_presentation,
    outside_hypercubes,
    unused,
    unlabelled,
    unshown_labels,
    unanchored,
)


def _unused(name: str, what: str, table: str, where: Location) -> Diagnostic:
    hint = f"Name it in {table}, or delete it."
    return warning("filing.taxonomy.unused", f"The {what} {quoted(name)} is used nowhere.", hint=hint, location=where)
