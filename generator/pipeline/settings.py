"""What the command line decides for every stage."""

from collections.abc import Callable, Mapping
from pathlib import Path

from generator.diagnostics import Location, Severity
from generator.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from generator.filing import Kind
    from generator.model import Report, Taxonomy
    from generator.validate.profile.table import Profile

REPORT_SUFFIXES = (".xbrl", ".xml", ".xhtml", ".html", ".htm", ".json", ".xbri", ".xbr", ".zip")

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress is shown."""


class Seen(NamedTuple):
    """A report that was checked: its taxonomy, where its facts stand, and its filing's kind and languages, where it has one."""

    report: "Report"
    taxonomy: "Taxonomy"
    places: Mapping[str, Location]
    kind: "Kind | None" = None
    languages: tuple[str, ...] = ()


def unseen(_: Seen) -> None:
    """Nobody wants to know which reports were checked."""


class Settings(Record):
    """`packages` are taxonomy packages that the user names; `root` is None for the default (DESIGN: Root).

    `calc` is "1.1", "1.1-truncate", "1.0" or "none"; `calc_severity` is what an inconsistency counts as.
    `cache` is the folder for compiled taxonomies (None: no cache). `profile` holds the rules of a filing programme that are checked
    besides; `explained` is the filing whose explanations count for a report on its own. `seen` is told of every report that is checked.
    `pdf` asks a build for the printed report.
    """

    packages: tuple[Path, ...] = ()
    root: Path | None = None
    calc: str = "1.1"
    calc_severity: Severity = Severity.ERROR
    cache: Path | None = None
    progress: Progress = silent
    profile: "Profile | None" = None
    explained: Path | None = None
    seen: Callable[[Seen], None] = unseen
    pdf: bool = False
