"""`make study`: seeded errors planted in the samples and in real filings; our verdict on each beside Arelle's.

Usage: python -m benchmarks.study [MUTATIONS_PER_OPERATOR [TABLE]]. Writes the table (Markdown) to TABLE, else to standard output.
Exit code 1 where the two disagree on a mutation that docs/mutation-study.md does not explain. The samples' outputs are mutated in every
syntax, with their taxonomy; of the corpus (FILING_CORPUS) the FERC and EDINET filings, where it is there. The assertions of the
samples' rules are left out: only a filing folder has its rules checked by us.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.operators import OPERATORS, NothingToChange, Operator
from benchmarks.samples import FILING, SAMPLES, arelle, built
from generator.publish import MANIFEST
from tests.support.shared import BESIDE, REPOSITORY

ERRORS = ("error", "critical", "inconsistency")
DUPLICATES = "arelle:duplicateFacts"  # a warning of Arelle's; asked for inconsistent ones only, which are errors of ours
EXPLAINED = REPOSITORY / "docs" / "mutation-study.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A report as files: what is validated, its taxonomy package, and by kind of operator the files to change.

    `report` and the paths in `files` are relative to `folder`; a path `package.zip!inner` names a file of a package.
    """

    name: str
    folder: Path
    report: str
    package: str
    files: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed report, and what each side says of it: nothing, or its codes."""

    operator: str
    source: str
    seed: int
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether both call it valid or both do not."""
        return bool(self.ours) == bool(self.theirs)

    @property
    def name(self) -> str:
        """What the document calls it."""
        return f"{self.operator} / {self.source} / {self.seed}"


# ---------------------------------------------------------------- sources


def sources(scratch: Path) -> list[Source]:
    """The samples in every syntax, and the filings of the corpus where they are."""
    found = []
    for sample in SAMPLES:
        out = built(sample, scratch)
        package = f"{sample}-taxonomy.zip"
        with zipfile.ZipFile(out / package) as archive:
            inner = [name for name in archive.namelist() if "/filings/" not in name]
        linkbases = {"def": "definition", "cal": "calculation", "pre": "presentation", "lab-zh": "label"}
        parts = {kind: f"{package}!{n}" for n in inner for suffix, kind in linkbases.items() if n.endswith(f"_{suffix}.xml")}
        parts["schema"] = next(f"{package}!{name}" for name in inner if name.endswith(".xsd"))
        tables = tuple(f"{sample}-csv/{p.name}" for p in sorted((out / f"{sample}-csv").glob("*.csv")) if p.stem != "narrative")
        for report, files in (
            (f"{sample}.xbrl", {"xbrl": (f"{sample}.xbrl",), **{kind: (path,) for kind, path in parts.items()}}),
            (f"{sample}.xhtml", {"ixbrl": (f"{sample}.xhtml",)}),
            (f"{sample}.json", {"json": (f"{sample}.json",)}),
            (f"{sample}-csv/{sample}.json", {"csv": tables, "metadata": (f"{sample}-csv/{sample}.json",)}),
        ):
            found.append(
                Source(
                    name=report.rpartition("/")[2] + (" (CSV)" if "-csv/" in report else ""),
                    folder=out,
                    report=report,
                    package=package,
                    files=files,
                )
            )
    return found + list(corpus_sources(scratch))


def corpus_sources(scratch: Path) -> list[Source]:
    """FERC and EDINET filings, each in a folder of its own beside its taxonomy package."""
    corpus = REPOSITORY.parent / "shared" / BESIDE["FILING_CORPUS"]
    if not (corpus / "filings.zip").exists():
        return []
    with zipfile.ZipFile(corpus / "filings.zip") as archive:
        archive.extractall(scratch / "filings")
    found = []
    for report, package in (
        ("ferc-form60/wec.xbrl", "ferc-form60"),
        ("ferc-form6/inland.xbrl", "ferc-form6"),
        ("edinet/07", "edinet-2026"),
    ):
        path = scratch / "filings" / report
        if path.is_dir():
            path = next(iter(sorted((path / "published").rglob("*.xbrl"))))
        folder = scratch / "real" / report.replace("/", "-")
        shutil.copytree(
            path.parent, folder, ignore=lambda _, names, keep=path: [n for n in names if n.endswith(".xbrl") and n != keep.name]
        )
        name = f"{package}-taxonomy.zip"
        shutil.copy(corpus / name, folder / name)
        found.append(Source(name=report, folder=folder, report=path.name, package=name, files={"xbrl": (path.name,)}))
    return found


# ---------------------------------------------------------------- one mutant


