"""A folder that is no filing: what a build left, checked against its manifest, or inline document sets."""

import json
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.equality import content_hash
from generator.inputs import read_file
from generator.model import Report
from generator.pipeline.document_sets import find_sets, validate_document_set
from generator.pipeline.manifest import fact_counts, sha256
from generator.pipeline.reports import read_for, validate_file
from generator.pipeline.settings import Settings


def validate_folder(folder: Path, settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with a build folder, or with the inline document sets in a folder."""
    if (folder / "manifest.json").is_file():
        yield from check_build(folder, settings)
        return
    sets, found = find_sets(folder, settings.root)
    if not sets and not found:
        yield error(
            "filing.unknown-folder",
            f"{quoted(str(folder))} is neither a filing (it has no filing.toml), nor a build folder (no manifest.json), "
            "nor an inline document set: it holds no page.",
            hint="Give the folder of a filing, a build folder, or a folder of inline pages.",
            location=Location(path=str(folder)),
        )
        return
    yield from found
    for one in sets:
        try:
            yield from validate_document_set(one.files, settings)
        except InputError as problem:
            yield from problem.diagnostics


def check_build(folder: Path, settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with a build folder: its manifest, each output by itself, and the certificate that all hold the same facts."""
    place = Location(path=str(folder / "manifest.json"))
    try:
        manifest = json.loads(read_file(folder / "manifest.json", folder))
        listed = [
            (o["role"], o["path"], o["sha256"], o["facts"], [(f["path"], f["sha256"]) for f in o["files"]]) for o in manifest["outputs"]
        ]
        expected, promised = manifest["facts"], manifest["content_hash"]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield error("filing.manifest", "The manifest does not read.", hint="Build the filing again.", location=place)
        return
    for _, path, digest, facts, parts in listed:
        changed = False
        for name, wanted in ((path, digest), *parts):
            at = Location(path=str(folder / name))
            try:
                if sha256(read_file(folder / name, folder)) != wanted:
                    changed = True
                    yield error(
                        "filing.changed-output",
                        f"{quoted(name)} is not the file that the build left.",
                        hint="Build the filing again.",
                        location=at,
                    )
            except InputError as problem:
                changed = True
                yield from problem.diagnostics
        if facts is None or not (folder / path).is_file():
            continue
        yield from validate_file(folder / path, settings)
        if not changed:
            yield from _certificate(read_for(folder / path, settings).report, path, expected, promised)


def _certificate(report: Report, path: str, expected: int, promised: str) -> Iterator[Diagnostic]:
    count, _ = fact_counts(report)
    if count != expected or content_hash(report.facts) != promised:
        yield error(
            "filing.certificate",
            f"{quoted(path)} holds {count} facts that are not the {expected} facts of the manifest.",
            hint="Build the filing again.",
            location=Location(path=path),
        )
