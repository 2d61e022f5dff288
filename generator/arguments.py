"""The command line: every command with its arguments. What each does is in `generator.commands`.

Only the command that is asked for gets its arguments made: a hook pays for no other.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from generator import __version__
from generator.options import Options, UsageError
from generator.present.context import FORMATS

CONVERSIONS = ("xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "xbri", "xbr", "zip")
"""What `convert --to` takes: `generator.pipeline.convert.FORMS`, which is imported only when it is needed."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the command line as an exception, so that `--format json` stays JSON."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message}\n{self.format_usage().strip()}")


def parse(arguments: Sequence[str]) -> Options:
    """The options; `command` is the command's name (`taxonomy-build` for a command of `taxonomy`).

    All have `paths`, the files that must exist, and `format`. Raises UsageError; SystemExit after `--help`.
    """
    parser = Parser(prog="filing", description="Normalized facts in, every deliverable of a filing out, proved to agree.")
    parser.add_argument("--version", action="version", version=f"filing {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser, prog="filing")
    for name, (summary, fill) in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if name in arguments:
            command.set_defaults(command=name)
            fill(command)
    return parser.parse_args(arguments, Options())


def _build(command: Parser) -> None:
    command.add_argument("paths", type=Path, nargs=1, metavar="FILING", help="the filing's folder")
    command.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the folder of the outputs")
    command.add_argument("--pdf", action="store_true", help="print the report as a PDF too; needs Chromium")
    command.set_defaults(calc="1.1", calc_severity="error")
    _shared(command)


def _validate(command: Parser) -> None:
    command.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="a filing or any file in it, a report, a folder of either")
    command.add_argument(
        "--document-set",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="inline files that make one report together, in their order",
    )
    command.add_argument(
        "--calc", choices=("1.1", "1.1-truncate", "1.0", "none"), default="1.1", help="which calculation checks (default: 1.1)"
    )
    command.add_argument("--calc-severity", choices=("error", "warning"), default="error", help="what an inconsistency counts as")
    command.add_argument("--explained", type=Path, metavar="FILING", help="the filing whose explanations count for a report on its own")
    command.add_argument("--profile", metavar="NAME", help="a filing programme's rules besides: a shipped one, or the path of a table")
    command.add_argument("--arelle", action="store_true", help="ask Arelle too, and say where it sees it otherwise")
    command.add_argument("--lang", choices=("zh", "en"), help="the language of labels and meanings (default: the filing's first)")
    command.add_argument("--changed", action="store_true", help="the PATHs are changed files: pass over what is no part of a filing")
    _shared(command)


def _convert(command: Parser) -> None:
    command.add_argument("paths", type=Path, nargs="*", metavar="IN", help="a report in any syntax, a filing, a build folder")
    command.add_argument("out", type=Path, metavar="OUT", help="the report to write; its name tells the syntax")
    command.add_argument("--to", choices=CONVERSIONS, help="the syntax, where OUT does not tell it")
    command.add_argument(
        "--document-set",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="in place of IN, after OUT: inline files that make one report together, in their order",
    )
    command.set_defaults(calc="1.1", calc_severity="error")
    _shared(command)


def _diff(command: Parser) -> None:
    command.add_argument(
        "paths", type=Path, nargs=2, metavar="PATH", help="a report in any syntax, a filing, a build folder: first the old one"
    )
    command.add_argument("-o", "--out", type=Path, metavar="FILE", help="write the comparison to FILE too: .xlsx or .json")
    command.add_argument("--restatement", metavar="AXIS", help="the dimension along which corrections are shown (default: CorrectionAxis)")
    command.add_argument("--no-roll-forward", action="store_true", help="do not set two years' filings side by side")
    command.set_defaults(calc="1.1", calc_severity="error")
    _shared(command)


