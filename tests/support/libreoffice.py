"""LibreOffice as an oracle: headless, recalculating always, with a profile of its own for each run."""

import html
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TIMEOUT_SECONDS = 300

# By default LibreOffice keeps the stored values of a workbook that it did not write itself; 0 is "recalculate always".
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(book: Path, folder: Path) -> Path:
    """`book` opened, recalculated and saved again as .xlsx in `folder`, by LibreOffice."""
    return convert(book, folder, "xlsx:Calc MS Excel 2007 XML")


def convert(book: Path, folder: Path, target: str) -> Path:
    """`book` converted to `target` (a filter of LibreOffice, such as "pdf") in `folder`. Raises AssertionError with what it said."""
    assert SOFFICE is not None, "LibreOffice is not installed"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="soffice-") as home:
        user = Path(home, "profile", "user")
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        done = subprocess.run(
            [
                SOFFICE,
                f"-env:UserInstallation={Path(home, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                target,
                "--outdir",
                str(folder),
                str(book),
            ],
            env=os.environ | {"HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    result = folder / f"{book.stem}.{target.partition(':')[0]}"
    assert result.exists(), done.stdout.decode("utf-8", "replace")
    return result


def plant(book: Path, changed: Path, values: Mapping[tuple[str, str], str]) -> None:
    """A copy of `book` as `changed`, the stored values of cells replaced; `values` maps (sheet, cell) to the number to store."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        names = re.findall(r'<sheet name="([^"]*)"', source.read("xl/workbook.xml").decode("utf-8"))
        parts = {f"xl/worksheets/sheet{i}.xml": html.unescape(name) for i, name in enumerate(names, start=1)}
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename in parts:
                text = data.decode("utf-8")
                for (sheet, cell), value in values.items():
                    if sheet == parts[entry.filename]:
                        text, count = re.subn(rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*(</v>)', rf"\g<1>{value}\g<2>", text)
                        assert count == 1, f"{sheet}!{cell} holds no value"
                data = text.encode("utf-8")
            target.writestr(entry, data)
