"""What differs between two reports, for people and programs: `as_text`, `as_object` (JSON), `write_workbook`."""

from generator.render.difference.document import as_object
from generator.render.difference.text import as_text
from generator.render.difference.words import Words

__all__ = ["Words", "as_object", "as_text"]
