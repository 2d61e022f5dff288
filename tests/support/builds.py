"""The samples built once a session, for every test that looks at what a build leaves."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.pipeline.build import build
from generator.pipeline.settings import Settings
from tests.support.filings import SAMPLES


@dataclass(frozen=True)
class Build:
    """A build folder: the filing's id, where it is, its manifest."""

    id: str
    out: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`."""
        value = json.loads((self.out / "manifest.json").read_bytes())
        assert isinstance(value, dict)
        return value

    @property
    def taxonomy(self) -> Path:
        """The taxonomy package that the build left."""
        return self.out / f"{self.id}-taxonomy.zip"


def build_sample(name: str, folder: Path) -> Build:
    """The sample `name`, built into `folder`."""
    built = build(SAMPLES / name, folder / name, Settings())
    assert built.manifest is not None, [d.message for d in built.diagnostics]
    return Build(name, folder / name)
