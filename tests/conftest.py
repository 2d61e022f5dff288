"""What holds for every test: a cache of its own, no deadline for generated cases, no needless skip in continuous integration."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from tests.support.builds import Build, build_sample
from tests.support.filings import SAMPLE_NAMES
from tests.support.skips import SkipGate

CONTINUOUS_INTEGRATION = os.environ.get("CI", "").lower() not in ("", "0", "false")

# No deadline: the machine is shared, and time is measured in benchmarks/. A failing run is repeatable in continuous integration.
hypothesis.settings.register_profile("house", deadline=None, derandomize=CONTINUOUS_INTEGRATION, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    if CONTINUOUS_INTEGRATION and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipGate(), "skip-gate")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache out of the tests, and the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILING_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", params=SAMPLE_NAMES)
def built_sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Each sample filing as `filing build` leaves it, built once a session."""
    return build_sample(request.param, tmp_path_factory.mktemp("built"))
