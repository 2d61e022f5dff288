"""Arelle as an oracle: run offline in a process of its own, its findings parsed.

Arelle is never imported by a test's process: it keeps state, and our own start-up must not depend on it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 600
QUIET_LEVELS = frozenset({"info", "info-semantic", "info-result", "debug", "debug-semantic"})
"""Arelle's levels that report progress; every other level (warning, inconsistency, assertion, error, critical) is a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArelleMessage:
    """One line of Arelle's log. `level` is Arelle's own: info, warning, inconsistency, error, critical …

    `places` are its references as `(href, line)`, the line None where Arelle names none.
    """

    code: str
    level: str
    text: str
    places: tuple[tuple[str, int | None], ...] = ()

    def __str__(self) -> str:
        """`level [code] text`, for assertion messages."""
        return f"{self.level} {self.text if self.text.startswith('[') else f'[{self.code}] {self.text}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArelleResult:
    """What one run said. `exit` is the process's exit code, `output` what it printed, for assertion messages."""

    messages: tuple[ArelleMessage, ...]
    exit: int
    output: str

    @property
    def findings(self) -> tuple[ArelleMessage, ...]:
        """The messages that are not mere progress: empty when the report is clean."""
        return tuple(m for m in self.messages if m.level not in QUIET_LEVELS)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of `findings`."""
        return frozenset(m.code for m in self.findings)

    @property
    def clean(self) -> bool:
        """Whether Arelle ended normally, validated something and found nothing."""
        return self.exit == 0 and not self.findings and any("validated in" in m.text for m in self.messages)

    def __str__(self) -> str:
        """The findings, one a line, or the raw output where there is no log."""
        return "\n".join([f"exit {self.exit}", *map(str, self.findings)]) if self.messages else f"exit {self.exit}\n{self.output}"


def run_arelle(
    file: Path | str,
    packages: Iterable[Path | str] = (),
    calc: str | None = "c11r",
    save_json: Path | str | None = None,
    *,
    plugins: Iterable[str] = (),
    extra: Sequence[str] = (),
    validate: bool = True,
) -> ArelleResult:
    """Arelle's verdict on `file` (instance, inline report, xBRL-JSON, xBRL-CSV metadata, report package, schema), offline.

    `packages` are taxonomy package zips, `calc` the mode of `--calc` (None: no calculations). `save_json`, if given, is
    where Arelle saves the facts that it read as xBRL-JSON. `plugins` are further plug-ins, `extra` further arguments (for
    example `["--formula", "run"]`). Raises subprocess.TimeoutExpired after ten minutes.
    """
    with tempfile.TemporaryDirectory(prefix="arelle-") as scratch:
        log = Path(scratch, "log.json")
        command = [sys.executable, "-m", "arelle.CntlrCmdLine", "--file", _absolute(file), "--workOffline", "--logFile", str(log)]
        command += ["--xdgConfigHome", scratch, "--disablePersistentConfig", *(["--validate"] if validate else [])]
        command += [argument for package in packages for argument in ("--packages", _absolute(package))]
        wanted = list(plugins)
        if calc is not None:
            command += ["--calc", calc]
        if save_json is not None:
            wanted.append("saveLoadableOIM")
            command += ["--saveLoadableOIM", _absolute(save_json)]
        if wanted:
            command += ["--plugins", "|".join(wanted)]
        done = subprocess.run(
            [*command, *extra],
            cwd=scratch,
            env=_environment(scratch),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        messages = _messages(log.read_text(encoding="utf-8")) if log.exists() else ()
    return ArelleResult(messages=messages, exit=done.returncode, output=done.stdout.decode("utf-8", "replace"))


def _absolute(file: Path | str) -> str:
    """`file` as an absolute path, since Arelle runs in a folder of its own; a URL as it is."""
    text = str(file)
    return text if "://" in text else str(Path(text).resolve())


def _environment(home: str) -> Mapping[str, str]:
    """Our environment without anything that reaches for a user's configuration, a cache, a proxy or the working tree."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and name != "PYTHONPATH"}
    return kept | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}


def _messages(log: str) -> tuple[ArelleMessage, ...]:
    return tuple(
        ArelleMessage(
            code=entry["code"],
            level=entry["level"].lower(),
            text=entry["message"]["text"].strip(),
            places=tuple((str(place.get("href", "")), place.get("sourceLine")) for place in entry.get("refs", ())),
        )
        for entry in json.loads(log)["log"]
    )
