"""The page around the tables: Jinja2 in a sandbox, templates from the kind's folder and `templates/_shared` alone.

A kind's folder may be the user's own: its templates reach no Python beyond what they are given, no file outside these two folders,
and every value is escaped.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import read_text
from generator.locations import data_folder
from generator.render.roll import in_chunks
from generator.xmltext import forbidden

TEMPLATE = "report.xhtml.j2"
STYLE = "report.css"
SHARED = "_shared"
_MAX_STEPS = 100_000
_UNBOUNDED = ("center", "format", "indent", "wordwrap", "pprint", "batch", "slice", "filesizeformat", "urlize")  # may make much of little


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which bounds ranges, with products bounded too: a page needs no long ones."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The product of two small whole numbers; anything else is refused."""
        if operator == "*" and all(isinstance(n, int) and abs(n) < 1_000_000 for n in (left, right)):
            return left * right
        raise SecurityError(f"{operator} is for small whole numbers only")


def environment(folder: Path | None, shared: Path) -> _Sandbox:
    """Jinja2 that finds `name` in `folder` (None: nowhere), else in `shared`; and `_shared/name` in `shared` alone."""

    def load(name: str) -> str | None:
        wanted = name.removeprefix(SHARED + "/")
        for place in (None if wanted != name else folder, shared):
            if place is not None and _plain(wanted) and (place / wanted).is_file():
                return read_text(place / wanted, place)
        return None

    jinja = _Sandbox(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    jinja.globals = {"range": _Ranges()}
    for name in _UNBOUNDED:
        jinja.filters.pop(name, None)
    return jinja


class _Ranges:
    """`range` for one page: at most _MAX_STEPS numbers altogether, however loops are nested."""

    def __init__(self) -> None:
        self.left = _MAX_STEPS

    def __call__(self, *limits: int) -> range:
        """The range of `limits`; raises SecurityError beyond the bound."""
        numbers = range(*limits)
        self.left -= len(numbers)
        if self.left < 0:
            raise SecurityError(f"Range too big: the template counts through more than {_MAX_STEPS:,} numbers")
        return numbers


def _plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and not name.startswith(".")


def write_page(folder: Path | None, values: Mapping[str, object], sink: BinaryIO, template: str = TEMPLATE) -> None:
    """The page that `template`, of `folder` or else the shared one, makes of `values`, in UTF-8, to `sink`.

    Raises InputError, with the template's line, where the template is broken; ValueError for a character that XML forbids.
    """
    shared = data_folder("templates") / SHARED
    for piece in _pieces(environment(folder, shared), folder, shared, template, values):
        found = forbidden().search(piece)
        if found:
            raise ValueError(f"the page would hold the character U+{ord(found[0]):04X}, which XML forbids")
        sink.write(piece.encode())


def write_in_parts(values: Mapping[str, object], parts: Mapping[str, Iterable[str]], sink: BinaryIO, template: str) -> None:
    """The page that the shared `template` makes of `values`, with each of `parts` written as it comes where the template names it.

    Parts are markup and come in the order of `parts`. Raises ValueError for a character that XML forbids in `values`.
    """
    marks = {name: f"<?part {name}?>" for name in parts}
    frame = io.BytesIO()
    write_page(None, {**values, **{name: Markup(mark) for name, mark in marks.items()}}, frame, template)
    rest = frame.getvalue()
    for name, pieces in parts.items():
        before, _, rest = rest.partition(marks[name].encode())
        sink.write(before)
        for chunk in in_chunks(pieces):
            sink.write(chunk)
    sink.write(rest)


def _pieces(jinja: _Sandbox, folder: Path | None, shared: Path, template: str, values: Mapping[str, object]) -> Iterator[str]:
    """The page's text; whatever goes wrong inside a template is the template's defect, so it becomes a diagnostic."""
    try:
        styles = "".join(jinja.get_template(name).render() for name in (f"{SHARED}/{STYLE}", STYLE) if _has(folder, shared, name))
        yield from jinja.get_template(template).generate(**values, style=styles)
    except (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as problem:
        where = Location(path=str((folder or shared) / template), line=problem.lineno if isinstance(problem, TemplateSyntaxError) else None)
        message = f"The page's template does not work: {quoted(str(problem))}."
        hint = "See templates/_shared for what a template is given."
        raise InputError(error("filing.template", message, hint=hint, location=where)) from None


def _has(folder: Path | None, shared: Path, name: str) -> bool:
    return (shared / STYLE).is_file() if name.startswith(SHARED) else folder is not None and (folder / name).is_file()
