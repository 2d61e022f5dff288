"""Trees written as rows with a depth, turned into arcs from parent to child."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.dts.author.source import NodeSource, Source


class Branch(NamedTuple):
    """A node and its parent's name (None for a root); `order` is its place among its siblings, from 1."""

    parent: str | None
    name: str
    order: int
    preferred_label: str = ""
    default: bool = False


def branches(nodes: Iterable[NodeSource]) -> Iterator[Branch]:
    """The nodes of one tree, in order; a depth deeper than its parent's child counts as the parent's child."""
    path: list[str] = []
    counts: dict[int, int] = {}
    for node in nodes:
        depth = min(node.depth, len(path))
        del path[depth:]
        counts = {d: n for d, n in counts.items() if d <= depth}
        counts[depth] = counts.get(depth, 0) + 1
        yield Branch(path[-1] if path else None, node.name, counts[depth], node.preferred_label, node.default)
        path.append(node.name)


def trees(nodes: Iterable[NodeSource]) -> dict[str, tuple[NodeSource, ...]]:
    """The nodes by tree (role or axis), both in the order of the table."""
    found: dict[str, list[NodeSource]] = {}
    for node in nodes:
        found.setdefault(node.tree, []).append(node)
    return {tree: tuple(rows) for tree, rows in found.items()}


def below(members: Iterable[NodeSource], head: str) -> tuple[Branch, ...]:
    """What stands below the member `head` in the first tree that holds it."""
    for nodes in trees(members).values():
        inside = {head}
        found = []
        for branch in branches(nodes):
            if branch.parent in inside:
                inside.add(branch.name)
                found.append(branch)
        if found or any(node.name == head for node in nodes):
            return tuple(found)
    return ()


def line_items(source: Source, role: str, root: str) -> tuple[Branch, ...]:
    """What stands below `root` in the presentation of `role`: the primary items of its hypercube, each once."""
    below = {root}
    seen: set[tuple[str, str]] = set()
    found = []
    for branch in branches(trees(source.presentation).get(role, ())):
        if branch.parent not in below or (branch.parent, branch.name) in seen:
            continue
        below.add(branch.name)
        seen.add((branch.parent or "", branch.name))
        found.append(branch)
    return tuple(found)


def presentation_tree(source: Source, role: str) -> tuple[Branch, ...]:
    """The presentation of `role`, with each hypercube's axes and each axis's members put below it."""
    members = trees(source.members)
    axes: dict[str, list[str]] = {}
    for cube in source.hypercubes:
        if cube.role == role:
            axes.setdefault(cube.hypercube, []).append(cube.axis)
    found: list[Branch] = []
    for branch in branches(trees(source.presentation)[role]):
        found.append(branch)
        for order, axis in enumerate(axes.pop(branch.name, ()), 1):
            found.append(Branch(branch.name, axis, order))
            found.extend(b._replace(parent=b.parent or axis) for b in branches(members.get(axis, ())))
    return tuple(found)