def _import_workpapers(command: Parser) -> None:
    command.add_argument("paths", type=Path, nargs=1, metavar="XLSX", help="the workpapers as a reviewer returned them")
    command.add_argument("--filing", type=Path, metavar="FILING", help="the filing's folder (default: the one around XLSX, or around here)")
    command.add_argument("-o", "--out", type=Path, metavar="CSV", help="the adjustments to write (default: adjustments.csv of the filing)")
    command.add_argument("--force", action="store_true", help="overwrite adjustments that are there and not in the book")
    command.set_defaults(calc="1.1", calc_severity="error")
    _reading(command)
    command.add_argument("--format", choices=("concise", "json"), default="concise", help="how changes and findings are printed")


def _explain(command: Parser) -> None:
    command.add_argument("code", nargs="?", metavar="CODE", help="a code as a finding prints it; without one the families are listed")
    command.add_argument("--lang", choices=("zh", "en"), help="one language only (default: both)")
    command.add_argument("--format", choices=("full", "json"), default="full", help="how it is printed")
    command.set_defaults(paths=[])


def _taxonomy(command: Parser) -> None:
    commands = command.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    compiled = commands.add_parser("build", help="compile a taxonomy's tables to its package")
    compiled.add_argument("paths", type=Path, nargs=1, metavar="DIR", help="the folder with taxonomy.toml and tables/")
    compiled.add_argument("-o", "--out", type=Path, metavar="OUT", help="the unpacked package (default: DIR/package)")
    compiled.set_defaults(command="taxonomy-build")
    _format(compiled)
    check = commands.add_parser("check", help="what the author of a taxonomy's tables got wrong or forgot")
    check.add_argument("paths", type=Path, nargs=1, metavar="DIR", help="the folder with taxonomy.toml and tables/ or taxonomy.xlsx")
    check.set_defaults(command="taxonomy-check", calc="1.1", calc_severity="error")
    _shared(check)
    tree = commands.add_parser("tree", help="print a taxonomy")
    diff = commands.add_parser("diff", help="what changed for a filer between two taxonomies")
    page = commands.add_parser("page", help="write a taxonomy as an HTML page to browse")
    for one, count, name in ((tree, 1, "tree"), (diff, 2, "diff"), (page, 1, "page")):
        what = "a folder of tables, a package (zip or folder), a schema, or the URL of an entry point"
        one.add_argument("sources", nargs=count, metavar="TAXONOMY", help=what)
        one.add_argument("--entry-point", action="append", default=[], metavar="URL", help="which of the package's entry points")
        one.set_defaults(command=f"taxonomy-{name}", paths=[], calc="1.1", calc_severity="error")
        _shared(one)
    tree.add_argument("--view", choices=("presentation", "calculation", "dimensions"), default="presentation", help="what is printed")
    page.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the page to write")
    for one in (tree, page):
        one.add_argument("--lang", default="zh", metavar="LANG", help="the language of the labels (default: zh)")


def _shared(command: Parser) -> None:
    """The arguments of every command that reads a report or a taxonomy."""
    _reading(command)
    _format(command)


def _reading(command: Parser) -> None:
    command.add_argument("--taxonomy-package", type=Path, action="append", default=[], metavar="ZIP", help="a taxonomy package to use")
    command.add_argument("--root", type=Path, metavar="DIR", help="read files only below DIR")


def _format(command: Parser) -> None:
    command.add_argument("--format", choices=FORMATS, default="concise", help="how findings are printed")


COMMANDS = {
    "build": ("build every output of a filing, all or none", _build),
    "validate": ("check filings and reports", _validate),
    "explain": ("what a code means, with a wrong and a right example", _explain),
    "convert": ("write a report in another syntax, the facts unchanged", _convert),
    "diff": ("compare two reports fact by fact", _diff),
    "import-workpapers": ("what a reviewer changed in the workpapers, as adjustments to the facts", _import_workpapers),
    "taxonomy": ("author taxonomies", _taxonomy),
}
"""Every command: what it does, and what adds its arguments."""
