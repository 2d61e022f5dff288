"""`python -m generator.dts.author [FOLDER]`: compile the tables in FOLDER (default `taxonomy`) into FOLDER/package."""

import sys
from pathlib import Path

from generator.diagnostics import InputError, has_errors
from generator.dts.author.package_files import compile_package
from generator.publish import publish

MARK = "META-INF/taxonomyPackage.xml"


def main(arguments: list[str]) -> int:
    """0 when the package is in place, 1 when the tables are broken: each finding is a line on standard error."""
    folder = Path(arguments[0] if arguments else "taxonomy")
    try:
        files, found = compile_package(folder)
        if not has_errors(found):
            publish(files, folder / "package", MARK)
    except InputError as problem:
        files, found = {}, list(problem.diagnostics)
    for diagnostic in found:
        place = ":".join(str(part) for part in (diagnostic.location.path, diagnostic.location.line, diagnostic.location.column) if part)
        print(f"{place}: {diagnostic.severity}: {diagnostic.message} {diagnostic.hint or ''}".rstrip(), file=sys.stderr)
    return 1 if has_errors(found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
