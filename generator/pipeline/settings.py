"""What the command line decides for every stage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Severity

REPORT_SUFFIXES = (".xbrl", ".xml", ".xhtml", ".html", ".htm", ".json", ".xbri", ".xbr", ".zip")

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`packages` are taxonomy packages that the user names; `root` is None for the default (DESIGN: Root).

    `calc` is "1.1", "1.1-truncate", "1.0" or "none"; `calc_severity` is what an inconsistency counts as.
    `cache` is the folder for compiled taxonomies (None: no cache).
    """

    packages: tuple[Path, ...] = ()
    root: Path | None = None
    calc: str = "1.1"
    calc_severity: Severity = Severity.ERROR
    cache: Path | None = None
    progress: Progress = silent
