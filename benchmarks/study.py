"""`make study`: seeded errors planted in the samples' instances; our verdict on each beside Arelle's.

Usage: python -m benchmarks.study [MUTATIONS_PER_OPERATOR]. Exit code 1 where the two disagree. An operator takes the text of an
instance and a source of randomness, and returns the text with one place changed; it may hit what still leaves the report valid.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.samples import FILING, SAMPLES, arelle, built

Operator = Callable[[str, random.Random], str]


ERRORS = ("error", "critical", "inconsistency")
DUPLICATES = "arelle:duplicateFacts"  # a warning of Arelle's; asked for inconsistent ones only, which are errors of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed instance, and whether each side calls it valid."""

    operator: str
    sample: str
    seed: int
    ours: bool
    theirs: bool
    codes: str


def replaced(pattern: str, change: Callable[[re.Match[str], random.Random], str]) -> Operator:
    """The operator that changes one match of `pattern`, chosen at random. Raises IndexError where nothing matches."""

    def apply(text: str, chance: random.Random) -> str:
        match = chance.choice(list(re.finditer(pattern, text)))
        return text[: match.start()] + change(match, chance) + text[match.end() :]

    return apply


NUMBER = r"(?<=>)-?\d+(?:\.\d+)?(?=</(?!xbrldi|xbrli))"
OPERATORS: Mapping[str, Operator] = {
    "a digit": replaced(r"(?<=>)(-?\d*)(\d)(?=\d*(?:\.\d+)?</(?!xbrl))", lambda m, c: m[1] + str((int(m[2]) + c.randint(1, 9)) % 10)),
    "a sign": replaced(NUMBER, lambda m, _: m[0][1:] if m[0].startswith("-") else f"-{m[0]}"),
    "text in a number": replaced(NUMBER, lambda m, c: m[0] + c.choice([" 万", "e", ",000", "."])),
    "decimals": replaced(r'decimals="[^"]*"', lambda _, c: f'decimals="{c.choice(["two", "", "-1", "2.0", "INF", "8"])}"'),
    "a date": replaced(
        r"(?<=>)\d{4}-\d\d-\d\d(?=<)", lambda m, c: c.choice([f"{m[0][:5]}13{m[0][7:]}", f"{int(m[0][:4]) - 1}{m[0][4:]}", f"{m[0]}T"])
    ),
    "a context": replaced(r'contextRef="[^"]*"', lambda _, c: f'contextRef="{c.choice(["c1", "c2", "c3", "nowhere"])}"'),
    "a unit": replaced(r'unitRef="[^"]*"', lambda _, c: c.choice(['unitRef="nothing"', ""])),
    "a measure": replaced(
        r"(?<=<xbrli:measure>)[^<]*", lambda _, c: c.choice(["iso4217:RMB", "xbrli:pure", "xbrli:shares", "nothing:CNY"])
    ),
    "a concept": replaced(r"<cni:(\w+)(?= [^>]*contextRef)", lambda m, _: f"<cni:{m[1]}x"),
    "a member": replaced(
        r"(?<=>)cni:\w+Member(?=</)", lambda m, c: c.choice(["cni:NoMember", "cni:BeforeCorrectionMember", "cni:OverFiveYearsMember"])
    ),
    "an axis": replaced(
        r'dimension="[^"]*"', lambda _, c: f'dimension="{c.choice(["cni:NoAxis", "cni:ReceivableAgeAxis", "cni:CorrectionAxis"])}"'
    ),
    "an identifier": replaced(r'(?<=<xbrli:identifier scheme=")[^"]*', lambda _, c: c.choice(["", "http://standards.iso.org/iso/17442"])),
    "an end tag": replaced(r"</\w+:\w+>", lambda _, __: ""),
    "a schema reference": replaced(r'(?<=xlink:href=")[^"]*', lambda m, _: f"{m[0]}x"),
    "a nil": replaced(
        r'(?<=contextRef=")([^"]*)"', lambda m, _: f'{m[1]}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'
    ),
}


def examine(operator: str, sample: str, seed: int, out: Path, scratch: Path) -> Mutant:
    """Make one mutant, in a folder of its own beside the taxonomy package, and ask both."""
    folder = scratch / f"{sample}-{sorted(OPERATORS).index(operator)}-{seed}"
    folder.mkdir()
    package = folder / f"{sample}-taxonomy.zip"
    package.write_bytes((out / package.name).read_bytes())
    text = (out / f"{sample}.xbrl").read_text(encoding="utf-8")
    mutant = folder / f"{sample}.xbrl"
    mutant.write_text(OPERATORS[operator](text, random.Random(f"{operator}/{sample}/{seed}")), encoding="utf-8")
    ours = subprocess.run([FILING, "validate", "--format", "json", str(mutant)], capture_output=True, encoding="utf-8", check=False)
    theirs, their_codes = arelle_verdict(mutant, package, folder)
    verdict = json.loads(ours.stdout)
    our_codes = sorted({d["code"] for d in verdict["diagnostics"] if d["severity"] == "error"})
    shown = f"ours: {' '.join(our_codes) or 'valid'}; Arelle: {' '.join(their_codes) or 'valid'}"
    return Mutant(operator=operator, sample=sample, seed=seed, ours=verdict["valid"], theirs=theirs, codes=shown)


def arelle_verdict(file: Path, package: Path, folder: Path) -> tuple[bool, list[str]]:
    """Whether Arelle finds nothing, and the codes of what it finds; an inconsistency counts as an error (DESIGN: Severity)."""
    log = folder / "log.json"
    subprocess.run([*arelle(file, package, folder), "--logFile", str(log)], capture_output=True, check=False)
    entries = json.loads(log.read_text(encoding="utf-8"))["log"]
    codes = sorted({entry["code"] for entry in entries if entry["level"].lower() in ERRORS or entry["code"] == DUPLICATES})
    return not codes, codes


def main(arguments: list[str]) -> int:
    """Print a line an operator and every disagreement; 1 where there is one."""
    count = int(arguments[0]) if arguments else 4
    with tempfile.TemporaryDirectory(prefix="filing-study-") as name, ThreadPoolExecutor(2) as pool:
        scratch = Path(name)
        outs = {sample: built(sample, scratch) for sample in SAMPLES}
        jobs = [
            pool.submit(examine, operator, sample, seed, outs[sample], scratch)
            for operator in OPERATORS
            for sample in SAMPLES
            for seed in range(count)
        ]
        mutants = [job.result() for job in jobs]
    totals, agreed, caught = Counter[str](), Counter[str](), Counter[str]()
    for mutant in mutants:
        totals[mutant.operator] += 1
        agreed[mutant.operator] += mutant.ours == mutant.theirs
        caught[mutant.operator] += not mutant.ours
    for operator, total in totals.items():
        print(f"{operator:<20} {total:>4} mutants, {caught[operator]:>4} refused, {agreed[operator]:>4} as Arelle does")
    for mutant in mutants:
        if mutant.ours != mutant.theirs:
            print(f"disagreement: {mutant.operator}, {mutant.sample}, seed {mutant.seed}: {mutant.codes}")
    print(f"agreement: {agreed.total()} of {totals.total()}")
    return int(agreed.total() != totals.total())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
