"""What authors get wrong between rows: names that are not there, names that are there twice, sums that cannot be.

Each check is a generator over the parsed tables; `CHECKS` lists them. What is left unused is `completeness`'s.
"""

from collections.abc import Callable, Iterable, Iterator

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.author import vocabulary
from generator.dts.author.known import Known, Names
from generator.dts.author.linkbases import definition_arcs, presentation_arcs
from generator.dts.author.source import NodeSource, Source
from generator.dts.author.tables import Row
from generator.dts.author.tree import line_items, trees
from generator.model import Taxonomy
from generator.qname import DOMAIN_MEMBER

ITEM_KINDS = frozenset({"item", "abstract"})
AXIS_KINDS = frozenset({"axis", "typed-axis"})


def check(source: Source, base: Taxonomy | None = None) -> Iterator[Diagnostic]:
    """Every finding of every check, in the order of `CHECKS`. Names of base taxonomies are looked up in `base`, where it is at hand."""
    names = Names(source, base)
    for one in CHECKS:
        yield from one(source, names)


def duplicate_names(source: Source, _: Names) -> Iterator[Diagnostic]:
    """No two concepts of one name, no two roles of one code; names that differ in case alone are one name to Excel."""
    yield from _duplicates(((c.name.lower(), c.row) for c in source.concepts), "name", "The concept")
    yield from _duplicates(((r.code, r.row) for r in source.roles), "code", "The role")


def duplicate_labels(source: Source, _: Names) -> Iterator[Diagnostic]:
    """No two labels of one concept, role and language."""
    keys = ((f"{x.name} {x.role} {x.language}", x.row) for x in source.labels)
    yield from _duplicates(keys, "role", "The label")


def duplicate_rows(source: Source, _: Names) -> Iterator[Diagnostic]:
    """No axis twice in a hypercube, no part twice in a sum, no member twice in an axis."""
    yield from _duplicates(((f"{h.role} {h.hypercube} {h.axis}", h.row) for h in source.hypercubes), "axis", "The axis")
    yield from _duplicates(((f"{s.role} {s.total} {s.part}", s.row) for s in source.calculation), "part", "The part")
    yield from _duplicates(((f"{m.tree} {m.name}", m.row) for m in source.members), "name", "The member")


def unknown_names(source: Source, names: Names) -> Iterator[Diagnostic]:
    """Every name in a table is a concept of concepts.csv or of a base taxonomy, of a kind that fits."""
    enumerations = [c for c in source.concepts if c.domain_role]
    labelled = frozenset({"item", "abstract", "hypercube", "axis", "typed-axis", "member"})
    for kinds, column, rows in (
        (frozenset({"typed-domain"}), "domain", [(c.domain, c.row) for c in source.concepts if c.kind == "typed-axis"]),
        (frozenset({"member"}), "domain", [(c.domain, c.row) for c in enumerations]),
        (labelled, "name", [(x.name, x.row) for x in source.labels]),
        (labelled, "name", [(x.name, x.row) for x in source.references]),
        (labelled, "name", [(x.name, x.row) for x in source.presentation]),
        (ITEM_KINDS, "line_items", [(x.line_items, x.row) for x in source.hypercubes]),
        (frozenset({"hypercube"}), "hypercube", [(x.hypercube, x.row) for x in source.hypercubes]),
        (AXIS_KINDS, "axis", [(x.axis, x.row) for x in source.hypercubes]),
        (frozenset({"axis", "member"}), "axis", [(x.tree, x.row) for x in source.members]),
        (frozenset({"member"}), "name", [(x.name, x.row) for x in source.members]),
        (frozenset({"item"}), "total", [(x.total, x.row) for x in source.calculation]),
        (frozenset({"item"}), "part", [(x.part, x.row) for x in source.calculation]),
        (ITEM_KINDS, "wider", [(x.wider, x.row) for x in source.anchors]),
        (ITEM_KINDS, "narrower", [(x.narrower, x.row) for x in source.anchors]),
    ):
        yield from _unknown(names, kinds, column, rows)


def unknown_roles(source: Source, _: Names) -> Iterator[Diagnostic]:
    """Every role in a table is one of roles.csv."""
    known = {r.code for r in source.roles}
    rows = [
        *((n.tree, n.row, "role") for n in source.presentation),
        *((h.role, h.row, "role") for h in source.hypercubes),
        *((s.role, s.row, "role") for s in source.calculation),
        *((c.domain_role, c.row, "domain_role") for c in source.concepts if c.type in vocabulary.ENUMERATIONS),
    ]
    for code, row, column in rows:
        if code not in known:
            yield error(
                "filing.taxonomy.unknown-role",
                f"The role {quoted(code)} is not in the table of roles.",
                hint=f"One of: {', '.join(sorted(known))}; or add it to roles.csv.",
                location=row.location(column),
            )


def depths(source: Source, _: Names) -> Iterator[Diagnostic]:
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


