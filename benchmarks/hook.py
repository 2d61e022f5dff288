"""`make bench`, the hook: what it costs on synthetic filings, beside a bare interpreter and beside Arelle, in one run on one machine.

Usage: python -m benchmarks.hook [REPEATS [LARGE_REPEATS]]. The filings of 1,000 and of 100,000 facts come from the bench's
`make_filing.py` (FILING_BENCH); without it nothing is measured, and that is said. Runs take turns, caches are warm. Quote the
ratios, not the seconds.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.measure import Cost, Run, measure, once, table
from benchmarks.samples import FILING, arelle
from tests.support.shared import BESIDE, REPOSITORY

FLOOR, HOOK, PEER, VERSION = "python -c pass", "filing validate --changed", "Arelle", "filing --version"
SMALL, LARGE = 1_000, 100_000


def runs(report: Path, scratch: Path) -> Iterator[Run]:
    """The commands on one report; its taxonomy lies beside it."""
    yield Run(name=FLOOR, command=[sys.executable, "-c", "pass"])
    yield Run(name=VERSION, command=[FILING, "--version"])
    yield Run(name=HOOK, command=[FILING, "validate", "--changed", str(report)])
    packages = arelle(report, report, scratch)
    at = packages.index("--packages")
    yield Run(name=PEER, command=[*packages[:at], *packages[at + 2 :]])


def ratios(costs: Mapping[str, Cost]) -> Iterator[str]:
    """The hook beside the interpreter and beside Arelle."""
    floor, version, hook, peer = (costs[name] for name in (FLOOR, VERSION, HOOK, PEER))
    yield f"filing --version: {version.wall / floor.wall:.1f} × {FLOOR} (wall), {version.cpu / floor.cpu:.1f} × (CPU)"
    yield f"the hook: {hook.wall / floor.wall:.1f} × {FLOOR} (wall), {hook.cpu / floor.cpu:.1f} × (CPU)"
    wall, cpu, peak = peer.wall / hook.wall, peer.cpu / hook.cpu, peer.peak / hook.peak
    yield f"the hook beside Arelle: 1/{wall:.1f} of its wall, 1/{cpu:.1f} of its CPU, 1/{peak:.1f} of its memory"


def main(arguments: list[str]) -> int:
    """Make the filings, measure, print; 0."""
    repeats, large = (int(a) for a in (*arguments, *("5", "1")[len(arguments) :]))
    maker = Path(os.environ.get("FILING_BENCH") or REPOSITORY.parent / "shared" / BESIDE["FILING_BENCH"]) / "make_filing.py"
    if not maker.exists():
        print(f"FILING_BENCH: {maker.name} is not there; the hook is not measured.")
        return 0
    with tempfile.TemporaryDirectory(prefix="filing-hook-") as name:
        scratch = Path(name)
        # Python's own cache of bytecode is part of what an installed program has.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"FILING_CACHE": str(scratch / "cache")}
        for facts, times in ((SMALL, repeats), (LARGE, large)):
            folder = scratch / str(facts)
            subprocess.run(
                [sys.executable, str(maker), str(folder), "--facts", str(facts), "--formats", "xbrl"], check=True, stdout=subprocess.DEVNULL
            )
            commands = list(runs(folder / "filing.xbrl", scratch))
            once(commands[2], environment)
            costs = measure(commands, times, environment)
            print(f"{facts:,} facts, medians of {times}\n{table(costs, FLOOR)}\n" + "\n".join(ratios(costs)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
