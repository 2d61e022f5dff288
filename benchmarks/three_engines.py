"""`make study`, second part: single-cell errors planted in the samples' facts; does every engine find the same relations violated?

Usage: python -m benchmarks.three_engines [ERRORS_PER_SAMPLE]. For every error the verdict on every rule instance comes from our
validator, from Arelle running the assertions of the instance's own taxonomy, and from the workpapers of the sound filing with
the wrong figure typed into its cell, recalculated by LibreOffice. Exit code 1 where they disagree anywhere. Nothing is
written but to a temporary folder.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from benchmarks.samples import REPOSITORY, SAMPLES, built
from generator.model import Fact
from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.render.workpapers.checks import VERDICT_WORDS
from generator.rule import Verdict
from generator.validate.rules import evaluate
from tests.support.assertions import own_outcomes, run_assertions, write_instance
from tests.support.libreoffice import plant, recalculated
from tests.support.verdicts import figure_cells, verdicts_of_book

Verdicts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One wrong figure: the fact as it stands, and the value put in its place."""

    fact: Fact
    wrong: Decimal


def planted(checked: CheckedFiling, seed: int) -> Error:
    """The error number `seed`: one digit another, a sign, a comma moved, or the last digit up by one."""
    chance = random.Random(f"{checked.filing.id}/{seed}")
    numbers = [f for f in checked.report.facts if isinstance(f.value, Decimal) and f.value]
    fact = chance.choice(numbers)
    value = fact.value
    assert isinstance(value, Decimal)
    unit = Decimal(1).scaleb(-(fact.decimals or 0))
    digits = len(str(abs(int(value / unit))))
    changes = (
        lambda: value + unit,
        lambda: value - unit,
        lambda: -value,
        lambda: value + chance.randint(1, 9) * unit * 10 ** chance.randrange(digits),
        lambda: (value * 10) // unit * unit,
    )
    return Error(fact=fact, wrong=chance.choice(changes)())


def with_error(checked: CheckedFiling, error: Error) -> CheckedFiling:
    """The filing with the wrong figure, judged anew without explanations."""
    facts = tuple(f._replace(value=error.wrong) if f.id == error.fact.id else f for f in checked.report.facts)
    schedules = {s.id: s for s in checked.schedules}
    results, _ = evaluate(checked.kind.rules_for(checked.filing.sources), schedules, {f.id: f for f in facts}, ())
    return replace(checked, report=replace(checked.report, facts=facts), results=results)


def words(verdicts: Mapping[str, Verdict]) -> Verdicts:
    return {name: VERDICT_WORDS[verdict] for name, verdict in verdicts.items() if verdict is not Verdict.NOT_EVALUATED}


def examine(sample: str, seed: int, checked: CheckedFiling, book: Path, scratch: Path) -> tuple[Error, int, list[str]]:
    """The error, how many relations it violates, and every disagreement on it."""
    error = planted(checked, seed)
    folder = scratch / f"{sample}-{seed}"
    folder.mkdir()
    changed = with_error(checked, error)
    ours = words({r.instance.id: r.verdict for r in changed.results})
    by_assertion = {name: VERDICT_WORDS[o.verdict] for name, o in own_outcomes(changed.results).items()}
    _, outcomes = run_assertions(*write_instance(changed, folder))
    arelle = {name: VERDICT_WORDS[o.verdict] for name, o in outcomes.items()}
    sheet, cell, scale = figure_cells(checked)[error.fact.id]
    plant(book, folder / "wrong.xlsx", {(sheet, cell): f"{error.wrong.scaleb(-scale):f}"})
    theirs = verdicts_of_book(recalculated(folder / "wrong.xlsx", folder / "again"))
    spreadsheet = {name: word for name, word in theirs.items() if word != VERDICT_WORDS[Verdict.NOT_EVALUATED]}
    found = [f"Arelle: {n}: {by_assertion.get(n)} / {arelle.get(n)}" for n in differing(by_assertion, arelle)]
    found += [f"LibreOffice: {n}: {ours.get(n)} / {spreadsheet.get(n)}" for n in differing(ours, spreadsheet)]
    return error, list(ours.values()).count(VERDICT_WORDS[Verdict.VIOLATED]), found


def differing(a: Verdicts, b: Verdicts) -> list[str]:
    """The names on which two engines differ."""
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def main(arguments: list[str]) -> int:
    """A line an error, then how many were found and how many verdicts were compared; 1 where two engines differ."""
    count = int(arguments[0]) if arguments else 50
    disagreements = 0
    with tempfile.TemporaryDirectory(prefix="filing-engines-") as name, ThreadPoolExecutor(2) as pool:
        scratch = Path(name)
        for sample in SAMPLES:
            out = built(sample, scratch)
            checked = check_filing(REPOSITORY / "samples" / sample, Settings())
            sound = sum(r.verdict is Verdict.EXPLAINED for r in checked.results)
            book = out / f"{sample}-workpapers.xlsx"
            jobs = [pool.submit(examine, sample, seed, checked, book, scratch) for seed in range(count)]
            violated = Counter[bool]()
            for job in jobs:
                error, number, found = job.result()
                violated[number > sound] += 1
                disagreements += len(found)
                print(f"{error.fact.id}: {error.fact.value} -> {error.wrong}: {number - sound:+} violated; disagreements: {len(found)}")
                for line in found:
                    print(f"    {line}")
            print(
                f"{sample}: {count} errors, {violated[True]} with more violated relations; {len(checked.results)} relations in each engine"
            )
    print(f"disagreements: {disagreements}")
    return int(disagreements > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
