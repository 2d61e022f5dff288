"""`make bench`: what the command line costs, beside a bare interpreter and beside Arelle, in one run on one machine.

Usage: python -m benchmarks [REPEATS]. Quote the ratios, not the seconds.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Run, measure, table
from benchmarks.samples import FILING, REPOSITORY, SAMPLES, arelle, built

FLOOR = "python -c pass"


def runs(scratch: Path) -> Iterator[Run]:
    """The commands to measure; the samples are built below `scratch` first."""
    yield Run(name=FLOOR, command=[sys.executable, "-c", "pass"])
    yield Run(name="filing --version", command=[FILING, "--version"])
    for sample in SAMPLES:
        out = built(sample, scratch)
        folder = str(REPOSITORY / "samples" / sample)
        yield Run(name=f"filing validate {sample}/", command=[FILING, "validate", folder])
        yield Run(name=f"filing build {sample}/", command=[FILING, "build", folder, "-o", str(scratch / "again" / sample)])
        for suffix in ("xbrl", "xhtml", "json"):
            report = out / f"{sample}.{suffix}"
            yield Run(name=f"filing validate {report.name}", command=[FILING, "validate", str(report)])
            yield Run(name=f"Arelle {report.name}", command=arelle(report, out / f"{sample}-taxonomy.zip", scratch))


def main(arguments: list[str]) -> int:
    """Measure and print; 0."""
    repeats = int(arguments[0]) if arguments else 5
    with tempfile.TemporaryDirectory(prefix="filing-bench-") as name:
        scratch = Path(name)
        environment = os.environ | {"FILING_CACHE": str(scratch / "cache")}
        print(table(measure(list(runs(scratch)), repeats, environment), FLOOR))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
