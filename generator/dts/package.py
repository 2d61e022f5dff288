"""A taxonomy package: URLs mapped to files inside one top folder (Taxonomy Packages 1.0).

A package is opened from a folder, from a zip's bytes or from files already unpacked (a report package). Nothing is
unpacked before a URL is asked for, so that a taxonomy that comes out of the cache costs one hash of the zip.
"""

import posixpath
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from generator.diagnostics import InputError, Location, error, quoted
from generator.digests import digest
from generator.inputs import Archive, read_file
from generator.qname import CATALOG, TAXONOMY_PACKAGE, XML
from generator.records import NamedTuple
from generator.xmlstream import new_parser, parse

_METADATA = "META-INF/taxonomyPackage.xml"
_CATALOG = "META-INF/catalog.xml"


class EntryPoint(NamedTuple):
    """An entry point of a package: its names by language, the URLs of its documents."""

    names: Mapping[str, str]
    documents: tuple[str, ...]


class Metadata(NamedTuple):
    """What `taxonomyPackage.xml` says."""

    identifier: str
    names: Mapping[str, str]
    entry_points: tuple[EntryPoint, ...]


class Package:
    """One taxonomy package. `path` names it in messages; paths of files are relative to its top folder.

    Every attribute that looks into the package may raise InputError, with the specification's `tpe:` code.
    """

    def __init__(self, path: str, read: Callable[[str], bytes | None], digest: str | None = None) -> None:
        self.path = path
        self.digest = digest
        """A hash of the whole package where it came as one zip, else None."""
        self._read = read

    def file(self, path: str) -> bytes | None:
        """The bytes of the file at `path`, None where there is none. Raises InputError: the package cannot be read."""
        return self._read(path)

    def find(self, url: str) -> bytes | None:
        """The bytes of the document with the canonical URL `url`, None where the package does not hold it."""
        path = self.locate(url)
        return None if path is None else self.file(path)

    def locate(self, url: str) -> str | None:
        """The path that the catalog maps `url` to, by its longest matching start; None where none matches."""
        for start, prefix in self.rewrites:
            if url.startswith(start):
                path = posixpath.normpath(prefix + url[len(start) :])
                return None if path.startswith(("../", "/")) or path == ".." else path
        return None

    @cached_property
    def rewrites(self) -> tuple[tuple[str, str], ...]:
        """The catalog's rewrites, (start of URL, start of path), the longest start first."""
        data = self.file(_CATALOG)
        return () if data is None else _read_catalog(data, f"{self.path}/{_CATALOG}")

    @cached_property
    def metadata(self) -> Metadata:
        """The package's description of itself."""
        data = self.file(_METADATA)
        if data is None:
            raise _refused("tpe:metadataFileNotFound", f"The package {quoted(self.path)} has no {_METADATA}.", self.path)
        return _read_metadata(data, f"{self.path}/{_METADATA}")


def open_package(path: Path, root: Path) -> Package:
    """The package at `path`, a zip or an unpacked folder (its top folder, or the one that holds just that), below `root`.

    Raises InputError where the zip cannot be read or the folder is no package.
    """
    if not path.is_dir():
        return package_from_zip(read_file(path, root), str(path))
    top = path
    if not (path / _METADATA).is_file():
        inner = [folder for folder in sorted(path.iterdir()) if (folder / _METADATA).is_file()]
        if len(inner) != 1:
            raise _refused(
                "tpe:metadataDirectoryNotFound", f"{quoted(str(path))} is no taxonomy package: it has no {_METADATA}.", str(path)
            )
        top = inner[0]

    def read(name: str) -> bytes | None:
        file = top / name
        return read_file(file, top) if file.is_file() else None

    return Package(str(top), read)


def package_from_zip(data: bytes, name: str) -> Package:
    """The package in the zip `data`, whose files are unpacked when they are asked for. `name` is for messages."""
    opened: list[tuple[Archive, Mapping[str, str]]] = []

    def read(path: str) -> bytes | None:
        if not opened:
            archive = Archive(data, name)
            opened.append((archive, _below_top(archive.paths, name)))
        archive, inside = opened[0]
        return archive.read(inside[path]) if path in inside else None

    return Package(name, read, digest(data))


