"""Imports point one way, and the hook's path imports next to nothing. Read from the source, nothing is executed but for the last test."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.qname import ISO4217, LINK, XBRLI, XLINK, XS

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "generator"

NOUNS = ("records", "qname", "diagnostics", "model", "schedule", "rule", "filing")
GROUND = (
    *NOUNS,
    "inputs",
    "xmlstream",
    "equality",
    "locations",
    "tabular",
    "publish",
    "archives",
    "xmltext",
    "printed",
    "dates",
    "xmltree",
    "digests",
    "kept",
    "xsd",
)

# A room (a module, or a folder with all its modules) and the rooms that it may import. `generator` itself holds the version
# and imports nothing: anybody may import it. See docs/architecture.md.
ALLOWED: Mapping[str, frozenset[str]] = {
    "records": frozenset(),
    "qname": frozenset({"records"}),
    "diagnostics": frozenset({"records", "qname"}),
    "model": frozenset({"records", "qname"}),
    "schedule": frozenset({"records", "qname", "diagnostics", "model"}),
    "rule": frozenset({"records", "qname", "diagnostics", "model", "schedule"}),
    "filing": frozenset({"records", "qname", "diagnostics", "model", "schedule", "rule"}),
    **{room: frozenset(GROUND) - {room} for room in GROUND if room not in NOUNS},
    **{room: frozenset(GROUND) for room in ("dts", "facts", "read", "validate", "declarations", "compare", "narrative")},
    "render": frozenset({*GROUND, "compare", "narrative"}),  # the page is laid out from the very blocks that facts are made from
    "mapping": frozenset({*GROUND, "facts", "narrative"}),
    "review": frozenset(GROUND),  # a returned book is read by cells: what they mean the pipeline says
    "explain": frozenset(GROUND),
    "present": frozenset({"records", "diagnostics", "explain"}),
    "pipeline": frozenset(
        {*GROUND, "present", "dts", "facts", "compare", "render", "read", "validate", "declarations", "mapping", "narrative", "review"}
    ),
    "options": frozenset({"records", "present"}),
    "arguments": frozenset({"options", "present"}),
    "commands": frozenset({"records", "arguments", "options", "pipeline", "present", "explain", "diagnostics", "locations"}),
    "cli": frozenset({"commands"}),
    "__main__": frozenset({"cli"}),
}

# What costs more than a whole check of a filing; the hook's path does without (DESIGN: Invariants, 8).
HEAVY = ("pandas", "numpy", "openpyxl", "xmlschema", "arelle", "xlsxwriter", "lxml", "jinja2", "rich", "babel")

# What a hook on a report in XBRL 2.1 does without besides: each takes as long as reading some hundred facts. Records are made by
# generator/records.py, digests by generator/digests.py; patterns, calendars and syntaxes are imported where they are needed.
SLOW = ("argparse", "ast", "contextlib", "csv", "dataclasses", "datetime", "hashlib", "inspect", "json", "tomllib", "typing", "zipfile")

# May import heavy libraries, since the hook's path never imports these modules.
OFF_THE_HOOK = ("render", "validate.schema_gate", "dts.author", "pipeline")


def modules() -> Mapping[str, Path]:
    """Every module of the package by its dotted name without `generator.` (the package itself: the empty name)."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, *, top_level_only: bool = False) -> Iterator[tuple[str, int]]:
    """The absolute dotted names that a module imports, with their lines; `from a import b` gives `a.b`."""
    package = ["generator", *name.split(".")] if name else ["generator"]
    if path.stem != "__init__":
        package = package[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for node in at_import_time(tree) if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((f"{source}.{alias.name}", node.lineno) for alias in node.names)


def at_import_time(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: not the bodies of functions, not what only a type checker sees."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        waiting.extend(ast.iter_child_nodes(node))


def own_imports(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    """The modules of ours that a module imports (`from generator.model import Fact` names `model`), with their lines."""
    for target, line in imported(name, path):
        parts = target.split(".")
        if parts[0] != "generator":
            continue
        candidate = ".".join(parts[1:])
        while candidate and candidate not in known:
            candidate = candidate.rpartition(".")[0]
        if candidate != name:
            yield candidate, line


def test_the_table_is_one_way() -> None:
    for room, allowed in ALLOWED.items():
        for other in allowed:
            if other in NOUNS or room not in GROUND:
                assert room not in ALLOWED[other], f"{room} and {other} may import each other"


def test_every_room_is_in_the_table() -> None:
    rooms = {name.split(".")[0] for name in modules() if name}
    assert rooms <= set(ALLOWED), f"say what {sorted(rooms - set(ALLOWED))} may import: ALLOWED in {Path(__file__).name}"


def test_imports_point_up_the_table() -> None:
    known = modules()
    offences = []
    for name, path in known.items():
        room = name.split(".")[0]
        for target, line in own_imports(name, path, known):
            other = target.split(".")[0]
            if other and other != room and other not in ALLOWED.get(room, frozenset()):
                offences.append(f"{path.relative_to(REPOSITORY)}:{line}: {room} -> {other}")
    assert not offences, "not allowed:\n" + "\n".join(offences)


def test_no_module_imports_itself_through_others() -> None:
    known = modules()
    edges = {name: sorted({target for target, _ in own_imports(name, path, known)}) for name, path in known.items()}
    cycle = find_cycle(edges)
    assert not cycle, "a cycle of imports: " + " -> ".join(f"generator.{name}".rstrip(".") for name in cycle)


def find_cycle(edges: Mapping[str, list[str]]) -> list[str]:
    """One cycle, its first module repeated at its end; empty where there is none. An explicit stack: modules are many."""
    done: set[str] = set()
    for start in edges:
        way: list[str] = []
        stack = [(start, iter(edges[start]))] if start not in done else []
        way.extend(name for name, _ in stack)
        while stack:
            name, following = stack[-1]
            for target in following:
                if target in way:
                    return [*way[way.index(target) :], target]
                if target not in done:
                    stack.append((target, iter(edges.get(target, ()))))
                    way.append(target)
                    break
            else:
                done.add(name)
                way.pop()
                stack.pop()
    return []


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b", "c"], "b": ["c"], "c": []}, []),
        ({"a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
        ({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["b"]}, ["b", "c", "b"]),
    ],
)
def test_a_cycle_is_found(edges: Mapping[str, list[str]], cycle: list[str]) -> None:
    assert find_cycle(edges) == cycle


def test_heavy_libraries_stay_off_the_hooks_path() -> None:
    offences = [
        f"{path.relative_to(REPOSITORY)}:{line}: {target}"
        for name, path in modules().items()
        if not name.startswith(OFF_THE_HOOK)
        for target, line in imported(name, path, top_level_only=True)
        if target.split(".")[0] in HEAVY
    ]
    assert not offences, "imported at import time (import it in the function that needs it):\n" + "\n".join(offences)


@pytest.mark.parametrize("module", ["qname", "diagnostics", "model", "inputs", "xmlstream"])
def test_what_everyone_imports_is_light(module: str) -> None:
    assert heavy_after(f"import generator.{module}") == []


def test_the_hooks_run_imports_nothing_heavy() -> None:
    """A whole check of a sound filing, in a process that must end well: what it holds then is what the hook pays for."""
    sample = REPOSITORY / "samples" / "qingcloud-2021-inquiry-reply"
    assert heavy_after(f"from generator.cli import main\nassert main(['validate', {str(sample)!r}]) == 0") == []


SCHEMA = f"""<xs:schema xmlns:xs="{XS}" xmlns:xbrli="{XBRLI}" targetNamespace="http://example.com/t">
<xs:import namespace="{XBRLI}" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:element name="Cash" id="Cash" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item" xbrli:periodType="instant" nillable="true"/>
</xs:schema>"""
INSTANCE = f"""<xbrli:xbrl xmlns:xbrli="{XBRLI}" xmlns:link="{LINK}" xmlns:xlink="{XLINK}" xmlns:t="http://example.com/t"
 xmlns:iso4217="{ISO4217}"><link:schemaRef xlink:type="simple" xlink:href="t.xsd"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com">x</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
<t:Cash id="f" contextRef="c" unitRef="u" decimals="0">1</t:Cash></xbrli:xbrl>"""


def test_the_hook_on_a_report_imports_next_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.xsd").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "report.xbrl").write_text(INSTANCE, encoding="utf-8")
    run = f"from generator.cli import main\nassert main(['validate', '--changed', {str(tmp_path / 'report.xbrl')!r}]) == 0"
    environment = {**os.environ, "FILING_CACHE": str(tmp_path / "cache")}
    loaded_after(run, environment)  # compiles the taxonomy
    before = loaded_after("pass", environment)  # what the interpreter itself needs here
    assert (loaded_after(run, environment) - before) & {*HEAVY, *SLOW} == set()


def test_the_version_imports_nothing_of_ours_but_itself() -> None:
    run = "from generator.cli import main\nassert main(['--version']) == 0"
    assert loaded_after(run, os.environ) - loaded_after("pass", os.environ) <= {"generator", "gc", "__future__"}


def heavy_after(code: str) -> list[str]:
    """The heavy libraries that a fresh interpreter holds after running `code`, which may print."""
    return sorted(loaded_after(code, os.environ) & set(HEAVY))


def loaded_after(code: str, environment: Mapping[str, str]) -> set[str]:
    """The top names of the modules that a fresh interpreter holds after running `code`, which may print."""
    probe = f"{code}\nimport sys\nprint('\\n' + ' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=REPOSITORY, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())
