"""What loading a taxonomy costs: `filing` cold and from its cache, beside Arelle loading the same entry point offline, in turns.

Usage: python -m benchmarks.taxonomies [CORPUS [REPEATS]], where CORPUS is a folder with the taxonomy packages named below (else
FILING_CORPUS, else ../shared/corpus; nothing is measured where it is absent). Each run is a process of its own, Python's start
included; quote the ratios.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, Run, measure
from benchmarks.samples import REPOSITORY

_FERC = "https://eCollection.ferc.gov/taxonomy"
TAXONOMIES = {
    "IFRS 2023": ("ifrs-2023-taxonomy.zip", "http://xbrl.ifrs.org/taxonomy/2023-03-23/full_ifrs_entry_point_2023-03-23.xsd"),
    "FERC form 60": ("ferc-form60-taxonomy.zip", f"{_FERC}/form60/2022-04-01/form/form60/form-60_2022-04-01.xsd"),
    "FERC form 6": ("ferc-form6-taxonomy.zip", f"{_FERC}/form6/2023-04-01/form/form6/form-6_2023-04-01.xsd"),
    "EDINET 2026": (
        "edinet-2026-taxonomy.zip",
        "http://disclosure.edinet-fsa.go.jp/taxonomy/jpcrp/2025-11-01/r/jpcrp020000-srs_2025-11-01_pre.xml",
    ),
}
LOAD = """
import sys
from pathlib import Path
from generator.dts.cache import load_cached
from generator.dts.package import open_package
from generator.dts.resolver import Resolver
package = Path(sys.argv[1])
load_cached([sys.argv[2]], Resolver([open_package(package, package.parent)]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
"""


def runs(corpus: Path, scratch: Path) -> Iterator[Run]:
    """Three commands for each taxonomy: ours cold, ours from the cache (filled by its first run), Arelle."""
    for name, (package, url) in TAXONOMIES.items():
        zipped = str(corpus / package)
        yield Run(name=f"{name} cold", command=[sys.executable, "-c", LOAD, zipped, url])
        yield Run(name=f"{name} cached", command=[sys.executable, "-c", LOAD, zipped, url, str(scratch / "cache")])
        arelle = [sys.executable, "-m", "arelle.CntlrCmdLine", "--file", url, "--packages", zipped, "--internetConnectivity", "offline"]
        yield Run(name=f"{name} Arelle", command=[*arelle, "--disablePersistentConfig", "--xdgConfigHome", str(scratch)])


def table(costs: dict[str, Cost]) -> str:
    """One line a taxonomy and way of loading: CPU and peak memory, and their ratios to Arelle's."""
    lines = [f"{'':<22} {'CPU s':>8} {'peak MB':>8} {'CPU ÷ Arelle':>13} {'peak ÷ Arelle':>14}"]
    for name, cost in costs.items():
        theirs = costs[f"{name.rpartition(' ')[0]} Arelle"]
        lines.append(f"{name:<22} {cost.cpu:>8.3f} {cost.peak:>8.0f} {cost.cpu / theirs.cpu:>13.3f} {cost.peak / theirs.peak:>14.2f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure and print; 0."""
    default = os.environ.get("FILING_CORPUS") or REPOSITORY.parent / "shared" / "corpus"
    corpus, repeats = Path(arguments[0] if arguments else default), int(arguments[1]) if len(arguments) > 1 else 3
    if not corpus.is_dir():
        print(f"taxonomies: not measured, {corpus} is absent")
        return 0
    with tempfile.TemporaryDirectory(prefix="filing-bench-") as name:
        costs = measure(list(runs(corpus, Path(name))), repeats, os.environ)
    print(table(dict(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
