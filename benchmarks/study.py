"""`make study`: seeded errors planted in the samples and in real filings; our verdict on each beside Arelle's.

Usage: python -m benchmarks.study [MUTATIONS_PER_OPERATOR] [--results FOLDER] [--table FILE] [--from SEED] [--operators A,B] [--sources A,B]
[--ours-again]. Exit code 1 where the two disagree on a mutation that no class of docs/mutation-study.md explains. The samples' outputs
are mutated in every syntax, with their taxonomy; of the corpus (FILING_CORPUS) the FERC and EDINET filings, where it is there. The
assertions of the samples' rules are left out: only a filing folder has its rules checked by us.

The study may be stopped at any time. What was asked lies in FOLDER, a line of `results.jsonl` for each mutant, and is not asked again
as long as operator and source make the same mutant; `--ours-again` asks us again and keeps Arelle's answers.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from benchmarks.operators import OPERATORS, NothingToChange, Operator
from benchmarks.samples import SAMPLES, arelle
from generator.publish import MANIFEST
from tests.support.shared import BESIDE, REPOSITORY

ERRORS = ("error", "critical", "inconsistency")
DUPLICATES = "arelle:duplicateFacts"  # a warning of Arelle's; asked for inconsistent ones only, which are errors of ours
EXPLAINED = REPOSITORY / "docs" / "mutation-study.md"
COMMAND = (sys.executable, "-m", "generator.cli")
VALID = "valid"
WARNS = "warns"
TRIES = 4  # seeds tried for each mutant wanted: an operator may find nothing to change in a source


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
    """One changed report, and what each side says of it: nothing, or its codes; `warned` are the codes of our warnings.

    `digest` is of what was changed, and into what.
    """

    operator: str
    source: str
    seed: int
    digest: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    warned: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether both call it valid or both do not."""
        return bool(self.ours) == bool(self.theirs)

    @property
    def line(self) -> str:
        """The mutant by its name, and the two verdicts."""
        ours = " ".join(self.ours) or " ".join([VALID, *(f"({WARNS} {code})" for code in self.warned)])
        return f"{self.operator} / {self.source} / {self.seed}: ours {ours}; Arelle {' '.join(self.theirs) or VALID}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A class of disagreements that the document explains: by operator, and by the codes of each side, none for valid.

    `operators` is empty for a class of every operator. Of `warned`, codes of warnings of ours, one at least was given.
    """

    operators: frozenset[str]
    ours: frozenset[str]
    theirs: frozenset[str]
    warned: frozenset[str] = frozenset()

    def covers(self, mutant: Mutant) -> bool:
        """Whether each side of `mutant` says nothing where the class says so, else nothing but codes of the class."""
        named = not self.operators or mutant.operator in self.operators
        warned = not self.warned or not self.warned.isdisjoint(mutant.warned)
        return named and warned and _within(mutant.ours, self.ours) and _within(mutant.theirs, self.theirs)


def _within(codes: tuple[str, ...], allowed: frozenset[str]) -> bool:
    return bool(codes) == bool(allowed) and allowed.issuperset(codes)


def explanations(text: str) -> tuple[Explanation, ...]:
    """The classes of a document: the rows of tables `| operators | ours | Arelle | … |`, names and codes between backquotes.

    A side that finds nothing is `valid`; a warning of ours is `warns CODE`; the operator `any` stands for all.
    """
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `") and len(cells) >= 4:
            operators, ours, theirs = (frozenset(re.findall("`([^`]+)`", cell)) for cell in cells[:3])
            warned = frozenset(name.removeprefix(f"{WARNS} ") for name in ours if name.startswith(f"{WARNS} "))
            errors = frozenset(name for name in ours if name != VALID and not name.startswith(f"{WARNS} "))
            found.append(Explanation(operators=operators - {"any"}, ours=errors, theirs=theirs - {VALID}, warned=warned))
    return tuple(found)


# ---------------------------------------------------------------- sources


def sources(scratch: Path) -> list[Source]:
    """The samples in every syntax, and the filings of the corpus where they are."""
    return [*sample_sources(scratch), *corpus_sources(scratch)]


def sample_sources(scratch: Path) -> Iterator[Source]:
    """The samples, built below `scratch`: XBRL 2.1, inline XBRL, xBRL-JSON and xBRL-CSV, and the files of the taxonomy."""
    for sample in SAMPLES:
        out = scratch / sample
        build = [*COMMAND, "build", str(REPOSITORY / "samples" / sample), "-o", str(out)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, cwd=REPOSITORY)
        yield from built_sources(sample, out)


def built_sources(sample: str, out: Path) -> Iterator[Source]:
    """The sources of one sample, whose outputs are in `out`: there with a taxonomy without what says nothing of a report's validity.

    The taxonomy's own files are mutated in a copy beside, with all of them but the assertions.
    """
    package, beside = f"{sample}-taxonomy.zip", out.with_name(f"{out.name}-taxonomy")
    shutil.copytree(out, beside)
    _leave_out(beside / package, ("assertions",))
    _leave_out(out / package, ("assertions", "lab-zh", "lab-en", "ref", "pre", "gla"))
    with zipfile.ZipFile(beside / package) as archive:
        inner = [name for name in archive.namelist() if "/filings/" not in name]
    linkbases = {"def": "definition", "cal": "calculation", "pre": "presentation", "lab-zh": "label"}
    parts = {kind: (f"{package}!{n}",) for n in inner for suffix, kind in linkbases.items() if n.endswith(f"_{suffix}.xml")}
    parts["schema"] = (next(f"{package}!{name}" for name in inner if name.endswith(".xsd")),)
    tables = tuple(f"{sample}-csv/{p.name}" for p in sorted((out / f"{sample}-csv").glob("*.csv")) if p.stem != "narrative")
    for name, folder, report, files in (
        (f"{sample}.xbrl", out, f"{sample}.xbrl", {"xbrl": (f"{sample}.xbrl",)}),
        (f"{sample} (taxonomy)", beside, f"{sample}.xbrl", parts),
        (f"{sample}.xhtml", out, f"{sample}.xhtml", {"ixbrl": (f"{sample}.xhtml",)}),
        (f"{sample}.json", out, f"{sample}.json", {"json": (f"{sample}.json",)}),
        (
            f"{sample} (CSV)",
            out,
            f"{sample}-csv/{sample}.json",
            {"csv": tables, "metadata": (f"{sample}-csv/{sample}.json",)},
        ),
    ):
        yield Source(name=name, folder=folder, report=report, package=package, files=files)


def _leave_out(package: Path, parts: tuple[str, ...]) -> None:
    """Delete the references to the linkbases `…_PART.xml` in the schemas of a package: Arelle takes most of its time for them."""
    reference = re.compile(rb'<link:linkbaseRef [^>]*_(?:%s)\.xml"[^>]*/>' % b"|".join(part.encode() for part in parts))
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, reference.sub(b"", data) if name.endswith(".xsd") else data)


def corpus_sources(scratch: Path) -> Iterator[Source]:
    """FERC and EDINET filings, each in a folder of its own beside its taxonomy package."""
    corpus = Path(os.environ.get("FILING_CORPUS") or REPOSITORY.parent / "shared" / BESIDE["FILING_CORPUS"])
    if not (corpus / "filings.zip").exists():
        return
    with zipfile.ZipFile(corpus / "filings.zip") as archive:
        archive.extractall(scratch / "filings")
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
        yield Source(name=report, folder=folder, report=path.name, package=name, files={"xbrl": (path.name,)})


# ---------------------------------------------------------------- one mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file of a report, changed: its path as in `Source.files`, and its new text."""

    path: str
    text: str

    @property
    def digest(self) -> str:
        """What tells two changes of one report apart."""
        return hashlib.sha256(f"{self.path}\n{self.text}".encode()).hexdigest()[:16]


