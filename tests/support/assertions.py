"""Arelle running the assertions of an instance's own taxonomy: the verdict and the difference of every rule instance."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from io import BytesIO
from pathlib import Path

from generator.dts.author import zip_package
from generator.pipeline.assertions import with_assertions
from generator.pipeline.filing import CheckedFiling
from generator.render import xbrl
from generator.render.assertions import assertion_id
from generator.rule import RuleResult, Verdict
from tests.support.arelle import ArelleResult, run_arelle

RUN = ("--formula", "run", "--formulaSatisfiedAsser", "--formulaUnsatisfiedAsser")
_WORDS = {"一致": Verdict.EXACT, "舍入内一致": Verdict.WITHIN_ROUNDING, "不一致": Verdict.VIOLATED}
_MESSAGE = re.compile(
    r"\[message:(?P<id>[^\]]+)\] (?P<word>\w+)：.*：列报 (?P<left>\S+)，计算 (?P<right>\S+)，差异 (?P<gap>\S+)", re.DOTALL
)
_PLACES = Decimal(1).scaleb(-12)
_WIDE = Context(prec=80)


@dataclass(frozen=True)
class Outcome:
    """What one engine says of one rule instance; `gap` is to 12 decimal places."""

    verdict: Verdict
    gap: Decimal


def write_instance(checked: CheckedFiling, folder: Path) -> tuple[Path, Path]:
    """The instance of `checked` against its own entry point, and the package that holds that."""
    whole = with_assertions(checked)
    sink = BytesIO()
    xbrl.write(whole.report, whole.taxonomy, sink)
    instance, package = folder / f"{checked.filing.id}.xbrl", folder / f"{checked.filing.id}-taxonomy.zip"
    instance.write_bytes(sink.getvalue())
    package.write_bytes(zip_package(whole.package, top="taxonomy"))
    return instance, package


def run_assertions(instance: Path, package: Path) -> tuple[ArelleResult, dict[str, Outcome]]:
    """Arelle's run, and by assertion id what it found; an assertion that it did not evaluate is missing."""
    result = run_arelle(instance, [package], extra=RUN)
    outcomes: dict[str, Outcome] = {}
    for message in result.messages:
        found = _MESSAGE.match(message.text)
        if found:
            assert found["id"] not in outcomes, f"{found['id']} was evaluated twice"
            outcomes[found["id"]] = Outcome(_WORDS[found["word"]], Decimal(found["gap"]).quantize(_PLACES, context=_WIDE))
    return result, outcomes


def own_outcomes(results: Iterable[RuleResult]) -> Mapping[str, Outcome]:
    """Our verdicts in the same form: an explained difference is a violated one, what is not evaluated is missing."""
    outcomes = {}
    for result in results:
        if result.verdict is not Verdict.NOT_EVALUATED:
            assert result.gap is not None
            verdict = Verdict.VIOLATED if result.verdict is Verdict.EXPLAINED else result.verdict
            outcomes[assertion_id(result.instance.id)] = Outcome(verdict, result.gap.quantize(_PLACES, context=_WIDE))
    return outcomes
