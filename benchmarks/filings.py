"""Real filings: our findings on every one in the corpus beside Arelle's, and what both took.

Usage: python -m benchmarks.filings [CORPUS] [--repeats N] [--results FOLDER] [--only PART]. CORPUS is FILING_CORPUS or ../shared/corpus
unless given; nothing is done where it is absent. Each report is asked about with the calculations of 1.1 (round and truncate) and 1.0;
units and inconsistent duplicates are checked by both, formulas by neither. With N (default 3) each is timed N times, in turns, in a
process of its own, both caches warm; 0 times nothing. FOLDER keeps Arelle's logs, which are then not asked for again. Exit code 1 where
the two differ in what no row of docs/real-filings.md explains.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from benchmarks.measure import Run, measure
from benchmarks.samples import REPOSITORY
from generator.pipeline.document_sets import find_sets

EXPLAINED = REPOSITORY / "docs" / "real-filings.md"
MODES = {"1.1": "c11r", "1.1-truncate": "c11t", "1.0": "c10"}
"""Our `--calc` and Arelle's."""
DUPLICATES = "arelle:duplicateFacts"
SAME = {DUPLICATES: "oime:disallowedDuplicateFacts", "xmlSchema:syntax": "xml.not-well-formed", "IOerror": "filing.unresolved-document"}
"""Our names of what Arelle calls otherwise."""
QUIET = ("info", "info-semantic", "info-result", "debug")
CALCULATION = re.compile(r"calc11e:inconsistentCalculation|calc11e:excessDigits|xbrl\.5\.2\.5\.2")
THEIR_TOTAL = re.compile(r"(?:from|values) (?:\S+:)?(\S+) .*?context (\S+)", re.DOTALL)
OUR_TOTAL = re.compile(r"[^\s:]+")
FACTS = "//*[@contextRef]"


class Case(NamedTuple):
    """A report to ask about: its files, several for a document set, and the taxonomy package that it needs."""

    name: str
    files: tuple[Path, ...]
    package: Path

    def ours(self, calc: str) -> list[str]:
        """The command by which `filing` checks it."""
        files = [str(file) for file in self.files]
        command = [sys.executable, "-m", "generator.cli", "validate", *(files if len(files) == 1 else ["--document-set", *files])]
        return [*command, "--taxonomy-package", str(self.package), "--calc", calc, "--format", "json"]

    def arelle(self, calc: str, home: Path, log: Path) -> list[str]:
        """The command by which Arelle checks it offline; `home` is where it keeps its configuration and its cache."""
        files = [str(file) for file in self.files]
        named = ["--file", files[0]]
        if len(files) > 1:
            named = ["--plugins", "inlineXbrlDocumentSet", "--file", json.dumps([{"ixds": [{"file": file} for file in files]}])]
        command = [sys.executable, "-m", "arelle.CntlrCmdLine", *named, "--packages", str(self.package), "--validate", "--utr"]
        command += ["--calc", MODES[calc], "--formula", "none", "--validateDuplicateFacts", "inconsistent", "--workOffline"]
        return [*command, "--disablePersistentConfig", "--xdgConfigHome", str(home), "--logFile", str(log)]


class Finding(NamedTuple):
    """A finding of either side. `about` is the total and its context for a calculation, else the file and line, "" where none is named."""

    code: str
    about: str


class Difference(NamedTuple):
    """What one side alone finds of one code in a report: how often, and the first of them."""

    case: str
    calc: str
    side: str
    code: str
    count: int
    first: str


# ---------------------------------------------------------------- the filings


def cases(corpus: Path, folder: Path) -> list[Case]:
    """The reports of the corpus, unpacked below `folder`: instances as published, inline document sets as submitted."""
    with zipfile.ZipFile(corpus / "filings.zip") as archive:
        archive.extractall(folder)
    found = []
    for path in sorted(folder.rglob("*.xbrl")):
        name = path.relative_to(folder)
        package = "edinet-2026-taxonomy.zip" if name.parts[0] == "edinet" else f"{name.parts[0]}-taxonomy.zip"
        found.append(Case(_short(name), (path,), corpus / package))
    for manifest in sorted(folder.glob("edinet/*/submitted/**/manifest*.xml")):
        for one in find_sets(manifest.parent, folder)[0]:
            name = manifest.parent.relative_to(folder) / f"{one.name}.htm"
            found.append(Case(_short(name), one.files, corpus / "edinet-2026-taxonomy.zip"))
    return found


def _short(name: Path) -> str:
    """A report's name in the tables: its filing, and the first words of its file."""
    if name.parts[0] != "edinet":
        return f"{name.parts[0]}/{name.name}"
    return f"edinet/{name.parts[1]} {name.name.partition('_')[0]}{name.suffix.replace('.htm', ' (inline)')}"


# ---------------------------------------------------------------- what each side says


