"""`manifest.json` and `diagnostics.json` of a build folder, and the JSON of `--format json`."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.equality import content_hash
from generator.facts.folder import tables
from generator.filing import ADJUSTMENTS
from generator.inputs import find_root, read_file
from generator.model import Report
from generator.narrative.folder import narrative_files
from generator.pipeline.filing import CheckedFiling, find_kind
from generator.pipeline.output import Output
from generator.qname import NOTE_CONCEPT
from generator.rule import RuleResult, Verdict


def json_bytes(value: object) -> bytes:
    """`value` as JSON for people and programs: UTF-8, indented, a final line end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def sha256(data: bytes) -> str:
    """The SHA-256 of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fact_counts(report: Report) -> tuple[int, int]:
    """(facts, nil facts) of `report`: duplicates count, `xbrl:note`s do not."""
    facts = [f for f in report.facts if f.concept != NOTE_CONCEPT]
    return len(facts), sum(f.value is None for f in facts)


def rule_counts(results: Iterable[RuleResult]) -> dict[str, int]:
    """How many rule instances there are and what they came to; the five parts add up to the total."""
    counts = {"total": 0} | {str(verdict): 0 for verdict in Verdict}
    for result in results:
        counts["total"] += 1
        counts[str(result.verdict)] += 1
    return counts


def manifest_object(checked: CheckedFiling, outputs: Sequence[Output], inputs: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of a build; paths are relative to OUT."""
    facts, nil = fact_counts(checked.report)
    listed = []
    for output in outputs:
        entry: dict[str, object] = {
            "role": output.role,
            "path": output.path,
            "sha256": sha256(output.main),
            "bytes": len(output.main),
            "facts": facts if output.is_report else None,
            "files": [
                {"path": path, "sha256": sha256(data), "bytes": len(data)}
                for path, data in sorted(output.files.items())
                if path != output.path
            ],
        }
        listed.append(entry)
    return {
        "id": checked.filing.id,
        "facts": facts,
        "nil": nil,
        "content_hash": content_hash(checked.report.facts),
        "outputs": listed,
        "rules": rule_counts(checked.results),
        "inputs": [{"path": path, "sha256": digest} for path, digest in inputs.items()],
    }


def input_hashes(checked: CheckedFiling, root: Path, packages: Sequence[Path] = ()) -> dict[str, str]:
    """The SHA-256 of every file that the filing is built from: the filing's own by their paths in its folder,
    the kind's below `kind/`, the taxonomy package's below `taxonomy/`, the `packages` that the user named below `packages/`.

    `root` is the filing's. Raises InputError.
    """
    folder = checked.filing.folder
    _, kind_root = find_kind(checked.filing, root)
    facts = folder / "facts"
    own = [folder / "filing.toml", *tables(facts, ".csv"), *tables(facts, ".xlsx"), *narrative_files(folder / "narrative")]
    own += [folder / ADJUSTMENTS] if (folder / ADJUSTMENTS).exists() else []
    hashes = {path.relative_to(folder).as_posix(): sha256(read_file(path, root)) for path in own}
    kind = checked.kind.folder
    below = [kind / "kind.toml", kind / "rules.csv", *(kind / "schedules" / f"{name}.toml" for name in checked.kind.schedules)]
    below += [path for path in sorted(kind.iterdir()) if path.name.endswith((".j2", ".css")) and path.is_file()]
    for path in below:
        hashes[f"kind/{checked.kind.id}/{path.relative_to(kind).as_posix()}"] = sha256(read_file(path, kind_root))
    for name, data in checked.package.items():
        hashes[f"taxonomy/{name}"] = sha256(data)
    for path in packages:
        if path.is_file():
            hashes[f"packages/{path.name}"] = sha256(read_file(path, find_root(path)))
    return hashes
