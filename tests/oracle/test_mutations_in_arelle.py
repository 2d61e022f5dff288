"""A seeded sample of the mutation study: changed outputs and taxonomy files of a sample, our verdict beside Arelle's.

`make study` asks about many more, over both samples and real filings; docs/mutation-study.md explains where the two may differ.
"""

import random
import shutil
from pathlib import Path

import pytest

from benchmarks import study
from benchmarks.operators import OPERATORS, Operator
from benchmarks.samples import SAMPLES
from tests.support.builds import build_sample

pytestmark = pytest.mark.oracle

SAMPLE = SAMPLES[-1]
SEED = 1000  # far from the seeds of the study
MORE_OF = {"xbrl": 3}  # mutants by kind of operator, else one


def chosen() -> list[Operator]:
    """Operators of every kind."""
    chance = random.Random("a sample of the mutation study")
    kinds = sorted({operator.kind for operator in OPERATORS})
    of_kind = {kind: [operator for operator in OPERATORS if operator.kind == kind] for kind in kinds}
    return [operator for kind in kinds for operator in chance.sample(of_kind[kind], MORE_OF.get(kind, 1))]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[study.Source]:
    """The sample in every syntax, and its taxonomy."""
    return list(study.built_sources(SAMPLE, build_sample(SAMPLE, tmp_path_factory.mktemp("whole")).out))


@pytest.mark.parametrize("operator", chosen(), ids=lambda operator: operator.name.replace(" ", "-"))
def test_both_say_the_same_of_a_mutant(operator: Operator, sources: list[study.Source], tmp_path: Path) -> None:
    asked = study.Study(scratch=tmp_path, results=study.Results.at(tmp_path))
    made = asked.mutants(operator, sources, 1, start=SEED)
    assert made, "the operator makes nothing of the sample"
    known = study.explanations(study.EXPLAINED.read_text(encoding="utf-8"))
    assert made[0].agreed or any(e.covers(made[0]) for e in known), made[0].line


def test_a_sound_report_is_valid_for_both(sources: list[study.Source], tmp_path: Path) -> None:
    source = sources[0]
    folder = shutil.copytree(source.folder, tmp_path / "sound")
    report = folder / source.report
    assert study.our_codes(report)[0] == ()
    assert study.arelle_codes(report, folder / source.package, tmp_path) == ()
