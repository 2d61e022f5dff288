"""Every code that the program can give to a finding, read from its source: literals, and names put behind a family's prefix."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from generator.read.ixbrl_rules import LEXICAL

PACKAGE = Path(__file__).resolve().parents[2] / "generator"

PREFIXES = (
    *("filing.", "xml.", "xbrl.", "cvc-", "profile.", "xbrldte:", "xbrldie:", "calc11e:", "oime:", "oimce:", "xbrlje:", "xbrlce:"),
    *("xbrlxe:", "ix:", "tpe:", "rpe:", "utre:", "enum2ie:", "enum2te:", "enumie:", "enumte:"),
)
_LITERAL = re.compile(
    r"filing\.[a-z][a-z.-]*[a-z]|xml\.[a-z-]*[a-z]|xbrl\.\d[\d.]*|cvc-[a-z-]+(?:\.\d[\d.]*)?"
    r"|(?:xbrldte|xbrldie|calc11e|oime|oimce|xbrlje|xbrlce|xbrlxe|tpe|rpe|utre|enum2ie|enumie):[A-Za-z][\w-]*"
)
_DIMENSIONS = re.compile(r"[A-Z][A-Za-z]+Error")  # passed on without its family, which is put before it in one place
_FAMILIES_OF_OIM = ("xbrlje", "xbrlce")

# No codes, though they look like some.
NO_CODES = frozenset(("filing.toml",))

# Codes that are put together from more than a text and a name: what makes them, module and words of its source.
_BOUNDS = ("validate/values.py", 'f"cvc-{name}-valid"')
_MISPLACED = ("read/ixbrl_page.py", 'f"{kind}Misplaced"')
_CHILDREN = ("read/ixbrl_page.py", 'f"{parent.kind}Children"')
_LEXICAL = ("read/ixbrl_page.py", 'raw.code("1.1", name)')
_ABSTRACT = ("dts/dimension_elements.py", 'f"{kind.capitalize()}ElementIsNotAbstractError"')
_ENUMERATION = ("dts/enumeration_rules.py", 'f"{version}:InvalidDomainError"')
COMPUTED: Mapping[str, tuple[str, str]] = {
    **{
        f"{version}:{name}Error": _ENUMERATION
        for version in ("enumte", "enum2te")
        for name in ("MissingDomain", "InvalidDomain", "MissingLinkRole")
    },
    **{
        f"cvc-{name}-valid": _BOUNDS
        for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "totalDigits", "fractionDigits")
    },
    **{f"cvc-{name}-valid": _BOUNDS for name in ("length", "minLength", "maxLength")},
    **{f"ix:{name}Misplaced": _MISPLACED for name in ("context", "unit", "hidden", "references", "resources", "relationship")},
    **{f"ix:{name}Misplaced": _MISPLACED for name in ("schemaRef", "linkbaseRef", "roleRef", "arcroleRef")},
    **{f"ix:{name}Children": _CHILDREN for name in ("nonFraction", "numerator", "denominator")},
    **{f"ix:{name}": _LEXICAL for name in LEXICAL},
    **{f"xbrldte:{name}ElementIsNotAbstractError": _ABSTRACT for name in ("Hypercube", "Dimension")},
}


@cache
def emitted_codes() -> Mapping[str, str]:
    """Each code with the module that holds it first; rules of inline XBRL as `ix:NAME`, whatever their version and section."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for code in _codes(tree, inline="ixbrl" in path.name):
            found.setdefault(code, path.relative_to(PACKAGE.parent).as_posix())
    return found


def _codes(tree: ast.Module, *, inline: bool) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    no_codes = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    no_codes |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in no_codes:
            if _LITERAL.fullmatch(node.value) and node.value not in NO_CODES:
                yield node.value
            elif _DIMENSIONS.fullmatch(node.value):
                yield f"xbrldte:{node.value}"
        elif isinstance(node, ast.JoinedStr):
            yield from _composed(node, tree)
        elif inline and isinstance(node, ast.Call) and _called(node) in ("code", "_continuation") and node.args:
            yield from (f"ix:{name}" for name in _strings(node.args[-1], node, tree) if name.isalpha())