def defaults(source: Source, _: Names) -> Iterator[Diagnostic]:
    """An axis has one head, at depth 0, and at most one default (Dimensions 1.0, 2.6.4); an explicit axis has members."""
    domains = trees(source.members)
    for nodes in domains.values():
        yield from _second(nodes, lambda n: n.default, "default", "has a second default member")
        yield from _second(nodes, lambda n: n.depth == 0, "depth", "has a second head")
    for concept in source.concepts:
        if concept.domain_role and not any(concept.domain == node.name for node in source.members):
            yield error(
                "filing.taxonomy.no-members",
                f"The domain {quoted(concept.domain)} of the enumeration {concept.name} has no members.",
                hint="Add it, with its members one deeper, to members.csv; in the column axis stands the domain's own name.",
                location=concept.row.location("domain"),
            )
        if concept.kind == "axis" and concept.name not in domains:
            yield error(
                "filing.taxonomy.no-members",
                f"The axis {concept.name} has no members.",
                hint="Add them to members.csv.",
                location=concept.row.location("name"),
            )


def hypercubes(source: Source, _: Names) -> Iterator[Diagnostic]:
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


def preferred_labels(source: Source, names: Names) -> Iterator[Diagnostic]:
    """A concept has the label by which a presentation shows it (XBRL 2.1, 5.2.4.2.1), in some language at least."""
    said = {(label.name, label.role) for label in source.labels}
    for node in source.presentation:
        role = node.preferred_label
        if role and (node.name, role) not in said and not names.has_base_label(node.name, vocabulary.LABEL_ROLES[role]):
            yield error(
                "filing.taxonomy.preferred-label",
                f"{node.name} is shown here by its {role} label, but has none.",
                hint="Add it to labels.csv, or empty the cell.",
                location=node.row.location("preferred_label"),
            )


def open_and_closed(source: Source, _: Names) -> Iterator[Diagnostic]:
    """The rows of one hypercube agree on whether it is closed."""
    first: dict[tuple[str, str, str], bool] = {}
    for cube in source.hypercubes:
        if first.setdefault((cube.role, cube.line_items, cube.hypercube), cube.closed) != cube.closed:
            message = f"The hypercube {cube.hypercube} is open in one row and closed in another."
            yield error("filing.taxonomy.closed", message, location=cube.row.location("closed"))


def cycles(source: Source, _: Names) -> Iterator[Diagnostic]:
    """Nothing stands below itself: in a presentation, among members and line items, in sums, among anchors."""
    edges: list[tuple[str, str, str, str, Row]] = []
    rows: dict[tuple[str, str], Row] = {}
    for node in (*source.members, *source.presentation):
        rows.setdefault((node.tree, node.name), node.row)
    for role, arcs in presentation_arcs(source).items():
        edges += [("presentation", role, arc.source, arc.target, rows[role, arc.target]) for arc in arcs if (role, arc.target) in rows]
    by_name = {name: row for (_, name), row in reversed(rows.items())}
    for role, arcs in definition_arcs(source).items():
        members = [arc for arc in arcs if arc.arcrole == DOMAIN_MEMBER and arc.target in by_name]
        edges += [("members", role, a.source, a.target, rows.get((role, a.target), by_name[a.target])) for a in members]
    edges += [("calculation", s.role, s.total, s.part, s.row) for s in source.calculation]
    edges += [("anchors", "", a.wider, a.narrower, a.row) for a in source.anchors]
    said: set[tuple[str, str]] = set()
    for kind, name, row in _cyclic(edges):
        if (kind, name) not in said:
            said.add((kind, name))
            column = {"calculation": "part", "anchors": "narrower"}.get(kind, "name")
            yield error(
                "filing.taxonomy.cycle",
                f"{quoted(name)} stands below itself ({kind}).",
                hint="Take it out of the one place or the other.",
                location=row.location(column),
            )


def sums(source: Source, names: Names) -> Iterator[Diagnostic]:
    """What is added up is alike: unit and period type, and balances that fit the sign of the weight (XBRL 2.1, 5.1.1.2)."""
    for item in source.calculation:
        total, part = names.find(item.total), names.find(item.part)
        if total is None or part is None or {total.kind, part.kind} != {"item"}:
            continue
        for one, column in ((total, "total"), (part, "part")):
            if not one.is_numeric:
                message = f"{one.name} is not numeric: it takes no part in a sum."
                yield error("filing.taxonomy.calculation-type", message, location=item.row.location(column))
        if total.is_numeric and part.is_numeric:
            yield from _unlike(total, part, item.weight > 0, item.row)


def _unlike(total: Known, part: Known, is_added: bool, row: Row) -> Iterator[Diagnostic]:
    if total.measure and part.measure and total.measure != part.measure:
        message = f"{part.name} ({part.measure}) cannot be a part of {total.name} ({total.measure}): their units differ."
        yield error("filing.taxonomy.calculation-unit", message, location=row.location("part"))
    if total.period != part.period:
        message = f"{part.name} ({part.period}) cannot be a part of {total.name} ({total.period}): their period types differ."
        yield error("filing.taxonomy.calculation-period", message, location=row.location("part"))
    if total.balance and part.balance and (total.balance == part.balance) != is_added:
        sign = "positive" if total.balance == part.balance else "negative"
        yield error(
            "filing.taxonomy.calculation-balance",
            f"{part.name} ({part.balance}) enters {total.name} ({total.balance}): the weight has to be {sign}.",
            hint="Change the weight's sign, or a balance in concepts.csv.",
            location=row.location("weight"),
        )


