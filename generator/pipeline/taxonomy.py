"""`filing taxonomy build|check|tree|diff|page`: taxonomies authored as tables compiled and checked, any taxonomy shown and compared."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from generator.diagnostics import Diagnostic, InputError, Location, error, has_errors, quoted, warning
from generator.dts.author import compile_package
from generator.dts.author.check import check
from generator.dts.author.completeness import completeness
from generator.dts.author.package_files import package_files
from generator.dts.author.settings import read_settings
from generator.dts.author.source import Source, read_source
from generator.dts.cache import load_cached
from generator.dts.package import Package, open_package, package_from_files
from generator.dts.resolver import UNRESOLVED, Resolver, is_url
from generator.dts.show.changes import Change, changes
from generator.dts.show.outline import outline
from generator.inputs import find_root
from generator.model import Taxonomy
from generator.pipeline.placing import place_file
from generator.pipeline.settings import Settings
from generator.pipeline.sheets import read_sheets
from generator.pipeline.taxonomies import SHIPPED, shipped_package
from generator.publish import publish

_MARK = "META-INF/taxonomyPackage.xml"
SETTINGS = "taxonomy.toml"

Found: TypeAlias = tuple[Diagnostic, ...]


def build_taxonomy(folder: Path, out: Path | None) -> tuple[Diagnostic, ...]:
    """Compile the tables in `folder` into the unpacked package `out` (default: `package` beside the tables).

    Returns what was found; the package is replaced whole, or not at all where an error was found.
    """
    try:
        files, found = compile_package(folder, read_sheets)
        if not has_errors(found):
            publish(files, out or folder / SHIPPED, _MARK)
    except InputError as problem:
        return problem.diagnostics
    return tuple(found)


def check_taxonomy(folder: Path, settings: Settings) -> tuple[Diagnostic, ...]:
    """What the author of the tables in `folder` got wrong or forgot; nothing is written.

    Where the tables hold no error, the compiled package is loaded as any other, and what the standards find in it is said too.
    """
    source, found = read_source(folder, read_sheets)
    if source is None:
        return tuple(found)
    packages = _packages(settings)
    base, notes = _base(source, packages, settings)
    found += [*notes, *check(source, base), *completeness(source)]
    if not has_errors(found) and (base is not None or not source.settings.bases):
        ours = package_from_files(package_files(source), str(folder))
        found += load_cached((source.settings.entry_point,), Resolver([ours, *packages]), settings.cache)[1]
    return tuple(found)


def _base(source: Source, packages: Sequence[Package], settings: Settings) -> tuple[Taxonomy | None, list[Diagnostic]]:
    """The DTS of the base taxonomies; None where there are none, or (with a warning) where they are not at hand."""
    urls = tuple(url for base in source.settings.bases for _, url in base.imports)
    if not urls:
        return None, []
    taxonomy, found = load_cached(urls, Resolver(packages), settings.cache)
    missing = [d for d in found if d.code == UNRESOLVED and d.location.path in urls]
    if not missing:
        return taxonomy, []
    return None, [
        warning(
            "filing.taxonomy.no-base",
            f"The base taxonomy at {quoted(missing[0].location.path or '', 200)} is not at hand: its names are not checked.",
            hint="Name its package: --taxonomy-package ZIP.",
            location=Location(path=source.settings.path),
        )
    ]


def tree(name: str, view: str, language: str, settings: Settings, entry_points: Sequence[str] = ()) -> tuple[Iterator[str], Found]:
    """The lines of the taxonomy `name` (as for `taxonomy_at`) in a view of `outline`, and what is wrong with it."""
    try:
        taxonomy, found = taxonomy_at(name, settings, entry_points)
    except InputError as problem:
        return iter(()), problem.diagnostics
    return outline(taxonomy, view, language), found


def write_page(name: str, out: Path, language: str, settings: Settings, entry_points: Sequence[str] = ()) -> Found:
    """Write the taxonomy `name` (as for `taxonomy_at`) to the file `out` as an HTML page; what is wrong with it."""
    from generator.dts.show.page import page

    try:
        taxonomy, found = taxonomy_at(name, settings, entry_points)
        place_file(out, "".join(page(taxonomy, _title(name, settings, language), language)).encode("utf-8", "replace"))
    except InputError as problem:
        return problem.diagnostics
    return found


def _title(name: str, settings: Settings, language: str) -> str:
    """What the taxonomy `name` is called by its author, in `language` where it has a name in it; else the end of `name`."""
    path = Path(name)
    names: Mapping[str, str] = {}
    if (path / SETTINGS).is_file() and not is_url(name):
        names = read_settings(path / SETTINGS).name
    else:
        is_package = not is_url(name) and (path.is_dir() or path.suffix == ".zip")
        packages = [open_package(path, settings.root or find_root(path))] if is_package else _packages(settings)
        names = next((p.metadata.names for p in packages if is_package or (is_url(name) and p.locate(name))), {})
    found = [text for key, text in names.items() if key.split("-")[0] == language.split("-")[0]] or [*names.values()]
    return found[0] if found else name.rstrip("/").rpartition("/")[2]


def diff(first: str, second: str, settings: Settings, entry_points: Sequence[str] = ()) -> tuple[tuple[Change, ...], Found]:
    """What changed for a filer from the taxonomy `first` to `second` (as for `taxonomy_at`), and what is wrong with either."""
    try:
        before, found = taxonomy_at(first, settings, entry_points)
        after, more = taxonomy_at(second, settings, entry_points)
    except InputError as problem:
        return (), problem.diagnostics
    return changes(before, after), (*found, *more)


def taxonomy_at(name: str, settings: Settings, entry_points: Sequence[str] = ()) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """The taxonomy that `name` stands for, and what is wrong with it.

    `name` is the URL of an entry point, a taxonomy package (zip or folder), a folder of tables, or a schema's or linkbase's path.
    `entry_points` choose among a package's; without them all that it declares are loaded. Raises InputError.
    """
    path = Path(name)
    packages = _packages(settings)
    if is_url(name):
        return load_cached((name,), Resolver(packages), settings.cache)
    if (path / SETTINGS).is_file():
        files, found = compile_package(path, read_sheets)
        if has_errors(found):
            raise InputError(*found)
        ours = package_from_files(files, name)
        return load_cached((read_settings(path / SETTINGS).entry_point,), Resolver([ours, *packages]), settings.cache)
    if path.is_dir() or path.suffix == ".zip":
        package = open_package(path, settings.root or find_root(path))
        wanted = tuple(entry_points) or tuple(dict.fromkeys(d for point in package.metadata.entry_points for d in point.documents))
        if not wanted:
            message = f"The package {quoted(name)} declares no entry point."
            raise InputError(error("filing.no-entry-point", message, hint="Say which: --entry-point URL.", location=Location(path=name)))
        return load_cached(wanted, Resolver([package, *packages]), settings.cache)
    return load_cached((str(path.resolve()),), Resolver(packages, settings.root or find_root(path)), settings.cache)


def _packages(settings: Settings) -> list[Package]:
    return [*(open_package(path, find_root(path)) for path in settings.packages), shipped_package()]
