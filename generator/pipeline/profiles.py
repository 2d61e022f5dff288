"""Profiles by name: the shipped ones (`templates/_profiles/NAME.csv`), or a table of the user's own."""

from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import find_root
from generator.locations import data_folder
from generator.validate.profile.documents import DOCUMENT_CHECKS
from generator.validate.profile.facts import FACT_CHECKS
from generator.validate.profile.table import Profile, read_profile


def shipped_profiles() -> dict[str, Path]:
    """The tables of the profiles that this program ships, by name."""
    return {path.stem: path for path in sorted((data_folder("templates") / "_profiles").glob("*.csv"))}


def load_profile(name: str, language: str = "en") -> Profile:
    """The profile called `name`, or in the CSV file of that path; its findings are said in `language`. Raises InputError."""
    shipped = shipped_profiles()
    path = shipped.get(name) or Path(name)
    if name not in shipped and not path.is_file():
        hint = f"Shipped: {', '.join(shipped)}; or the path of a table of your own."
        raise InputError(error("filing.unknown-profile", f"There is no profile {quoted(name)}.", hint=hint, location=Location(path=name)))
    checks = {check: pattern for table in (FACT_CHECKS, DOCUMENT_CHECKS) for check, (_, pattern) in table.items()}
    return read_profile(path, path.parent if name in shipped else find_root(path), checks, language)