def sums_across_dimensions(source: Source, _: Names) -> Iterator[Diagnostic]:
    """A total and its part share a set of axes: a sum never reaches across dimensions (Calculations 1.1, section 3)."""
    axes: dict[tuple[str, str, str], set[str]] = {}
    for cube in source.hypercubes:
        axes.setdefault((cube.role, cube.line_items, cube.hypercube), set()).add(cube.axis)
    signatures: dict[str, set[frozenset[str]]] = {}
    for (role, items, _cube), names in axes.items():
        for name in {items, *(branch.name for branch in line_items(source, role, items))}:
            signatures.setdefault(name, set()).add(frozenset(names))
    for item in source.calculation:
        total, part = signatures.get(item.total, set()), signatures.get(item.part, set())
        if total and part and total.isdisjoint(part):
            said = " / ".join(", ".join(sorted(s)) for s in sorted(total, key=sorted))
            yield error(
                "filing.taxonomy.calculation-dimensions",
                f"{item.part} stands in no hypercube with the axes of {item.total} ({said}): the two never meet in one sum.",
                hint="Use a rule of the filing (rules.csv) for a sum across dimensions, or put both into one hypercube.",
                location=item.row.location("part"),
            )


def anchors(source: Source, names: Names) -> Iterator[Diagnostic]:
    """An anchor joins one concept of our own and one of a base taxonomy, of one period type."""
    for anchor in source.anchors:
        if (":" in anchor.wider) == (":" in anchor.narrower):
            message = (
                f"The anchor {quoted(anchor.wider)} → {quoted(anchor.narrower)} does not join an own concept and one of a base taxonomy."
            )
            yield error("filing.taxonomy.anchor", message, location=anchor.row.location("wider"))


CHECKS: tuple[Callable[[Source, Names], Iterator[Diagnostic]], ...] = (
    duplicate_names,
    duplicate_labels,
    duplicate_rows,
    unknown_names,
    unknown_roles,
    depths,
    defaults,
    hypercubes,
    preferred_labels,
    open_and_closed,
    cycles,
    sums,
    sums_across_dimensions,
    anchors,
)


def _cyclic(edges: Iterable[tuple[str, str, str, str, Row]]) -> Iterator[tuple[str, str, Row]]:
    """The edges (kind, set, from, to, row) that lie on a cycle of their kind and set: kind, the name they lead to, row."""
    by_set: dict[tuple[str, str], list[tuple[str, str, Row]]] = {}
    for kind, group, start, end, row in edges:
        by_set.setdefault((kind, group), []).append((start, end, row))
    for (kind, _), arcs in by_set.items():
        # What has nothing left below it, or nothing left above it, is on no cycle.
        left = arcs
        while True:
            starts, ends = {a[0] for a in left}, {a[1] for a in left}
            kept = [a for a in left if a[1] in starts and a[0] in ends]
            if len(kept) == len(left):
                break
            left = kept
        for _, end, row in left:
            yield kind, end, row


def _duplicates(keys: Iterable[tuple[str, Row]], column: str, what: str) -> Iterator[Diagnostic]:
    seen: dict[str, Row] = {}
    for key, row in keys:
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"{what} {quoted(row[column])} stands already in row {first.line}."
            yield error(
                "filing.taxonomy.duplicate", message, hint="Delete one of the two rows, or rename it.", location=row.location(column)
            )


def _unknown(names: Names, kinds: frozenset[str], column: str, rows: Iterable[tuple[str, Row]]) -> Iterator[Diagnostic]:
    for name, row in rows:
        concept = names.find(name)
        if concept is not None:
            if concept.kind not in kinds:
                message = f"{name} is of kind {concept.kind}; here stands {' or '.join(sorted(kinds))}."
                yield error("filing.taxonomy.wrong-kind", message, location=row.location(column))
        elif names.is_unchecked(name):
            continue
        elif ":" in name:
            prefix = name.partition(":")[0]
            is_declared = names.is_declared(name)
            message = (
                f"The base taxonomy {prefix} has no concept {quoted(name)}." if is_declared else f"{quoted(prefix)} is no declared prefix."
            )
            hint = "Check the spelling." if is_declared else "Declare it in taxonomy.toml as a [[base]], or check the spelling."
            yield error("filing.taxonomy.unknown-name", message, hint=hint, location=row.location(column))
        else:
            message = f"{quoted(name)} is not in the table of concepts."
            hint = "Check the spelling, or add it to concepts.csv."
            yield error("filing.taxonomy.unknown-name", message, hint=hint, location=row.location(column))


def _second(nodes: Iterable[NodeSource], is_one: Callable[[NodeSource], bool], column: str, what: str) -> Iterator[Diagnostic]:
    for node in [n for n in nodes if is_one(n)][1:]:
        yield error("filing.taxonomy.member", f"The axis {node.tree} {what}: {node.name}.", location=node.row.location(column))
