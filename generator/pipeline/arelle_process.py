"""Arelle in a process of its own, offline: what it is asked, and what it answers. It is never imported by ours.

A run has a folder of its own for its configuration and its cache, so that it finds nothing of the user's and leaves nothing behind.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from generator.diagnostics import InputError, error

TIMEOUT_SECONDS = 900
_FINDINGS = frozenset(("error", "critical", "inconsistency", "error-semantic"))
_DUPLICATES = "arelle:duplicateFacts"
_CALCULATIONS = {"1.1": "c11r", "1.1-truncate": "c11t", "1.0": "c10", "none": "none"}


class Opinion(NamedTuple):
    """One finding of Arelle's: its code, its words, and the places that it names as (href, line), the line None where it names none."""

    code: str
    text: str
    places: tuple[tuple[str, int | None], ...]


class Answer(NamedTuple):
    """What one run came to: its findings, errors and inconsistencies alike; None where it gave no verdict, then `trouble` says why."""

    findings: tuple[Opinion, ...] | None
    trouble: str = ""


def require_arelle() -> None:
    """Raise InputError where Arelle is not installed."""
    if find_spec("arelle") is None:
        message = "Arelle is not installed, so that there is no second opinion."
        raise InputError(error("filing.no-arelle", message, hint="Install the distribution arelle-release, or leave --arelle out."))


def ask_arelle(files: Sequence[Path], packages: Sequence[Path], calc: str) -> Answer:
    """Arelle's verdict on a report: one file, or the pages of one document set. `packages` are zips, `calc` is `Settings.calc`."""
    with tempfile.TemporaryDirectory(prefix="filing-arelle-") as scratch:
        log = Path(scratch, "log.json")
        command = [sys.executable, "-m", "arelle.CntlrCmdLine", "--workOffline", "--validate", "--utr", "--disablePersistentConfig"]
        command += ["--xdgConfigHome", scratch, "--logFile", str(log), "--calc", _CALCULATIONS[calc]]
        command += ["--validateDuplicateFacts", "inconsistent"]  # off by default; an inconsistent duplicate is an error of ours
        command += [argument for package in packages for argument in ("--packages", str(package.resolve()))]
        command += _named([str(file.resolve()) for file in files])
        try:
            done = subprocess.run(
                command,
                cwd=scratch,
                env=_environment(scratch),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Answer(None, f"it did not end within {TIMEOUT_SECONDS} seconds")
        except OSError as problem:
            return Answer(None, problem.strerror or str(problem))
        if not log.is_file():
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            return Answer(None, f"exit code {done.returncode}{': ' + lines[-1] if lines else ''}")
        return _answer(log.read_text(encoding="utf-8"))


def _named(files: Sequence[str]) -> list[str]:
    if len(files) == 1:
        return ["--file", files[0]]
    return ["--plugins", "inlineXbrlDocumentSet", "--file", json.dumps([{"ixds": [{"file": file} for file in files]}])]


def _environment(home: str) -> Mapping[str, str]:
    """Our environment without what leads to a user's configuration, a proxy, or modules that are not installed."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and name != "PYTHONPATH"}
    return kept | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}


def _answer(log: str) -> Answer:
    try:
        entries = json.loads(log)["log"]
    except (ValueError, KeyError, TypeError):
        return Answer(None, "its log does not read")
    found = tuple(_opinion(entry) for entry in entries if entry["level"].lower() in _FINDINGS or entry["code"] == _DUPLICATES)
    if not any("validated in" in entry["message"]["text"] for entry in entries) and not found:
        return Answer(None, "it read the report, but did not validate it")
    return Answer(found)


def _opinion(entry: Mapping[str, object]) -> Opinion:
    message, places = entry["message"], entry.get("refs", ())
    text = str(message.get("text", "")) if isinstance(message, Mapping) else ""
    known = [place for place in places if isinstance(place, Mapping)] if isinstance(places, Sequence) else []
    lines = tuple((str(place.get("href", "")), _line(place.get("sourceLine"))) for place in known)
    return Opinion(str(entry["code"]), text.strip(), lines)


def _line(value: object) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else None
