"""`--explained FILING`: the explanations of a filing counted for a report that is checked on its own.

The report's facts have the ids of the filing's cells (`schedule.row.column`, in every syntax that we write), so that the rules of the
filing's kind can be judged on them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Report
from generator.pipeline.filing import declare
from generator.pipeline.settings import Settings
from generator.validate.explained import explain_calculations
from generator.validate.rules import evaluate


def with_explanations(diagnostics: Iterable[Diagnostic], report: Report, folder: Path, settings: Settings) -> Iterator[Diagnostic]:
    """`diagnostics` of `report`, and the verdicts of the rules of the filing in `folder`; explained differences are infos.

    An explanation that fits no difference of the report is an error, as in the filing. Raises InputError where the filing's
    declarations do not read.
    """
    declared = declare(folder, settings)
    facts = {fact.id: fact for fact in report.facts}
    shared = sum(schedule.fact_id(*cell) in facts for schedule in declared.schedules for cell in schedule.cells)
    if shared * 2 < len(facts):  # two filings may share a table, such as that of their identity
        yield error(
            "filing.explained-other",
            f"The report has hardly a fact of the filing {quoted(declared.filing.id)}: its explanations cannot be about it.",
            hint="Name the filing from which the report was built with --explained.",
            location=Location(path=str(folder)),
        )
        yield from diagnostics
        return
    rules = declared.kind.rules_for(declared.filing.sources)
    results, verdicts = evaluate(rules, {s.id: s for s in declared.schedules}, facts, declared.filing.explanations)
    yield from verdicts
    yield from explain_calculations(diagnostics, results, facts)