class Contexts:
    """The contexts of the facts in a report's files, by their ids and by their lines."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._by_id: dict[str, str] = {}
        self._by_line: dict[tuple[str, int, str], list[str]] = {}
        for file in files:
            for fact in etree.parse(str(file)).iterfind(f".{FACTS}"):
                context = str(fact.get("contextRef"))
                name = str(fact.get("name") or etree.QName(fact).localname).rpartition(":")[2]
                self._by_id[str(fact.get("id"))] = context
                self._by_line.setdefault((file.name, int(fact.sourceline or 0), name), []).append(context)

    def of(self, fact: str | None, file: str, line: int, concept: str) -> str:
        """The context of the fact `fact`, or else of the facts of `concept` at a line."""
        return self._by_id.get(fact or "") or "|".join(self._by_line.get((file, line, concept), ()))


def ours(case: Case, calc: str, contexts: Contexts, environment: Mapping[str, str]) -> tuple[list[Finding], list[Finding]]:
    """Our errors and our warnings. Raises RuntimeError where the command breaks."""
    done = subprocess.run(case.ours(calc), capture_output=True, env=environment, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{case.name}: exit {done.returncode}\n{done.stderr}")
    found: dict[str, list[Finding]] = {"error": [], "warning": [], "info": []}
    for one in json.loads(done.stdout)["diagnostics"]:
        where = one["location"]
        file, line = Path(where["path"] or "").name, where["line"] or 0
        about = f"{file}:{line}" if line else ""
        if CALCULATION.match(one["code"]):
            concept = OUR_TOTAL.match(one["message"])
            name = concept[0] if concept else ""
            about = f"{name} in {contexts.of(where['fact'], file, line, name)}"
        found[one["severity"]].append(Finding(one["code"], about))
    return found["error"], found["warning"]


def theirs(log: str) -> tuple[list[Finding], list[Finding]]:
    """Arelle's errors and inconsistencies, and its warnings, out of its log. An inconsistent duplicate is an error, as it is here."""
    entries = json.loads(log)["log"]
    if not any("validated in" in entry["message"]["text"] for entry in entries):
        raise RuntimeError("Arelle did not validate")
    errors, warnings = [], []
    for entry in entries:
        level, code, text = entry["level"].lower(), entry["code"], entry["message"]["text"]
        if level in QUIET:
            continue
        place = next((p for p in entry.get("refs", ()) if p.get("sourceLine")), {})
        about = f"{Path(place['href'].partition('#')[0]).name}:{place['sourceLine']}" if place else ""
        total = THEIR_TOTAL.search(text)
        if CALCULATION.match(code) and total:
            about = f"{total[1]} in {total[2]}"
        (warnings if level == "warning" and code != DUPLICATES else errors).append(Finding(code, about))
    return errors, warnings


def same_name(code: str) -> str:
    """A code by its rule, so that the two sides' names of it are one."""
    if code.startswith("xbrl."):
        return code.partition(":")[0]
    return SAME.get(code, code)


def differences(case: str, calc: str, our: Sequence[Finding], their: Sequence[Finding]) -> Iterator[Difference]:
    """What only one of the two finds, code by code. Excess digits count once for a fact: Arelle says them once a calculation."""
    sides = {"ours": _counted(our), "Arelle": _counted(their)}
    for side, other in (("ours", "Arelle"), ("Arelle", "ours")):
        alone = sides[side] - sides[other]
        for code in dict.fromkeys(finding.code for finding in alone):
            some = {f: n for f, n in alone.items() if f.code == code}
            yield Difference(case, calc, side, code, sum(some.values()), next(iter(some)).about)


def _counted(found: Sequence[Finding]) -> Counter[Finding]:
    counted = Counter(Finding(same_name(one.code), one.about) for one in found)
    return Counter({f: 1 if f.code == "calc11e:excessDigits" else n for f, n in counted.items()})


# ---------------------------------------------------------------- the comparison


class Row(NamedTuple):
    """One report under one way of calculating: how many errors, and how many inconsistent sums among them, ours, Arelle's and the same."""

    case: str
    calc: str
    errors: tuple[int, int, int]
    sums: tuple[int, int, int]
    differences: tuple[Difference, ...]


HEADINGS = (
    f"| filing | verdicts: ours, Arelle | errors | inconsistent sums, by {', '.join(MODES)} | only ours | only Arelle's |",
    "|---|---|---|---|---|---|",
)


def line(rows: Sequence[Row]) -> str:
    """The row of the table for one report: counts are ours / Arelle's / the same, of errors with the first way of calculating."""
    verdicts = {tuple("invalid" if count else "valid" for count in row.errors[:2]) for row in rows}
    sums = " · ".join("/".join(map(str, row.sums)) for row in rows)
    alone = {side: ", ".join(f"{d.count} `{d.code}`" for d in rows[0].differences if d.side == side) or "–" for side in ("ours", "Arelle")}
    shown = "; ".join(", ".join(pair) for pair in sorted(verdicts))
    return f"| {rows[0].case} | {shown} | {'/'.join(map(str, rows[0].errors))} | {sums} | {alone['ours']} | {alone['Arelle']} |"


