"""Which taxonomies are at hand, and the Taxonomy of an entry point: shipped ones, packages beside a report, packages named."""

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error
from generator.dts.cache import load_cached
from generator.dts.package import Package, open_package
from generator.dts.resolver import Resolver
from generator.inputs import find_root
from generator.locations import data_folder
from generator.model import Taxonomy
from generator.pipeline.settings import Settings

SHIPPED = "package"


def shipped_package() -> Package:
    """The taxonomy package that this program ships."""
    folder = data_folder("taxonomy") / SHIPPED
    return open_package(folder, folder)


def shipped_files() -> dict[str, bytes]:
    """The shipped taxonomy package's files, by their paths below its top folder."""
    folder = data_folder("taxonomy") / SHIPPED
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def packages_at(folder: Path, settings: Settings) -> list[Package]:
    """The packages for a report in `folder`: those named by the user, those beside it, the shipped one."""
    named = [open_package(path, find_root(path)) for path in settings.packages]
    beside = [open_package(path, folder) for path in sorted(folder.glob("*-taxonomy.zip"))] if folder.is_dir() else []
    return [*named, *beside, shipped_package()]


def load_taxonomy(
    entry_points: Sequence[str], folder: Path, settings: Settings, extra: Sequence[Package] = ()
) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """The taxonomy of `entry_points` for a report in `folder`, through the cache, and what is wrong with it.

    `extra` are packages that come with the report (a report package). Raises InputError where a document cannot be found.
    """
    if not entry_points:
        raise InputError(error("xbrl.4.2", "The report names no taxonomy.", location=Location(path=str(folder))))
    root = settings.root or find_root(folder)
    resolver = Resolver([*extra, *packages_at(folder, settings)], root)
    return load_cached(tuple(entry_points), resolver, settings.cache)
