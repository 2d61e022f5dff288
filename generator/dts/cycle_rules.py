"""Cycles that a network may not have: the same arcrole, extended link's role and elements (XBRL 2.1, 5.1.4.3 and 5.2)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Arc, BaseSet
from generator.dts.ends import Ends
from generator.dts.shapes import STANDARD_ARCS, STANDARD_LINKS
from generator.qname import PARENT_CHILD

_ARCROLE = "http://www.xbrl.org/2003/arcrole/"
_STANDARD = {
    PARENT_CHILD: ("undirected", "xbrl.5.2.4.2"),
    f"{_ARCROLE}general-special": ("undirected", "xbrl.5.2.6.2.1"),
    f"{_ARCROLE}essence-alias": ("undirected", "xbrl.5.2.6.2.2"),
}


def check_cycles(base_set: BaseSet, arcs: list[Arc], allowed: Mapping[str, str], ends: Ends) -> Iterator[Diagnostic]:
    """What is wrong with the network that `arcs`, the effective ones of a base set, make; `allowed` as `cycles_allowed` gives it.

    Only networks of standard links and arcs are looked at: how others may loop is for their own specifications to say.
    """
    if base_set.link not in STANDARD_LINKS or base_set.arc not in STANDARD_ARCS:
        return
    cycles, code = _STANDARD.get(base_set.arcrole) or (allowed.get(base_set.arcrole, "any"), "xbrl.5.1.4.3")
    if cycles == "any":
        return
    arc = _directed(arcs)
    what = "a directed cycle"
    if arc is None and cycles == "none":
        arc, what = _undirected(arcs), "an undirected cycle"
    if arc is not None:
        names = [quoted(key.rpartition("#")[2]) for key in (arc.source, arc.target)]
        message = (
            f"The relationships of {quoted(base_set.arcrole, 200)} in {quoted(base_set.role, 200)} form {what}: {names[0]} to {names[1]}."
        )
        yield error(
            code, message, hint="Prohibit or delete one of the arcs.", location=ends.owners(base_set)[arc].place(arc.line, arc.column)
        )


def _directed(arcs: list[Arc]) -> Arc | None:
    """An arc that lies on a directed cycle, or None."""
    onward: dict[str, list[Arc]] = {}
    for arc in arcs:
        onward.setdefault(arc.source, []).append(arc)
    waiting: dict[str, int] = {}
    for arc in arcs:
        waiting[arc.target] = waiting.get(arc.target, 0) + 1
    free = [source for source in onward if source not in waiting]
    while free:  # take away what nothing leads to, again and again
        for arc in onward.pop(free.pop(), ()):
            waiting[arc.target] -= 1
            if not waiting[arc.target] and arc.target in onward:
                free.append(arc.target)
    # Something that is left leads to all that is left: walk backwards until a node comes again.
    back = {arc.target: arc for source in onward for arc in onward[source]}
    seen: set[str] = set()
    node = next(iter(onward), "")
    while node and node not in seen:
        seen.add(node)
        node = back[node].source
    return back[node] if node else None


def _undirected(arcs: list[Arc]) -> Arc | None:
    """The first arc that joins what is joined already, or None. Two arcs between the same two are no cycle of their own."""
    leaders: dict[str, str] = {}

    def leader(node: str) -> str:
        while leaders.setdefault(node, node) != node:
            leaders[node] = leaders[leaders[node]]
            node = leaders[node]
        return node

    pairs: set[tuple[str, str]] = set()
    for arc in arcs:
        pair = (arc.source, arc.target)
        if pair in pairs:
            continue
        pairs.add(pair)
        one, other = leader(arc.source), leader(arc.target)
        if one == other:
            return arc
        leaders[one] = other
    return None
