"""`taxonomy.toml`: what holds for an authored taxonomy as a whole, and the base taxonomies that it extends."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import read_text

_URL = r"https?://\S+"
_PREFIX = r"[A-Za-z][A-Za-z0-9-]*"
RESERVED_PREFIXES = frozenset({"xs", "xsd", "xsi", "xbrli", "link", "xlink", "xbrldt", "dtr-types", "enum2", "ref", "gen", "label"})
"""Prefixes that the compiled files use for the standards' namespaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A taxonomy that this one extends: its names are written `prefix:Name`.

    `schema` is the URL of the document that declares the names, each with the id `prefix_Name`. `imports` are (namespace, URL) of
    what the extension's schema imports: that document, and an entry point, with which the base's relationships come along.
    """

    prefix: str
    namespace: str
    schema: str
    imports: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`taxonomy.toml`: what holds for the taxonomy as a whole.

    `location` is the URL of the folder of its files and `roles` the start of its role URIs; both end with `/`.
    """

    identifier: str
    namespace: str
    location: str
    roles: str
    prefix: str
    version: str
    languages: tuple[str, ...]
    name: Mapping[str, str]
    description: Mapping[str, str]
    bases: tuple[Base, ...] = ()
    path: str = ""

    @property
    def stem(self) -> str:
        """What the names of all its files start with."""
        return f"{self.prefix}-{self.version}"

    @property
    def entry_point(self) -> str:
        """The URL of its schema."""
        return f"{self.location}{self.stem}.xsd"

    def base(self, name: str) -> Base | None:
        """The base taxonomy whose `name` is (`prefix:Name`); None for a name of our own, or a prefix that is not declared."""
        prefix, colon, _ = name.partition(":")
        return next((b for b in self.bases if colon and b.prefix == prefix), None)


class _File:
    """The parsed file, which knows on which line a key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = read_text(path, path.parent)
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as problem:
            line = re.search(r"line (\d+)", str(problem))
            place = Location(path=str(path), line=int(line[1]) if line else None)
            raise InputError(
                error("filing.taxonomy.toml", f"The file is not well-formed TOML: {quoted(str(problem))}.", location=place)
            ) from None

    def refuse(self, key: str, what: str) -> InputError:
        found = (n for n, t in enumerate(self.text.splitlines(), 1) if re.match(rf"\s*\[*{re.escape(key)}\b", t))
        return InputError(error("filing.taxonomy.toml", f"{key} {what}.", location=Location(path=str(self.path), line=next(found, 1))))

    def string(self, key: str, pattern: str = r"\S+", *, table: Mapping[str, Any] | None = None) -> str:
        value = (self.data if table is None else table).get(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.refuse(key, "is missing or not of the form expected")
        return value

    def languages(self) -> tuple[str, ...]:
        value = self.data.get("languages")
        if not isinstance(value, list) or not value or not all(isinstance(x, str) and re.fullmatch("[a-z]{2,3}", x) for x in value):
            raise self.refuse("languages", 'is missing; it is a list such as ["zh", "en"]')
        return tuple(value)

    def texts(self, key: str, languages: tuple[str, ...]) -> dict[str, str]:
        value = self.data.get(key)
        if not isinstance(value, dict) or any(not isinstance(value.get(lang), str) or not value[lang].strip() for lang in languages):
            raise self.refuse(key, f"needs a text in each language: {', '.join(languages)}")
        return {lang: value[lang].strip() for lang in languages}

    def bases(self) -> tuple[Base, ...]:
        value = self.data.get("base", [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.refuse("base", "is written as tables: [[base]] and below it prefix, namespace, schema, entry_point")
        found = []
        for item in value:
            namespace, schema = self.string("namespace", table=item), self.string("schema", _URL, table=item)
            imports = [(namespace, schema)]
            if "entry_point" in item:
                imports.append((self.string("entry_namespace", table=item), self.string("entry_point", _URL, table=item)))
            prefix = self.prefix(_PREFIX, item)
            found.append(Base(prefix=prefix, namespace=namespace, schema=schema, imports=tuple(imports)))
        for key in ("prefix", "namespace"):
            used = [self.data.get(key), *(getattr(b, key) for b in found)]
            if any(value in used[:at] for at, value in enumerate(used)):
                raise self.refuse("base", f"has a {key} that is used already")
        return tuple(found)

    def prefix(self, pattern: str, table: Mapping[str, Any] | None = None) -> str:
        value = self.string("prefix", pattern, table=table)
        if value in RESERVED_PREFIXES or value.lower().startswith("xml"):
            raise self.refuse("prefix", f"{quoted(value)} stands for a standard's namespace; choose another")
        return value


def read_settings(path: Path) -> Settings:
    """The taxonomy's settings. Raises InputError with the line where `path` is no usable `taxonomy.toml`."""
    file = _File(path)
    languages = file.languages()
    return Settings(
        name=file.texts("name", languages),
        description=file.texts("description", languages),
        identifier=file.string("identifier"),
        namespace=file.string("namespace"),
        location=file.string("location", rf"{_URL}/"),
        roles=file.string("roles", rf"{_URL}/"),
        prefix=file.prefix(r"[a-z][a-z0-9]*"),
        version=file.string("version", r"[0-9A-Za-z][0-9A-Za-z.-]*"),
        languages=languages,
        bases=file.bases(),
        path=str(path),
    )