def change(operator: Operator, source: Source, seed: int) -> Change | None:
    """What `operator` makes of `source` with `seed`; None where it finds nothing to change, or changes nothing."""
    chance = random.Random(f"{operator.name}/{source.name}/{seed}")
    path = chance.choice(source.files[operator.kind])
    outer, _, inner = path.partition("!")
    data = (source.folder / outer).read_bytes()
    if inner:
        with zipfile.ZipFile(source.folder / outer) as archive:
            data = archive.read(inner)
    before = data.decode("utf-8")
    try:
        after = operator.change(before, chance)
    except NothingToChange:
        return None
    return None if after == before else Change(path=path, text=after)


def place(changed: Change, source: Source, folder: Path) -> Path:
    """The report in a copy of `source` made in `folder`, with the change."""
    keep = source.report.partition("/")[0]
    shutil.copytree(source.folder, folder, ignore=lambda at, names: _left_out(Path(at), names, source, keep))
    outer, _, inner = changed.path.partition("!")
    target = folder / outer
    if not inner:
        target.write_bytes(changed.text.encode("utf-8"))
        return folder / source.report
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[inner] = changed.text.encode("utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return folder / source.report


def _left_out(at: Path, names: list[str], source: Source, keep: str) -> list[str]:
    """At the top only the report and its package are needed; a real filing's extension taxonomy lies beside it."""
    if at != source.folder:
        return []
    return [n for n in names if n not in (keep, source.package, MANIFEST) and not n.endswith((".xsd", ".xml"))]


def our_codes(report: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the errors that we find, and of the warnings."""
    command = [*COMMAND, "validate", "--format", "json", str(report)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=REPOSITORY)
    found = json.loads(done.stdout)["diagnostics"]
    errors, warnings = (tuple(sorted({d["code"] for d in found if d["severity"] == s})) for s in ("error", "warning"))
    return errors, warnings


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


# ---------------------------------------------------------------- what is known


@dataclass(frozen=True, slots=True)
class Results:
    """The mutants asked about before, in a folder: a line each, the last one counts. Safe for threads."""

    path: Path
    known: dict[tuple[str, str, int], Mutant] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def at(cls, folder: Path) -> "Results":
        """The results in `folder`, which is made where it is missing. A line cut short by a kill is left out."""
        folder.mkdir(parents=True, exist_ok=True)
        results = cls(folder / "results.jsonl")
        text = results.path.read_text(encoding="utf-8") if results.path.exists() else ""
        if text and not text.endswith("\n"):
            results.path.write_text(f"{text}\n", encoding="utf-8")
        for line in text.splitlines():
            try:
                kept = json.loads(line)
            except ValueError:
                continue
            mutant = Mutant(**(kept | {side: tuple(kept[side]) for side in ("ours", "theirs", "warned")}))
            results.known[mutant.operator, mutant.source, mutant.seed] = mutant
        return results

    def find(self, operator: str, source: str, seed: int, digest: str) -> Mutant | None:
        """What was said of this very mutant."""
        found = self.known.get((operator, source, seed))
        return found if found is not None and found.digest == digest else None

    def keep(self, mutant: Mutant) -> None:
        """Remember what was said of `mutant`."""
        with self.lock, self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(mutant), ensure_ascii=False) + "\n")
            self.known[mutant.operator, mutant.source, mutant.seed] = mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What a run works on: where mutants are put, what is known, and whether we are asked again."""

    scratch: Path
    results: Results
    ours_again: bool = False

    def examine(self, operator: Operator, source: Source, seed: int) -> Mutant | None:
        """One mutant with both verdicts; None where the operator makes nothing of the source."""
        changed = change(operator, source, seed)
        if changed is None:
            return None
        known = self.results.find(operator.name, source.name, seed, changed.digest)
        if known is not None and not self.ours_again:
            return known
        folder = self.scratch / f"{OPERATORS.index(operator)}-{seed}"
        report = place(changed, source, folder)
        ours, warned = our_codes(report)
        if known is not None:
            mutant = replace(known, ours=ours, warned=warned)
        else:
            mutant = Mutant(
                operator=operator.name,
                source=source.name,
                seed=seed,
                digest=changed.digest,
                ours=ours,
                warned=warned,
                theirs=arelle_codes(report, folder / source.package, self.scratch),
            )
        shutil.rmtree(folder)
        self.results.keep(mutant)
        if not mutant.agreed:
            print(mutant.line, file=sys.stderr, flush=True)
        return mutant

    def mutants(self, operator: Operator, found: list[Source], count: int, start: int = 0) -> list[Mutant]:
        """`count` mutants of one operator, its sources in turn; more seeds are tried where a source has nothing to change."""
        usable = [source for source in found if operator.kind in source.files]
        made: list[Mutant] = []
        for seed in range(start, start + TRIES * count if usable else start):
            mutant = self.examine(operator, usable[seed % len(usable)], seed)
            made += [mutant] if mutant else []
            if len(made) == count:
                break
        return made


# ---------------------------------------------------------------- the study


def table(made: Mapping[str, list[Mutant]]) -> Iterator[str]:
    """The lines of the table, an operator each."""
    yield from ("| operator | mutants | invalid for us | agreed |", "|---|---|---|---|")
    for operator, some in (*made.items(), ("**all**", [m for several in made.values() for m in several])):
        yield f"| {operator} | {len(some)} | {sum(bool(m.ours) for m in some)} | {sum(m.agreed for m in some)} |"


def page(made: Mapping[str, list[Mutant]], known: tuple[Explanation, ...]) -> Iterator[str]:
    """The lines of what a study prints: the table, the disagreements, the reports that were mutated."""
    yield from table(made)
    total = [m for several in made.values() for m in several]
    differing = [m for m in total if not m.agreed]
    yield from ("", f"Agreement: {len(total) - len(differing)} of {len(total)}.", "", "Disagreements:", "")
    for mutant in differing:
        yield f"- {mutant.line}{'' if any(e.covers(mutant) for e in known) else ' (not explained)'}"
    if not differing:
        yield "- none"
    used = Counter(m.source for m in total)
    yield from ("", "Reports: " + ", ".join(f"{source} ({number})" for source, number in sorted(used.items())))


def arguments_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study")
    parser.add_argument("count", nargs="?", type=int, default=20, help="mutations an operator")
    parser.add_argument("--results", type=Path, help="folder in which answers are kept between runs")
    parser.add_argument("--table", type=Path, help="file to write the table to, as Markdown")
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first seed")
    parser.add_argument("--operators", default="", help="only these, by name, between commas")
    parser.add_argument("--sources", default="", help="only reports whose name contains one of these, between commas")
    parser.add_argument("--ours-again", action="store_true", help="ask us again, and keep Arelle's answers")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Make, ask, print; 1 where a disagreement is not explained."""
    given = arguments_of(arguments)
    wanted, named = (set(filter(None, text.split(","))) for text in (given.operators, given.sources))
    with tempfile.TemporaryDirectory(prefix="filing-study-") as name, ThreadPoolExecutor(2) as pool:
        study = Study(scratch=Path(name), results=Results.at(given.results or Path(name)), ours_again=given.ours_again)
        found = [s for s in sources(study.scratch) if not named or any(part in s.name for part in named)]
        chosen = [o for o in OPERATORS if not wanted or o.name in wanted]
        jobs = {o.name: pool.submit(study.mutants, o, found, given.count, given.start) for o in chosen}
        made = {operator: job.result() for operator, job in jobs.items()}
    known = explanations(EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else "")
    text = "\n".join(page(made, known)) + "\n"
    if given.table:
        given.table.write_text(text, encoding="utf-8")
    print(text)
    return int(any(not m.agreed and not any(e.covers(m) for e in known) for some in made.values() for m in some))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
