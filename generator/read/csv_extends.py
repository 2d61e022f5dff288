"""xBRL-CSV metadata that extends other metadata, merged into one document (xBRL-CSV 1.0, 3.1: extends and final).

Every file of the chain is read once. Maps are merged member by member, the taxonomies are united, and what cannot be
extended may only be said once, or twice alike.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from generator.diagnostics import InputError, quoted
from generator.read.json_text import parse_json
from generator.read.oim_document import Defect
from generator.read.result import resolve_reference
from generator.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

MAX_FILES = 100
_STRUCTURE = "xbrlce:invalidJSONStructure"
_INFO_MAPS = ("namespaces", "linkTypes", "linkGroups", "features", "final")
_TOP_MAPS = ("tableTemplates", "tables", "dimensions", "parameters")
_NOT_INHERITED = frozenset(("documentType", "extends", "taxonomy", "baseURL"))
_FINAL = frozenset((*_INFO_MAPS, *_TOP_MAPS, "taxonomy", "parameterURL", "decimals", "links"))


class Finding(NamedTuple):
    """A defect and the path of the metadata file that it is in."""

    defect: Defect
    path: str


class Merged(NamedTuple):
    """The merged document, the taxonomy's references resolved each against its own file, and what was wrong."""

    document: dict[str, Any]
    entry_points: tuple[str, ...]
    findings: tuple[Finding, ...]


class _File:
    """A metadata file of the chain: its `name` as the primary metadata would write it, and its path."""

    def __init__(self, name: str, path: str, document: dict[str, Any]) -> None:
        self.name, self.path, self.document = name, path, document
        self.info: dict[str, Any] = document["documentInfo"]
        self.pending: list[str] = list(reversed(self.info.get("extends", [])))
        base = self.info.get("baseURL") or path
        self.entry_points = [resolve_reference(url, base) for url in self.info.get("taxonomy", [])]


def merged(document: dict[str, Any], path: str, fetch: Callable[[str], bytes]) -> Merged:
    """`document`, the metadata at `path`, with all that it extends, directly or not.

    `fetch` gives the bytes of a file by its name relative to `path`, or by its URL. Raises Defect where the chain cannot be
    followed, and InputError where a file of it is no JSON. xBRL-CSV 1.0, 3.1.1.
    """
    findings: list[Finding] = []
    chain = [_opened(posixpath.basename(path), path, document)]
    done: set[str] = set()
    count = 1
    while True:
        file = chain[-1]
        if file.pending:
            name = _name(file.pending.pop(), file.name)
            if any(name == other.name for other in chain):
                raise _chain_defect("cycleInExtensionChain", f"{quoted(file.path)} extends {quoted(name)}, which extends it.")
            if name in done:
                continue
            done.add(name)
            count += 1
            if count > MAX_FILES:
                raise _chain_defect("unresolvableBaseMetadataFile", f"More than {MAX_FILES} metadata files extend each other.")
            chain.append(_fetched(name, path, file, fetch))
            continue
        chain.pop()
        if not chain:
            entry_points = tuple(dict.fromkeys(file.entry_points))
            file.info["taxonomy"] = list(entry_points)
            return Merged(file.document, entry_points, tuple(findings))
        findings.extend(Finding(defect, chain[-1].path) for defect in _merge(chain[-1], file))


def _chain_defect(code: str, message: str) -> Defect:
    return Defect(f"xbrlce:{code}", message, part="/documentInfo/extends")


def _name(reference: str, base: str) -> str:
    if "://" in reference:
        return reference
    if "://" in base:
        return resolve_reference(reference, base)
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), reference))


def _fetched(name: str, path: str, file: _File, fetch: Callable[[str], bytes]) -> _File:
    where = resolve_reference(name, path)
    try:
        data = fetch(name)
    except InputError as problem:
        reason = problem.diagnostics[0].message if problem.diagnostics else str(problem)
        raise _chain_defect("unresolvableBaseMetadataFile", f"The metadata {quoted(name)} cannot be read: {reason}") from None
    document = parse_json(data, where, "xbrlce:invalidJSON")
    found = _opened(name, where, document)
    ours, theirs = file.info.get("documentType"), found.info.get("documentType")
    if ours != theirs:
        message = f"{quoted(name)} is of the document type {quoted(str(theirs))}, not {quoted(str(ours))}."
        raise _chain_defect("multipleDocumentTypesInExtensionChain", message)
    return found


