"""A gate over skipped tests: in continuous integration nothing is skipped that could run there."""

import re

import pytest

NOT_OURS_TO_SHIP = re.compile(r"FILING_(CORPUS|SEEDS|BENCH)")


class SkipGate:
    """A pytest plugin that fails the run when a test was skipped for another reason than absent shared material.

    It watches the reports of the controlling process, where pytest-xdist sends its workers' as well.
    """

    def __init__(self) -> None:
        self.refused: list[tuple[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.refused and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.refused:
            terminalreporter.section("skipped, although this is continuous integration (CI is set)", red=True)
            for node, reason in self.refused:
                terminalreporter.line(f"{node}: {reason}")

    def _look(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
            if not NOT_OURS_TO_SHIP.search(reason):
                self.refused.append((report.nodeid, reason.removeprefix("Skipped: ")))