def examine(operator: Operator, source: Source, seed: int, scratch: Path) -> Mutant | None:
    """Make one mutant in a folder of its own and ask both; None where the operator finds nothing to change."""
    folder = scratch / f"{OPERATORS.index(operator)}-{seed}"
    keep = source.report.partition("/")[0]
    shutil.copytree(source.folder, folder, ignore=lambda at, names: _left_out(Path(at), names, source, keep))
    try:
        change(operator, source, folder, random.Random(f"{operator.name}/{source.name}/{seed}"))
    except NothingToChange:
        shutil.rmtree(folder)
        return None
    report = folder / source.report
    ours = subprocess.run([FILING, "validate", "--format", "json", str(report)], capture_output=True, encoding="utf-8", check=False)
    verdict = json.loads(ours.stdout)
    codes = sorted({d["code"] for d in verdict["diagnostics"] if d["severity"] == "error"})
    mutant = Mutant(
        operator=operator.name,
        source=source.name,
        seed=seed,
        ours=tuple(codes),
        theirs=arelle_codes(report, folder / source.package, scratch),
    )
    shutil.rmtree(folder)
    return mutant


def _left_out(at: Path, names: list[str], source: Source, keep: str) -> list[str]:
    """At the top only the report and its package are needed; a real filing's extension taxonomy lies beside it."""
    if at != source.folder:
        return []
    return [n for n in names if n not in (keep, source.package, MANIFEST) and not n.endswith((".xsd", ".xml"))]


def change(operator: Operator, source: Source, folder: Path, chance: random.Random) -> None:
    """Change one file of the copy in `folder`. Raises NothingToChange."""
    path = chance.choice(source.files[operator.kind])
    outer, _, inner = path.partition("!")
    target = folder / outer
    if not inner:
        target.write_bytes(operator.change(target.read_bytes().decode("utf-8"), chance).encode("utf-8"))
        return
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[inner] = operator.change(files[inner].decode("utf-8"), chance).encode("utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def arelle_codes(file: Path, package: Path, scratch: Path) -> tuple[str, ...]:
    """The codes of what Arelle finds; an inconsistency counts as an error (DESIGN: Severity)."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        log = Path(folder, "log.json")
        command = [*arelle(file, package, Path(folder)), "--formula", "none", "--utr", "--logFile", str(log)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if not log.exists():
            return (f"no log: {done.stderr[-200:]}",)
        entries = json.loads(log.read_text(encoding="utf-8"))["log"]
    return tuple(sorted({e["code"] for e in entries if e["level"].lower() in ERRORS or e["code"] == DUPLICATES}))


# ---------------------------------------------------------------- the study


def mutants(operator: Operator, found: list[Source], count: int, scratch: Path) -> list[Mutant]:
    """`count` mutants of one operator, its sources in turn; more seeds are tried where a source has nothing to change."""
    usable = [source for source in found if operator.kind in source.files]
    made: list[Mutant] = []
    for seed in range(4 * count):
        mutant = examine(operator, usable[seed % len(usable)], seed, scratch)
        made += [mutant] if mutant else []
        if len(made) == count:
            break
    return made


def table(made: dict[str, list[Mutant]]) -> list[str]:
    """The lines of the table, an operator each."""
    lines = ["| operator | mutants | invalid for us | agreed |", "|---|---|---|---|"]
    for operator, all_of_it in made.items():
        refused, agreed = (sum(map(bool, flags)) for flags in ([m.ours for m in all_of_it], [m.agreed for m in all_of_it]))
        lines.append(f"| {operator} | {len(all_of_it)} | {refused} | {agreed} |")
    total = [m for all_of_it in made.values() for m in all_of_it]
    lines.append(f"| **all** | {len(total)} | {sum(bool(m.ours) for m in total)} | {sum(m.agreed for m in total)} |")
    return lines


def main(arguments: list[str]) -> int:
    """Make, ask, print; 1 where a disagreement is not explained."""
    count = int(arguments[0]) if arguments else 20
    with tempfile.TemporaryDirectory(prefix="filing-study-") as name, ThreadPoolExecutor(2) as pool:
        scratch = Path(name)
        found = sources(scratch)
        jobs = {o.name: pool.submit(mutants, o, found, count, scratch) for o in OPERATORS}
        made = {operator: job.result() for operator, job in jobs.items()}
    lines = table(made)
    differing = [m for all_of_it in made.values() for m in all_of_it if not m.agreed]
    lines += ["", "Disagreements:", ""]
    lines += [f"- {m.name}: ours {' '.join(m.ours) or 'valid'}; Arelle {' '.join(m.theirs) or 'valid'}" for m in differing] or ["- none"]
    sources_used = Counter(m.source for all_of_it in made.values() for m in all_of_it)
    lines += ["", "Reports: " + ", ".join(f"{source} ({number})" for source, number in sorted(sources_used.items()))]
    text = "\n".join(lines) + "\n"
    if len(arguments) > 1:
        Path(arguments[1]).write_text(text, encoding="utf-8")
    print(text)
    explained = EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else ""
    return int(any(m.name not in explained for m in differing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