def package_from_files(files: Mapping[str, bytes], name: str) -> Package:
    """The package whose files, by their paths below its top folder, are `files`."""
    return Package(name, files.get)


def _below_top(paths: Sequence[str], name: str) -> dict[str, str]:
    """The paths of an archive by what they are below its one top folder."""
    tops = {PurePosixPath(path).parts[0] for path in paths}
    top = min(tops) if len(tops) == 1 else ""
    if not top or any("/" not in path for path in paths):
        raise _refused("tpe:invalidDirectoryStructure", f"The package {quoted(name)} does not have exactly one top folder.", name)
    inside = {path[len(top) + 1 :]: path for path in paths}
    if not any(path.startswith("META-INF/") for path in inside):
        raise _refused("tpe:metadataDirectoryNotFound", f"The package {quoted(name)} has no folder META-INF.", name)
    return inside


def _refused(code: str, message: str, path: str, line: int | None = None) -> InputError:
    return InputError(error(code, message, location=Location(path=path, line=line)))


def _read_catalog(data: bytes, path: str) -> tuple[tuple[str, str], ...]:
    parser = new_parser(path)
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name not in (f"{CATALOG}}}rewriteURI", f"{CATALOG}}}rewriteSystem"):
            return
        key = "uriStartString" if name.endswith("rewriteURI") else "systemIdStartString"
        beginning, prefix = attributes.get(key), attributes.get("rewritePrefix")
        if not beginning or prefix is None:
            raise _refused("tpe:invalidCatalogFile", f"A rewrite lacks {key} or rewritePrefix.", path, parser.CurrentLineNumber)
        if beginning in found:
            message = f"Two rewrites start with {quoted(beginning)}."
            raise _refused("tpe:multipleRewriteURIsForStartString", message, path, parser.CurrentLineNumber)
        place = _inside(prefix)
        if place is None:
            message = f"The catalog maps {quoted(beginning)} to {quoted(prefix)}, which is outside the package."
            raise _refused("tpe:invalidCatalogFile", message, path, parser.CurrentLineNumber)
        found[beginning] = place

    parser.StartElementHandler = start
    parse(parser, data, path)
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _inside(prefix: str) -> str | None:
    """The rewrite prefix, relative to META-INF, as a start of paths below the top folder; None where it leads out."""
    if ":" in prefix.split("/", 1)[0] or prefix.startswith("/") or "\\" in prefix:
        return None
    place = posixpath.normpath(posixpath.join("META-INF", prefix))
    if place == ".." or place.startswith("../"):
        return None
    start = "" if place == "." else place
    return start + "/" if start and prefix.endswith("/") else start


def _read_metadata(data: bytes, path: str) -> Metadata:
    parser = new_parser(path)
    stack: list[str] = []
    text: list[str] = []
    languages: list[str] = []
    names: dict[str, str] = {}
    identifier: list[str] = []
    entry_points: list[tuple[dict[str, str], list[str]]] = []
    prefix = f"{TAXONOMY_PACKAGE}}}"

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append(name.removeprefix(prefix))
        languages.append(attributes.get(f"{XML}}}lang", languages[-1] if languages else ""))
        text.clear()
        if len(stack) == 1 and stack[0] != "taxonomyPackage":
            raise _refused("tpe:invalidMetaDataFile", "The root element is no tp:taxonomyPackage.", path, parser.CurrentLineNumber)
        if stack[1:] == ["entryPoints", "entryPoint"]:
            entry_points.append(({}, []))
        elif stack[1:] == ["entryPoints", "entryPoint", "entryPointDocument"]:
            entry_points[-1][1].append(attributes.get("href", ""))

    def end(_: str) -> None:
        content = "".join(text).strip()
        if stack[1:] == ["identifier"]:
            identifier.append(content)
        elif stack[1:] == ["name"]:
            names[languages[-1]] = content
        elif stack[1:] == ["entryPoints", "entryPoint", "name"]:
            entry_points[-1][0][languages[-1]] = content
        stack.pop()
        languages.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parse(parser, data, path)
    if len(identifier) != 1 or not identifier[0]:
        raise _refused("tpe:invalidMetaDataFile", "The package names no identifier.", path, 1)
    points = tuple(EntryPoint(n, tuple(d for d in documents if d)) for n, documents in entry_points)
    return Metadata(identifier[0], names, points)
