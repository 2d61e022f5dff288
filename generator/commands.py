"""The commands behind `generator.cli`: parsing, running, printing."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from generator import __version__
from generator.diagnostics import Diagnostic, Location, Severity, error, has_errors, quoted
from generator.locations import cache_folder
from generator.pipeline.settings import Progress, Settings, silent
from generator.present import FORMATS, diagnostics_object, show

USAGE = 2
CONVERSIONS = ("xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "xbri", "xbr", "zip")
"""What `convert --to` takes: `generator.pipeline.convert.FORMS`, which is imported only when it is needed."""


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
        named = (*options.paths, *getattr(options, "document_set", ()))
        missing = [_unopened(path) for path in named if not _opens(path)]
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
            os.stat(os.path.join(path, "."))  # a folder may be listed and yet not searched
        else:
            os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))  # a pipe would be waited for
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
    validate.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="a filing or any file in it, a report, a folder of either")
    validate.add_argument(
        "--document-set",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="inline files that make one report together, in their order",
    )
    validate.add_argument(
        "--calc", choices=("1.1", "1.1-truncate", "1.0", "none"), default="1.1", help="which calculation checks (default: 1.1)"
    )
    validate.add_argument("--calc-severity", choices=("error", "warning"), default="error", help="what an inconsistency counts as")
    validate.set_defaults(run=_validate)
    convert = _add_convert(commands)
    diff = _add_diff(commands)
    taxonomy = commands.add_parser("taxonomy", help="author taxonomies").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    compiled = taxonomy.add_parser("build", help="compile a taxonomy's tables to its package")
    compiled.add_argument("paths", type=Path, nargs=1, metavar="DIR", help="the folder with taxonomy.toml and tables/")
    compiled.add_argument("-o", "--out", type=Path, metavar="OUT", help="the unpacked package (default: DIR/package)")
    compiled.add_argument("--format", choices=FORMATS, default="concise", help="how findings are printed")
    compiled.set_defaults(run=_build_taxonomy)
    on_taxonomies = _add_taxonomy_commands(taxonomy)
    for command in (build, validate, convert, diff, *on_taxonomies):
        command.add_argument("--taxonomy-package", type=Path, action="append", default=[], metavar="ZIP", help="a taxonomy package to use")
        command.add_argument("--root", type=Path, metavar="DIR", help="read files only below DIR")
        command.add_argument("--format", choices=FORMATS, default="concise", help="how findings are printed")
    return parser


def _add_convert(commands: "argparse._SubParsersAction[_Parser]") -> _Parser:
    command = commands.add_parser("convert", help="write a report in another syntax, the facts unchanged")
    command.add_argument("paths", type=Path, nargs=1, metavar="IN", help="a report in any syntax, a filing, a build folder")
    command.add_argument("out", type=Path, metavar="OUT", help="the report to write; its name tells the syntax")
    command.add_argument("--to", choices=CONVERSIONS, help="the syntax, where OUT does not tell it")
    command.set_defaults(run=_convert, calc="1.1", calc_severity="error")
    return command


def _add_diff(commands: "argparse._SubParsersAction[_Parser]") -> _Parser:
    command = commands.add_parser("diff", help="compare two reports fact by fact")
    command.add_argument(
        "paths", type=Path, nargs=2, metavar="PATH", help="a report in any syntax, a filing, a build folder: first the old one"
    )
    command.add_argument("-o", "--out", type=Path, metavar="FILE", help="write the comparison to FILE too: .xlsx or .json")
    command.add_argument("--restatement", metavar="AXIS", help="the dimension along which corrections are shown (default: CorrectionAxis)")
    command.add_argument("--no-roll-forward", action="store_true", help="do not set two years' filings side by side")
    command.set_defaults(run=_diff, calc="1.1", calc_severity="error")
    return command


def _add_taxonomy_commands(taxonomy: "argparse._SubParsersAction[_Parser]") -> tuple[_Parser, ...]:
    check = taxonomy.add_parser("check", help="what the author of a taxonomy's tables got wrong or forgot")
    check.add_argument("paths", type=Path, nargs=1, metavar="DIR", help="the folder with taxonomy.toml and tables/ or taxonomy.xlsx")
    check.set_defaults(run=_check_taxonomy, calc="1.1", calc_severity="error")
    tree = taxonomy.add_parser("tree", help="print a taxonomy")
    diff = taxonomy.add_parser("diff", help="what changed for a filer between two taxonomies")
    for command, count, run in ((tree, 1, _tree), (diff, 2, _diff_taxonomies)):
        what = "a folder of tables, a package (zip or folder), a schema, or the URL of an entry point"
        command.add_argument("sources", nargs=count, metavar="TAXONOMY", help=what)
        command.add_argument("--entry-point", action="append", default=[], metavar="URL", help="which of the package's entry points")
        command.set_defaults(run=run, paths=[], calc="1.1", calc_severity="error")
    tree.add_argument("--view", choices=("presentation", "calculation", "dimensions"), default="presentation", help="what is printed")
    tree.add_argument("--lang", default="zh", metavar="LANG", help="the language of the labels (default: zh)")
    return check, tree, diff


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

    options.paths = options.paths or list(options.document_set)  # what is named in the end
    if not options.paths:
        raise _UsageError("name a PATH, or the files of a --document-set")
    given = [] if options.paths == options.document_set else options.paths
    found = list(validate(given, _settings(options), options.document_set))
    _finished()
    show(found, options.format, sys.stdout, sys.stderr)
    if options.format != "json" and not has_errors(found):
        print(f"{', '.join(str(p) for p in options.paths[:3])}{' …' if len(options.paths) > 3 else ''}: no error", file=sys.stderr)
    return int(has_errors(found))


def _build(options: argparse.Namespace) -> int:
    from generator.pipeline.build import build
    from generator.pipeline.validate import filing_of

    (path,) = options.paths
    built = build(filing_of(path) or (path if path.is_dir() else path.parent), options.out, _settings(options))
    _finished()
    show(built.diagnostics, options.format, sys.stdout, sys.stderr)
    if built.manifest is None:
        return 1
    if options.format != "json":
        _summarize(built.manifest, options.out)
    return int(has_errors(built.diagnostics))


def _convert(options: argparse.Namespace) -> int:
    from generator.pipeline.convert import convert
    from generator.pipeline.sources import Misuse

    (path,) = options.paths
    try:
        made = convert(path, options.out, _settings(options), options.to)
    except Misuse as problem:
        raise _UsageError(str(problem)) from None
    _finished()
    show(made.diagnostics, options.format, sys.stdout, sys.stderr)
    if options.format != "json":
        for written in made.written:
            print(f"{written.path}: {written.facts} facts")
    return int(has_errors(made.diagnostics))


def _diff(options: argparse.Namespace) -> int:
    from generator.pipeline.diff import diff, save
    from generator.pipeline.sources import Misuse

    first, second = options.paths
    if options.out is not None and options.out.suffix.lower() not in (".xlsx", ".json"):
        raise _UsageError(f"{quoted(options.out.name)} is neither .xlsx nor .json")
    try:
        compared = diff(first, second, _settings(options), options.restatement, roll_forward=False if options.no_roll_forward else None)
    except Misuse as problem:
        raise _UsageError(str(problem)) from None
    if options.out is not None:
        compared = save(compared, (str(first), str(second)), options.out)
    _finished()
    if options.format == "json":
        print(json.dumps({**diagnostics_object(compared.diagnostics), **compared.object()}, ensure_ascii=False, indent=2))
    else:
        show(
            [d for d in compared.diagnostics if d.severity is Severity.ERROR], options.format, sys.stdout, sys.stderr
        )  # the rest is validate's
        for line in compared.text(full=options.format == "full"):
            print(line)
    same = compared.difference is not None and compared.difference.same
    return int(not same or has_errors(compared.diagnostics))


def _build_taxonomy(options: argparse.Namespace) -> int:
    from generator.pipeline.taxonomy import build_taxonomy

    (folder,) = options.paths
    found = build_taxonomy(folder, options.out)
    show(found, options.format, sys.stdout, sys.stderr)
    return int(has_errors(found))


def _check_taxonomy(options: argparse.Namespace) -> int:
    from generator.pipeline.taxonomy import check_taxonomy

    (folder,) = options.paths
    found = check_taxonomy(folder, _settings(options))
    show(found, options.format, sys.stdout, sys.stderr)
    if options.format != "json" and not has_errors(found):
        print(f"{folder}: no error", file=sys.stderr)
    return int(has_errors(found))


def _missing_sources(options: argparse.Namespace) -> bool:
    """Whether a taxonomy that is no URL cannot be opened; says so."""
    paths = [Path(name) for name in options.sources if not name.startswith(("http://", "https://"))]
    missing = [_unopened(path) for path in paths if not _opens(path)]
    if missing:
        show(missing, options.format, sys.stdout, sys.stderr)
    return bool(missing)


def _tree(options: argparse.Namespace) -> int:
    from generator.pipeline.taxonomy import tree

    if _missing_sources(options):
        return USAGE
    lines, found = tree(options.sources[0], options.view, options.lang, _settings(options), options.entry_point)
    if options.format == "json":
        print(json.dumps({**diagnostics_object(found), "tree": list(lines)}, ensure_ascii=False, indent=2))
    else:
        show(found, options.format, sys.stderr, sys.stderr)
        for line in lines:
            print(line)
    return int(has_errors(found))


def _diff_taxonomies(options: argparse.Namespace) -> int:
    from generator.pipeline.taxonomy import diff

    if _missing_sources(options):
        return USAGE
    first, second = options.sources
    changes, found = diff(first, second, _settings(options), options.entry_point)
    if options.format == "json":
        listed = [{"kind": change.kind, **change._asdict()} for change in changes]
        print(json.dumps({**diagnostics_object(found), "changes": listed}, ensure_ascii=False, indent=2))
    else:
        show(found, options.format, sys.stderr, sys.stderr)
        for change in changes:
            print(str(change))
        print(f"{len(changes)} change{'' if len(changes) == 1 else 's'}", file=sys.stderr)
    return int(bool(changes) or has_errors(found))


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
