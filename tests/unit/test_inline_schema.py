"""A page that is given to us is held to the schema of inline XBRL with the XHTML modules (inline XBRL 1.1)."""

import shutil
from pathlib import Path

from generator.pipeline.settings import Settings
from generator.pipeline.validate import validate
from tests.support.builds import Build


def test_an_element_that_xhtml_does_not_have_is_found_with_its_line(built_sample: Build, tmp_path: Path) -> None:
    shutil.copy(built_sample.taxonomy, tmp_path)
    page = (built_sample.out / f"{built_sample.id}.xhtml").read_text(encoding="utf-8")
    before, start, after = page.partition("<h1")
    assert start
    broken = tmp_path / f"{built_sample.id}.xhtml"
    broken.write_text(f"{before}<colour>x</colour>{start}{after}", encoding="utf-8")
    found = [d for d in validate([broken], Settings(root=tmp_path)) if str(d.severity) == "error"]
    assert {d.code for d in found} == {"xml.schema"}
    assert found[0].location.line == before.count("\n") + 1