def compared(case: Case, calc: str, contexts: Contexts, log: str, environment: Mapping[str, str]) -> Row:
    """The row of one report. Warnings are compared too: where the one side warns of what is an error to the other, both found it."""
    (our, our_warnings), (their, their_warnings) = ours(case, calc, contexts, environment), theirs(log)
    wrong = differences(case.name, calc, our, their)
    mild = differences(case.name, calc, our_warnings, their_warnings)
    sums = [[f for f in some if CALCULATION.match(f.code) and "excess" not in f.code] for some in (our, their)]
    return Row(
        case=case.name,
        calc=calc,
        errors=_shared(our, their),
        sums=_shared(*sums),
        differences=(*wrong, *(d._replace(code=f"{d.code} (warning)") for d in mild)),
    )


def _shared(our: Sequence[Finding], their: Sequence[Finding]) -> tuple[int, int, int]:
    ours_counted, theirs_counted = _counted(our), _counted(their)
    return ours_counted.total(), theirs_counted.total(), (ours_counted & theirs_counted).total()


def asked(case: Case, calc: str, home: Path, results: Path) -> str:
    """Arelle's log of the report, kept in `results`."""
    log = results / f"{case.name} {calc}.json".replace("/", " ")
    if not log.exists():
        subprocess.run(case.arelle(calc, home, log), capture_output=True, check=True)
    return log.read_text(encoding="utf-8")


class Explained(NamedTuple):
    """A row of the document's table of differences: the side that finds it, the codes, and the reports, none for every one."""

    sides: frozenset[str]
    codes: frozenset[str]
    reports: frozenset[str]

    def covers(self, found: Difference) -> bool:
        """Whether the row explains it."""
        return found.side in self.sides and found.code in self.codes and (not self.reports or found.case in self.reports)


def explanations(text: str) -> list[Explained]:
    """The rows `| side | codes | reports | why |` of a document, names between backquotes; `any` stands for every report."""
    cells = [[frozenset(re.findall("`([^`]+)`", cell)) for cell in line.strip("|").split("|")] for line in text.splitlines()]
    rows = [row for row in cells if len(row) == 4 and row[0] and row[0] <= {"ours", "Arelle"}]
    return [Explained(sides, codes, reports - {"any"}) for sides, codes, reports, _ in rows]


def timed(found: Sequence[Case], repeats: int, home: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The lines of the table of costs: medians of `repeats` runs of each in turns, and our share of Arelle's."""
    yield from ("| filing | wall s: ours / Arelle | share | CPU s: ours / Arelle | share |", "|---|---|---|---|---|")
    with open(os.devnull, "w+b") as nothing:
        for case in found:
            commands = {"ours": case.ours("1.1"), "Arelle": case.arelle("1.1", home, home / "timed.json")}
            once = {side: subprocess.call(command, stdout=nothing, stderr=nothing, env=environment) for side, command in commands.items()}
            runs = [Run(name=side, command=command, expected=once[side]) for side, command in commands.items()]
            costs = measure(runs, repeats, environment)
            our, their = costs["ours"], costs["Arelle"]
            shares = f"{our.wall:.2f} / {their.wall:.2f} | 1/{their.wall / our.wall:.1f} | {our.cpu:.2f} / {their.cpu:.2f}"
            yield f"| {case.name} | {shares} | 1/{their.cpu / our.cpu:.1f} |"


def arguments_of(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.filings")
    default = os.environ.get("FILING_CORPUS") or REPOSITORY.parent / "shared" / "corpus"
    parser.add_argument("corpus", nargs="?", type=Path, default=Path(default), help="folder of filings.zip and the taxonomy packages")
    parser.add_argument("--repeats", type=int, default=3, help="how often each is timed")
    parser.add_argument("--results", type=Path, help="folder in which Arelle's logs are kept between runs")
    parser.add_argument("--only", default="", help="only reports whose name contains this")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Compare, time, print; 1 where a difference is not explained."""
    given = arguments_of(arguments)
    if not (given.corpus / "filings.zip").is_file():
        print(f"filings: not compared, {given.corpus} has no filings.zip")
        return 0
    known = explanations(EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else "")
    with tempfile.TemporaryDirectory(prefix="filing-real-") as name:
        scratch = Path(name)
        results = given.results or scratch / "results"
        results.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "FILING_CACHE": str(scratch / "cache"), "PYTHONPATH": str(REPOSITORY)}
        found = [case for case in cases(given.corpus, scratch / "filings") if given.only in case.name]
        print("\n".join(HEADINGS), flush=True)
        unknown: list[Difference] = []
        for case in found:
            contexts = Contexts(case.files)
            rows = [compared(case, calc, contexts, asked(case, calc, scratch, results), environment) for calc in MODES]
            print(line(rows), flush=True)
            unknown += [d for row in rows for d in row.differences if not any(one.covers(d) for one in known)]
        print()
        for d in unknown:
            print(f"Not explained: {d.case}, --calc {d.calc}: {d.code}, {d.side} only, {d.count}: {d.first}")
        if given.repeats:
            for text in timed(found, given.repeats, scratch, environment):
                print(text, flush=True)
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
