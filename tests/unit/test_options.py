"""The command line of a hook is read without argparse, and comes to the same."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.arguments import COMMANDS, parse
from generator.options import plain_validate, wanted_format
from generator.present.context import FORMATS

REPOSITORY = Path(__file__).resolve().parents[2]
PIECES = (["a.xbrl"], ["facts/收入.csv"], ["--changed"], ["--format", "json"], ["--format", "full"])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_plain_command_line_is_read_as_argparse_reads_it(count: int) -> None:
    for chosen in itertools.permutations(PIECES, count):
        arguments = ["validate", *itertools.chain.from_iterable(chosen)]
        plain = plain_validate(arguments)
        assert plain is not None
        if "a.xbrl" in arguments and "facts/收入.csv" in arguments and arguments.index("a.xbrl") + 1 != arguments.index("facts/收入.csv"):
            continue  # argparse wants the paths together
        assert vars(plain) == vars(parse(arguments)), arguments


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["build", "a", "-o", "b"],
        ["validate", "--calc", "none", "a"],
        ["validate", "--format", "nothing", "a"],
        ["validate", "--format=json", "a"],
        ["validate", "--help"],
        ["validate", "--", "a"],
        ["validate", "-x"],
    ],
)
def test_anything_else_is_left_to_argparse(arguments: list[str]) -> None:
    assert plain_validate(arguments) is None


def test_the_format_is_found_where_nothing_else_is() -> None:
    for form in FORMATS:
        assert wanted_format(["validate", "--format", form, "--oops"]) == wanted_format([f"--format={form}"]) == form
    assert wanted_format(["--format"]) == wanted_format(["--format", "oops"]) == "concise"


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit):
            parse([name, "--help"])


def test_the_hooks_run_imports_neither_argparse_nor_another_syntax(tmp_path: Path) -> None:
    """What a small check of an instance holds at its end: the readers of other syntaxes and filings are not among it."""
    (tmp_path / "a.xbrl").write_text('<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance"/>', encoding="utf-8")
    code = "import sys, json\nfrom generator.cli import main\nmain(['validate', '--changed', sys.argv[1]])\n"
    code += "print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.xbrl")], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=True
    )
    held = set(json.loads(done.stdout.splitlines()[-1]))
    unwanted = {"argparse", "csv", "zipfile", "tomllib", "generator.filing", "generator.read.ixbrl", "generator.read.oim_csv"}
    unwanted |= {"generator.read.report_package", "generator.explain", "generator.validate.profile.table", "stdnum"}
    assert held & unwanted == set()