def _composed(node: ast.JoinedStr, tree: ast.Module) -> Iterator[str]:
    """The codes that an f-string of a prefix and a name makes, and those of a family and a constant."""
    parts = node.values
    if len(parts) == 2 and isinstance(parts[0], ast.Constant) and str(parts[0].value).startswith(PREFIXES):
        assert isinstance(parts[1], ast.FormattedValue)
        yield from (code for name in _strings(parts[1].value, node, tree) if _LITERAL.fullmatch(code := f"{parts[0].value}{name}"))
    elif len(parts) == 2 and isinstance(parts[1], ast.Constant) and re.fullmatch(r":[A-Za-z]+", str(parts[1].value)):
        name = ast.unparse(parts[0].value) if isinstance(parts[0], ast.FormattedValue) else ""
        if name.endswith("family"):
            yield from (f"{family}{parts[1].value}" for family in _FAMILIES_OF_OIM)
        elif "version.name" in name:
            yield f"ix{parts[1].value}"
    elif len(parts) == 2 and isinstance(parts[1], ast.Constant) and "version.name" in ast.unparse(parts[0]):
        yield f"ix:{str(parts[1].value).rpartition(':')[2]}"
    elif len(parts) == 3 and str(getattr(parts[0], "value", "")).startswith(PREFIXES) and isinstance(parts[2], ast.Constant):
        assert isinstance(parts[0], ast.Constant)
        assert isinstance(parts[1], ast.FormattedValue)
        yield from (f"{parts[0].value}{name}{parts[2].value}" for name in _strings(parts[1].value, node, tree))


def _strings(value: ast.expr, at: ast.AST, tree: ast.Module) -> Iterator[str]:
    """The texts that `value` can be at `at`: constants in it, those assigned to its name in the function, those that callers pass."""
    constants = list(_constants(value))
    if constants:
        yield from constants
        return
    name = ast.unparse(value)
    for function in _around(at, tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.For):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                value_given = node.value if isinstance(node, ast.Assign) else node.iter
                names = [ast.unparse(n) for n in (target.elts if isinstance(target, ast.Tuple) else [target])]
                if name in names:
                    given = _parts(value_given, names.index(name)) if isinstance(target, ast.Tuple) else [value_given]
                    yield from (text for one in given for text in _constants(one))
        parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if name in parameters:
            index = parameters.index(name) - (parameters[0] == "self")
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and _called(call) == _name_of(function, tree) and len(call.args) > index:
                    yield from _constants(call.args[index])


def _parts(value: ast.expr, index: int) -> list[ast.expr]:
    """The expressions that the name at `index` of a tuple takes from `value`, a tuple, a choice of tuples, or a list of them."""
    if isinstance(value, ast.IfExp):
        return [*_parts(value.body, index), *_parts(value.orelse, index)]
    if isinstance(value, ast.Tuple | ast.List) and value.elts and all(isinstance(one, ast.Tuple) for one in value.elts):
        return [part for one in value.elts for part in _parts(one, index)]
    return [value.elts[index]] if isinstance(value, ast.Tuple) and len(value.elts) > index else [value]


def _constants(value: ast.expr) -> Iterator[str]:
    """The texts that an expression can come to, of those that it holds: not the keys and conditions that choose among them."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_constants(value.body), *_constants(value.orelse))
    elif isinstance(value, ast.Dict):
        yield from (text for one in value.values for text in _constants(one))
    elif isinstance(value, ast.Subscript):
        yield from _constants(value.value)
    elif isinstance(value, ast.Tuple | ast.List):
        yield from (text for one in value.elts for text in _constants(one))


def _name_of(function: ast.FunctionDef, tree: ast.Module) -> str:
    """What calls the function by name: the class, for its initializer."""
    if function.name != "__init__":
        return function.name
    return next(n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and function in n.body)


def _around(at: ast.AST, tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions around a node, the innermost first, by the lines that they take."""
    line = getattr(at, "lineno", 0)
    holders = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.lineno <= line <= (n.end_lineno or 0)]
    return sorted(holders, key=lambda n: -n.lineno)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
