"""Which taxonomies are at hand, and the Taxonomy of an entry point: shipped ones, packages beside a report, packages named."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, has_errors, quoted, warning
from generator.dts.cache import load_cached
from generator.dts.package import Package, open_package
from generator.dts.resolver import Resolver
from generator.inputs import find_root
from generator.locations import data_folder
from generator.model import Taxonomy
from generator.pipeline.settings import Settings
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.filing import Kind

SHIPPED = "package"
OWN_FOLDER = "/filings/"
"""The folder, beside a kind's entry point, of the entry points that filings of the kind have of their own."""


def shipped_package() -> Package:
    """The taxonomy package that this program ships."""
    folder = data_folder("taxonomy") / SHIPPED
    return open_package(folder, folder)


def shipped_files() -> dict[str, bytes]:
    """The shipped taxonomy package's files, by their paths below its top folder."""
    folder = data_folder("taxonomy") / SHIPPED
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def passed_on(kind: "Kind") -> Mapping[str, bytes]:
    """The files of the package that goes out with filings of a `kind` without tables of its own: the shipped package, where it
    holds the kind's entry point; else none, since a base taxonomy is not ours to pass on."""
    return shipped_files() if shipped_package().locate(kind.entry_point) else {}


def extension_of(kind: "Kind") -> tuple[Mapping[str, bytes], tuple[Diagnostic, ...]]:
    """The files of the package compiled from the kind's own tables (none where it has none), and what is wrong with the tables.

    Raises InputError where that is an error.
    """
    if kind.extension is None:
        return {}, ()
    # Imported here: the shipped kinds, compiled once and for all, do without on the hook's path.
    from generator.dts.author import compile_package
    from generator.pipeline.sheets import read_sheets

    files, found = compile_package(kind.extension, read_sheets)
    if has_errors(found):
        raise InputError(*found)
    return files, tuple(found)


def packages_at(folder: Path, settings: Settings) -> list[Package]:
    """The packages for a report in `folder`: those named by the user, those beside it, the shipped one."""
    named = [open_package(path, find_root(path)) for path in settings.packages]
    return [*named, *_beside(folder), shipped_package()]


def _beside(folder: Path) -> list[Package]:
    """The packages in `folder`, and in the build folder whose xBRL-CSV it is."""
    places = [folder]
    if folder.name.endswith("-csv") and (folder.parent / "manifest.json").is_file():
        places.append(folder.parent)
    return [open_package(place / name, place) for place in places if place.is_dir() for name in _zips_in(place)]


def _zips_in(folder: Path) -> list[str]:
    """The names of the taxonomy packages in a folder that can be listed, in order. (`glob` would compile a pattern first.)"""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith("-taxonomy.zip"))
    except OSError:
        return []


def resolver_for(folder: Path, settings: Settings, extra: Sequence[Package] = ()) -> Resolver:
    """Where the documents of a taxonomy are looked for, for a report in `folder`; `extra` are packages that come with the report."""
    return Resolver([*extra, *packages_at(folder, settings)], settings.root or find_root(folder))


def load_taxonomy(
    entry_points: Sequence[str], folder: Path, settings: Settings, extra: Sequence[Package] = (), *, resolver: Resolver | None = None
) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """The taxonomy of `entry_points` for a report in `folder`, through the cache, and what is wrong with it.

    `extra` are packages that come with the report (a report package); `resolver` is `resolver_for` these, where it is there already.
    A filing's own entry point that is not at hand, of a report that was taken away from its package, adds its rules only: the shipped
    taxonomy that it extends is loaded in its place, with a warning. Raises InputError where a document cannot be found.
    """
    if not entry_points:
        raise InputError(error("xbrl.4.2", "The report names no taxonomy.", location=Location(path=str(folder))))
    resolver = resolver or resolver_for(folder, settings, extra)
    extended = {entry: _extended(entry, resolver) for entry in entry_points if OWN_FOLDER in entry}
    known = tuple(extended.get(entry) or entry for entry in entry_points)
    taxonomy, found = load_cached(known, resolver, settings.cache)
    return taxonomy, (*(_not_at_hand(entry) for entry, shipped in extended.items() if shipped), *found)


def _extended(entry: str, resolver: Resolver) -> str | None:
    """The shipped entry point that the filing's own entry point `entry` extends, where `entry` itself cannot be found.

    None where `entry` has not the form of such an entry point, …/filings/ID/ID.xsd: a wrong reference is no filing's own.
    """
    folder, _, name = entry.rpartition("/")
    if name != f"{folder.rpartition('/')[2]}.xsd":
        return None
    try:
        resolver.read(entry)
    except InputError:
        points = [document for point in shipped_package().metadata.entry_points for document in point.documents]
        return next((point for point in points if entry.startswith(point.rpartition("/")[0] + OWN_FOLDER)), None)
    return None


def _not_at_hand(entry: str) -> Diagnostic:
    return warning(
        "filing.assertions-not-at-hand",
        f"The filing's own schema {quoted(entry, 200)} is not at hand: the assertions of its rules are not known.",
        hint="Name the filing's taxonomy package with --taxonomy-package.",
        location=Location(path=entry),
    )
