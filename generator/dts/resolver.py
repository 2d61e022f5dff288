"""Documents by URL or path, without a network: standard schemas, then taxonomy packages, then files below a root.

The standard schemas are those that the `arelle-release` distribution bundles, found without importing Arelle. They come
first, so that no package can put others in their place. Whatever is found nowhere is an error that names it.
"""

import os
import posixpath
from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted
from generator.digests import digest
from generator.dts.package import Package
from generator.inputs import read_file
from generator.locations import standard_schemas

UNRESOLVED = "filing.unresolved-document"


def is_url(name: str) -> bool:
    """Whether `name` is an http(s) URL rather than the path of a file."""
    return name.startswith(("http://", "https://"))


def resolve(base: str, href: str) -> str:
    """`href`, found in the document `base`, as an absolute URL or a path, without its fragment.

    `base` is a URL or a path. Percent escapes are undone in paths, since those name files; `file:` URLs become paths.
    """
    target = href.partition("#")[0].strip()
    if not target:
        return base
    if is_url(target) and "/." not in target and "//" not in target[8:]:
        return target
    # Imported here, since a taxonomy that comes out of the cache resolves nothing.
    from urllib.parse import unquote, urljoin, urlsplit

    if is_url(target):
        parts = urlsplit(target)
        return parts._replace(path=posixpath.normpath(parts.path)).geturl()
    if target.startswith("file:"):
        return os.path.normpath(unquote(urlsplit(target).path))
    if is_url(base):
        return urljoin(base, target)
    path = os.path.normpath(os.path.join(os.path.dirname(base), unquote(target)))
    return path + "/" if target.endswith("/") else path  # an xml:base may name a folder


class Resolver:
    """Reads the documents of a DTS. `root` is the folder below which files may be read (None: no files at all).

    `packages` are asked in order. `standard` is the folder of the standard schemas, by default the one at hand.
    """

    def __init__(self, packages: Sequence[Package] = (), root: Path | None = None, *, standard: Path | None = None) -> None:
        self.packages = tuple(packages)
        self.root = root
        self.standard = standard_schemas() if standard is None else standard
        folder = os.fspath(self.standard)
        self._standard_hosts = frozenset(host for scheme in os.listdir(folder) for host in os.listdir(os.path.join(folder, scheme)))

    def read(self, name: str) -> bytes:
        """The bytes of the document `name`, a URL or a path as `resolve` returns it.

        Raises InputError: found nowhere, outside the root, or in a package that cannot be read.
        """
        if not is_url(name):
            return self._read_path(name)
        standard = self._standard_path(name)
        if standard is not None:
            return read_file(Path(standard), self.standard)
        for package in self.packages:
            data = package.find(name)
            if data is not None:
                return data
        raise self._unresolved(name)

    def is_standard(self, name: str) -> bool:
        """Whether the document `name` is one of the standard schemas."""
        return is_url(name) and self._standard_path(name) is not None

    def fingerprint(self, name: str, data: bytes | None = None) -> str:
        """A text that changes when what `read` returns does. `data` is what it returned, where that is known.

        Standard schemas are told by size and time, files and files of unpacked packages by their hash. What else there is
        follows from the zips, which are told by their own hashes (`Package.digest`), not here: "elsewhere".
        """
        standard = self._standard_path(name) if is_url(name) else None
        if standard is not None:
            facts = os.stat(standard)
            return f"standard {facts.st_size} {facts.st_mtime_ns}"
        try:
            if is_url(name):
                data = next((found for p in self.packages if p.digest is None and (found := p.find(name)) is not None), None)
            elif data is None:
                data = self._read_path(name)
        except InputError:
            data = None
        if data is None:
            return "elsewhere"
        return digest(data)

    def _read_path(self, name: str) -> bytes:
        if self.root is None:
            raise self._unresolved(name)
        return read_file(Path(name), self.root)

    def _standard_path(self, url: str) -> str | None:
        scheme, _, rest = url.partition("://")
        host, _, path = rest.partition("?")[0].partition("/")
        if host not in self._standard_hosts or ".." in path.split("/"):
            return None
        # Both schemes have been used for the same documents over the years.
        for one in (scheme, "https" if scheme == "http" else "http"):
            file = os.path.join(self.standard, one, host, path)
            if os.path.isfile(file):
                return file
        return None

    def _unresolved(self, name: str) -> InputError:
        """The error for a document that was found nowhere."""
        holder = next((p for p in self.packages if is_url(name) and p.locate(name) is not None), None)
        if holder is None:
            where = "no taxonomy package at hand holds it, and nothing is ever fetched from the network"
            hint = "Name the taxonomy package that holds it: --taxonomy-package ZIP."
        else:
            where = f"the package {quoted(holder.path, 300)} should hold it, but does not"
            hint = "Ask the package's publisher for a complete one."
        message = f"The document {quoted(name, 300)} cannot be found: {where}."
        return InputError(error(UNRESOLVED, message, hint=hint, location=Location(path=name)))
