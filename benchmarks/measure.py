"""What a process costs: wall and CPU seconds and peak memory, as medians of runs that take turns."""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians of one command's runs: seconds of wall and CPU time, megabytes at the peak."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One command to measure; it must end with `expected`."""

    name: str
    command: Sequence[str]
    expected: int = 0


def measure(runs: Sequence[Run], repeats: int, environment: Mapping[str, str] | None = None) -> Mapping[str, Cost]:
    """The cost of each run by its name. The runs take turns, so that a busy moment of the machine hits them alike.

    Raises RuntimeError with the output of a command that ends otherwise than expected.
    """
    samples: dict[str, list[Cost]] = {run.name: [] for run in runs}
    for _ in range(repeats):
        for run in runs:
            samples[run.name].append(once(run, environment))
    return {
        name: Cost(
            wall=statistics.median(c.wall for c in costs),
            cpu=statistics.median(c.cpu for c in costs),
            peak=statistics.median(c.peak for c in costs),
        )
        for name, costs in samples.items()
    }


def once(run: Run, environment: Mapping[str, str] | None = None) -> Cost:
    """The cost of one run. `wait4` gives the child's own figures, with those of its children (POSIX only)."""
    with open(os.devnull, "r+b") as nothing:
        start = time.perf_counter()
        process = subprocess.Popen(run.command, stdin=nothing, stdout=nothing, stderr=nothing, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != run.expected:
        shown = subprocess.run(run.command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        raise RuntimeError(f"{run.name}: exit {process.returncode}, not {run.expected}\n{shown.stdout}{shown.stderr}")
    # ru_maxrss is in kilobytes on Linux, in bytes on macOS.
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * unit / 1e6)


def table(costs: Mapping[str, Cost], floor: str) -> str:
    """The costs as a text table, each beside the run called `floor`."""
    base = costs[floor]
    lines = [f"{'':<48} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'wall ×':>8} {'CPU ×':>8}"]
    lines += [
        f"{name:<48} {cost.wall:>8.3f} {cost.cpu:>8.3f} {cost.peak:>8.0f} {cost.wall / base.wall:>8.1f} {cost.cpu / base.cpu:>8.1f}"
        for name, cost in costs.items()
    ]
    return "\n".join(lines)
