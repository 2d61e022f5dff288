"""Material that is not ours to ship: conformance suites, seeds, the bench's generator. Tests that need it skip where it is absent.

Each lies where its variable says, else beside the repository. The reason of a skip names the variable; `tests/conftest.py`
lets only such skips pass in continuous integration.
"""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BESIDE = {"FILING_CORPUS": "corpus", "FILING_SEEDS": "seeds", "FILING_BENCH": "bench"}


def shared(variable: str, name: str = "") -> Path:
    """The file or folder `name` in the material that `variable` places; skips the calling test where it is absent."""
    folder = Path(os.environ.get(variable) or REPOSITORY.parent / "shared" / BESIDE[variable])
    path = folder / name
    if not path.exists():
        pytest.skip(f"{variable}: {name or 'the folder'} is not in {folder}")
    return path


def corpus(name: str = "") -> Path:
    """A file of the corpus (suites, taxonomies, filings), or its folder; see `shared`."""
    return shared("FILING_CORPUS", name)


def seeds(name: str = "") -> Path:
    """A seed document's text, or the folder of all; see `shared`."""
    return shared("FILING_SEEDS", name)


def bench(name: str = "") -> Path:
    """A file of the bench (`make_filing.py`), or its folder; see `shared`."""
    return shared("FILING_BENCH", name)
