"""What authors get wrong between rows: names that are not there, names that are there twice.

Each check is a generator over the parsed tables; `CHECKS` lists them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.author.source import ConceptSource, NodeSource, Source
from generator.dts.author.tables import Row
from generator.dts.author.tree import trees

ITEM_KINDS = frozenset({"item", "abstract"})
AXIS_KINDS = frozenset({"axis", "typed-axis"})


def check(source: Source) -> Iterator[Diagnostic]:
    """Every finding of every check, in the order of `CHECKS`."""
    for one in CHECKS:
        yield from one(source)


def duplicate_names(source: Source) -> Iterator[Diagnostic]:
    """No two concepts of one name, no two roles of one code; names that differ in case alone are one name to Excel."""
    yield from _duplicates(((c.name.lower(), c.row) for c in source.concepts), "name", "The concept")
    yield from _duplicates(((r.code, r.row) for r in source.roles), "code", "The role")


def duplicate_labels(source: Source) -> Iterator[Diagnostic]:
    """No two labels of one concept, role and language."""
    keys = ((f"{x.name} {x.role} {x.language}", x.row) for x in source.labels)
    yield from _duplicates(keys, "role", "The label")


def duplicate_rows(source: Source) -> Iterator[Diagnostic]:
    """No axis twice in a hypercube, no part twice in a sum, no member twice in an axis."""
    yield from _duplicates(((f"{h.role} {h.hypercube} {h.axis}", h.row) for h in source.hypercubes), "axis", "The axis")
    yield from _duplicates(((f"{s.role} {s.total} {s.part}", s.row) for s in source.calculation), "part", "The part")
    yield from _duplicates(((f"{m.tree} {m.name}", m.row) for m in source.members), "name", "The member")


def unknown_names(source: Source) -> Iterator[Diagnostic]:
    """Every name in a table is a concept of concepts.csv, of a kind that fits."""
    known = {c.name: c for c in source.concepts}
    labelled = frozenset({"item", "abstract", "hypercube", "axis", "typed-axis", "member"})
    for kinds, column, rows in (
        (frozenset({"typed-domain"}), "domain", [(c.domain, c.row) for c in source.concepts if c.kind == "typed-axis"]),
        (labelled, "name", [(x.name, x.row) for x in source.labels]),
        (labelled, "name", [(x.name, x.row) for x in source.references]),
        (labelled, "name", [(x.name, x.row) for x in source.presentation]),
        (ITEM_KINDS, "line_items", [(x.line_items, x.row) for x in source.hypercubes]),
        (frozenset({"hypercube"}), "hypercube", [(x.hypercube, x.row) for x in source.hypercubes]),
        (AXIS_KINDS, "axis", [(x.axis, x.row) for x in source.hypercubes]),
        (frozenset({"axis"}), "axis", [(x.tree, x.row) for x in source.members]),
        (frozenset({"member"}), "name", [(x.name, x.row) for x in source.members]),
        (frozenset({"item"}), "total", [(x.total, x.row) for x in source.calculation]),
        (frozenset({"item"}), "part", [(x.part, x.row) for x in source.calculation]),
    ):
        yield from _unknown(known, kinds, column, rows)


def unknown_roles(source: Source) -> Iterator[Diagnostic]:
    """Every role in a table is one of roles.csv."""
    known = {r.code for r in source.roles}
    rows = [
        *((n.tree, n.row) for n in source.presentation),
        *((h.role, h.row) for h in source.hypercubes),
        *((s.role, s.row) for s in source.calculation),
    ]
    for code, row in rows:
        if code not in known:
            yield error(
                "filing.taxonomy.unknown-role",
                f"The role {quoted(code)} is not in the table of roles.",
                hint=f"One of: {', '.join(sorted(known))}; or add it to roles.csv.",
                location=row.location("role"),
            )


def depths(source: Source) -> Iterator[Diagnostic]:
    """A tree starts at depth 0, and no row is more than one deeper than the row before."""
    for table in (source.presentation, source.members):
        for nodes in trees(table).values():
            previous = -1
            for node in nodes:
                if node.depth > previous + 1:
                    yield error(
                        "filing.taxonomy.depth",
                        f"{node.name} has depth {node.depth}, but the row before it in {quoted(node.tree)} allows {previous + 1} at most.",
                        location=node.row.location("depth"),
                    )
                previous = node.depth


def defaults(source: Source) -> Iterator[Diagnostic]:
    """An axis has one head, at depth 0, and at most one default (Dimensions 1.0, 2.6.4); an explicit axis has members."""
    domains = trees(source.members)
    for nodes in domains.values():
        yield from _second(nodes, lambda n: n.default, "default", "has a second default member")
        yield from _second(nodes, lambda n: n.depth == 0, "depth", "has a second head")
    for concept in source.concepts:
        if concept.kind == "axis" and concept.name not in domains:
            yield error(
                "filing.taxonomy.no-members",
                f"The axis {concept.name} has no members.",
                hint="Add them to members.csv.",
                location=concept.row.location("name"),
            )


def hypercubes(source: Source) -> Iterator[Diagnostic]:
    """The line items of a hypercube stand in the presentation of its role."""
    shown = {(n.tree, n.name) for n in source.presentation}
    for cube in source.hypercubes:
        if (cube.role, cube.line_items) not in shown:
            yield error(
                "filing.taxonomy.line-items",
                f"{cube.line_items} is not in the presentation of {quoted(cube.role)}: the hypercube {cube.hypercube} has no line items.",
                hint="Put it, with its line items one deeper, into presentation.csv.",
                location=cube.row.location("line_items"),
            )


CHECKS: tuple[Callable[[Source], Iterator[Diagnostic]], ...] = (
    duplicate_names,
    duplicate_labels,
    duplicate_rows,
    unknown_names,
    unknown_roles,
    depths,
    defaults,
    hypercubes,
)


def _duplicates(keys: Iterable[tuple[str, Row]], column: str, what: str) -> Iterator[Diagnostic]:
    seen: dict[str, Row] = {}
    for key, row in keys:
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"{what} {quoted(row[column])} stands already in row {first.line}."
            yield error(
                "filing.taxonomy.duplicate", message, hint="Delete one of the two rows, or rename it.", location=row.location(column)
            )


def _unknown(
    known: Mapping[str, ConceptSource], kinds: frozenset[str], column: str, rows: Iterable[tuple[str, Row]]
) -> Iterator[Diagnostic]:
    for name, row in rows:
        concept = known.get(name)
        if concept is None:
            message = f"{quoted(name)} is not in the table of concepts."
            yield error(
                "filing.taxonomy.unknown-name",
                message,
                hint="Check the spelling, or add it to concepts.csv.",
                location=row.location(column),
            )
        elif concept.kind not in kinds:
            message = f"{name} is of kind {concept.kind}; here stands {' or '.join(sorted(kinds))}."
            yield error("filing.taxonomy.wrong-kind", message, location=row.location(column))


def _second(nodes: Iterable[NodeSource], is_one: Callable[[NodeSource], bool], column: str, what: str) -> Iterator[Diagnostic]:
    for node in [n for n in nodes if is_one(n)][1:]:
        yield error("filing.taxonomy.member", f"The axis {node.tree} {what}: {node.name}.", location=node.row.location(column))
