"""The commands behind `generator.cli`: parsing, running, printing."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from generator import __version__
from generator.diagnostics import Diagnostic, Location, Severity, error, has_errors, quoted
from generator.locations import cache_folder
from generator.pipeline.settings import Progress, Settings, silent
from generator.present import FORMATS, show

USAGE = 2


class _UsageError(Exception):
    """The command line is wrong; the message says how."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the command line as an exception, so that `--format json` stays JSON."""

    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{message}\n{self.format_usage().strip()}")


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is `generator.cli`'s."""
    form = _wanted_format(arguments)
    try:
        options = _parser().parse_args(arguments)
        missing = [_unopened(path) for path in options.paths if not _opens(path)]
        if missing:
            show(missing, form, sys.stdout, sys.stderr)
            return USAGE
        return int(options.run(options))
    except _UsageError as problem:
        show([error("filing.usage", str(problem))], form, sys.stdout, sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as defect:  # the last resort: a defect of ours is said, not thrown at the user
        if os.environ.get("FILING_DEBUG"):
            raise
        message = f"A defect of this program: {type(defect).__name__}: {quoted(str(defect))}."
        show(
            [error("filing.internal", message, hint="Run again with FILING_DEBUG=1 and report what it prints.")],
            form,
            sys.stdout,
            sys.stderr,
        )
        return USAGE


def _wanted_format(arguments: Sequence[str]) -> str:
    """The output format, found even where the command line does not parse."""
    for at, argument in enumerate(arguments):
        value = arguments[at + 1] if argument == "--format" and at + 1 < len(arguments) else argument.partition("--format=")[2]
        if value in FORMATS:
            return value
    return "concise"


def _opens(path: Path) -> bool:
    try:
        if path.is_dir():
            os.scandir(path).close()
        else:
            with path.open("rb"):
                pass
    except OSError:
        return False
    return True


def _unopened(path: Path) -> Diagnostic:
    what = "cannot be opened" if os.path.lexists(path) else "does not exist"
    return error(
        "filing.path",
        f"{quoted(str(path))} {what}.",
        hint="Look at the spelling and the folder that you are in.",
        location=Location(path=str(path)),
    )


# ---------------------------------------------------------------- the command line


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="filing", description="Normalized facts in, every deliverable of a filing out, proved to agree.")
    parser.add_argument("--version", action="version", version=f"filing {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    build = commands.add_parser("build", help="build every output of a filing, all or none")
    build.add_argument("paths", type=Path, nargs=1, metavar="FILING", help="the filing's folder")
    build.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the folder of the outputs")
    build.set_defaults(run=_build, calc="1.1", calc_severity="error")
    validate = commands.add_parser("validate", help="check filings and reports")
    validate.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="a filing or any file in it, a report, a build folder")
    validate.add_argument(
        "--calc", choices=("1.1", "1.1-truncate", "1.0", "none"), default="1.1", help="which calculation checks (default: 1.1)"
    )
    validate.add_argument("--calc-severity", choices=("error", "warning"), default="error", help="what an inconsistency counts as")
    validate.set_defaults(run=_validate)
    taxonomy = commands.add_parser("taxonomy", help="author taxonomies").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    compiled = taxonomy.add_parser("build", help="compile a taxonomy's tables to its package")
    compiled.add_argument("paths", type=Path, nargs=1, metavar="DIR", help="the folder with taxonomy.toml and tables/")
    compiled.add_argument("-o", "--out", type=Path, metavar="OUT", help="the unpacked package (default: DIR/package)")
    compiled.add_argument("--format", choices=FORMATS, default="concise", help="how findings are printed")
    compiled.set_defaults(run=_build_taxonomy)
    for command in (build, validate):
        command.add_argument("--taxonomy-package", type=Path, action="append", default=[], metavar="ZIP", help="a taxonomy package to use")
        command.add_argument("--root", type=Path, metavar="DIR", help="read files only below DIR")
        command.add_argument("--format", choices=FORMATS, default="concise", help="how findings are printed")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    for path in (*options.taxonomy_package, *([options.root] if options.root else [])):
        if not path.exists():
            raise _UsageError(f"{quoted(str(path))} does not exist")
    return Settings(
        packages=tuple(options.taxonomy_package),
        root=options.root,
        calc=options.calc,
        calc_severity=Severity(options.calc_severity),
        cache=cache_folder(),
        progress=_progress(),
    )


def _progress() -> Progress:
    """A line on standard error that says what is being done; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        return silent

    def progress(what: str) -> None:
        print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    return progress


def _finished() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _validate(options: argparse.Namespace) -> int:
    from generator.pipeline.validate import validate

    found = list(validate(options.paths, _settings(options)))
    _finished()
    show(found, options.format, sys.stdout, sys.stderr)
    if options.format != "json" and not has_errors(found):
        print(f"{', '.join(str(p) for p in options.paths[:3])}{' …' if len(options.paths) > 3 else ''}: no error", file=sys.stderr)
    return int(has_errors(found))


def _build(options: argparse.Namespace) -> int:
    from generator.pipeline.build import build

    (path,) = options.paths
    built = build(path if path.is_dir() else path.parent, options.out, _settings(options))
    _finished()
    show(built.diagnostics, options.format, sys.stdout, sys.stderr)
    if built.manifest is None:
        return 1
    if options.format != "json":
        _summarize(built.manifest, options.out)
    return int(has_errors(built.diagnostics))


def _build_taxonomy(options: argparse.Namespace) -> int:
    from generator.pipeline.taxonomy import build_taxonomy

    (folder,) = options.paths
    found = build_taxonomy(folder, options.out)
    show(found, options.format, sys.stdout, sys.stderr)
    return int(has_errors(found))


def _summarize(manifest: dict[str, Any], out: Path) -> None:
    """What was built and where, for people."""
    outputs = manifest["outputs"]
    rules = manifest["rules"]
    parts = [
        f"{rules[key]} {key.replace('_', ' ')}"
        for key in ("exact", "within_rounding", "explained", "violated", "not_evaluated")
        if rules[key]
    ]
    print(f"{manifest['id']}: {manifest['facts']} facts; {rules['total']} rules: {', '.join(parts)}")
    for output in outputs:
        print(f"  {out / output['path']}")
    print(f"  {out / 'manifest.json'}")
