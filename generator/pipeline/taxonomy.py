"""`filing taxonomy build`: the tables of a taxonomy compiled to its package."""

from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, has_errors
from generator.dts.author import compile_package
from generator.pipeline.taxonomies import SHIPPED
from generator.publish import publish

_MARK = "META-INF/taxonomyPackage.xml"


def build_taxonomy(folder: Path, out: Path | None) -> tuple[Diagnostic, ...]:
    """Compile the tables in `folder` into the unpacked package `out` (default: `package` beside the tables).

    Returns what was found; the package is replaced whole, or not at all where an error was found.
    """
    try:
        files, found = compile_package(folder)
        if not has_errors(found):
            publish(files, out or folder / SHIPPED, _MARK)
    except InputError as problem:
        return problem.diagnostics
    return tuple(found)
