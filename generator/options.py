"""The options of a command, and the usual command line of a hook read without argparse, which costs as much as half a small check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from generator.present.context import FORMATS
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class UsageError(Exception):
    """The command line is wrong; the message says how."""


class Options(SimpleNamespace):
    """The options of one command as attributes; `command` is its name."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """An option."""


def wanted_format(arguments: Sequence[str]) -> str:
    """The output format, found even where the command line does not parse."""
    for at, argument in enumerate(arguments):
        value = arguments[at + 1] if argument == "--format" and at + 1 < len(arguments) else argument.partition("--format=")[2]
        if value in FORMATS:
            return value
    return "concise"


def plain_validate(arguments: Sequence[str]) -> Options | None:
    """The options of `validate [--changed] [--format FORMAT] PATH…`; None for any other command line, which argparse reads.

    The same as argparse's: a test holds the two in step.
    """
    if list(arguments[:1]) != ["validate"]:
        return None
    paths: list[Path] = []
    form, changed = "concise", False
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--changed":
            changed = True
        elif argument == "--format" and (given := next(rest, "")) in FORMATS:
            form = given
        elif argument.startswith("-"):
            return None
        else:
            paths.append(Path(argument))
    return Options(
        command="validate",
        paths=paths,
        document_set=[],
        calc="1.1",
        calc_severity="error",
        explained=None,
        profile=None,
        arelle=False,
        lang=None,
        changed=changed,
        taxonomy_package=[],
        root=None,
        format=form,
    )
