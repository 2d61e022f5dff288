"""One output of a build, as bytes in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output: its role in the manifest, its main file, and every file of it (path in OUT -> bytes).

    `is_report` tells those that hold the facts, `has_notes` those that hold the notes on them too.
    """

    role: str
    path: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    is_report: bool = True
    has_notes: bool = True

    @property
    def main(self) -> bytes:
        """The bytes of the main file."""
        return self.files[self.path]