def _opened(name: str, path: str, document: Any) -> _File:
    """A file whose parts to be merged have the right shape. Raises Defect."""
    if not isinstance(document, dict) or not isinstance(document.get("documentInfo"), dict):
        raise Defect(_STRUCTURE, f"{quoted(name)} has no object documentInfo.", part="/documentInfo")
    info = document["documentInfo"]
    for holder, names, part in ((info, _INFO_MAPS, "/documentInfo"), (document, _TOP_MAPS, "")):
        for key in names:
            if not isinstance(holder.get(key, {}), dict):
                raise Defect(_STRUCTURE, f"{key} of {quoted(name)} is no object.", part=f"{part}/{key}")
    for key in ("extends", "taxonomy"):
        value = info.get(key, [])
        if not isinstance(value, list) or any(not isinstance(item, str) or not item.strip() for item in value):
            raise Defect(_STRUCTURE, f"{key} of {quoted(name)} is no list of texts.", part=f"/documentInfo/{key}")
    base = info.get("baseURL", "")
    if not isinstance(base, str) or (base and "://" not in base):
        raise Defect("oime:invalidBaseURL", f"baseURL of {quoted(name)} is no absolute URL.", part="/documentInfo/baseURL")
    for key, value in info.get("final", {}).items():
        if key not in _FINAL or not isinstance(value, bool):
            raise Defect(_STRUCTURE, f"final of {quoted(name)} holds {quoted(key)}.", part=f"/documentInfo/final/{key}")
    return _File(name, path, {**document, "documentInfo": dict(info)})


def _merge(file: _File, base: _File) -> Iterator[Defect]:
    """Merge `base`, which `file` extends, into `file`."""
    final = base.info.get("final", {})
    added = [url for url in file.entry_points if url not in base.entry_points]
    if final.get("taxonomy") and added:
        yield _final("taxonomy", added[0], "/documentInfo/taxonomy")
    file.entry_points.extend(url for url in base.entry_points if url not in file.entry_points)
    for holder, theirs, maps, part in (
        (file.info, base.info, _INFO_MAPS, "/documentInfo"),
        (file.document, base.document, _TOP_MAPS, ""),
    ):
        for key in maps:
            if key in holder or key in theirs:
                yield from _merge_map(holder, theirs.get(key, {}), key, part, final=bool(final.get(key)))
        for key in theirs:
            if key in maps or key in _NOT_INHERITED or key == "documentInfo":
                continue
            if key not in holder:
                holder[key] = theirs[key]
            elif holder[key] != theirs[key]:
                message = f"{quoted(key)} differs from that of {quoted(base.name)}."
                yield Defect("xbrlce:illegalRedefinitionOfNonExtensibleProperty", message, part=f"{part}/{key}")
        for key in holder:
            if final.get(key) and key not in maps and key not in theirs and key not in _NOT_INHERITED:
                yield _final(key, key, f"{part}/{key}")


def _final(name: str, what: str, part: str) -> Defect:
    return Defect("xbrlce:illegalExtensionOfFinalProperty", f"{name} is final: {quoted(what)} cannot be added.", part=part)


def _merge_map(holder: dict[str, Any], theirs: dict[str, Any], name: str, part: str, *, final: bool) -> Iterator[Defect]:
    ours = holder[name] = dict(holder.get(name, {}))
    if final:
        for key in ours:
            if key not in theirs:
                yield _final(name, key, f"{part}/{name}/{key}")
    code = "illegalReportParameterRedefinition" if name == "parameters" else "conflictingMetadataValue"
    for key, value in theirs.items():
        if key not in ours:
            ours[key] = value
        elif ours[key] != value:
            message = f"{quoted(key)} of {name} has another value in the metadata that is extended."
            yield Defect(f"xbrlce:{code}", message, part=f"{part}/{name}/{key}")
