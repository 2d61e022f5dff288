"""Report packages 1.0: `.xbri`, `.xbr` and `.zip`, one top folder with META-INF/reportPackage.json and reports/.

The taxonomy stands unpacked in the same archive, with its own META-INF/taxonomyPackage.xml and catalog.xml.
"""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.archives import deterministic_zip

DOCUMENT_TYPES = {
    ".xbri": "https://xbrl.org/report-package/2023/xbri",
    ".xbr": "https://xbrl.org/report-package/2023/xbr",
    ".zip": "https://xbrl.org/report-package/2023",
}
"""The document type that belongs to each extension (Report Packages 1.0, 3.2)."""

_INLINE = frozenset((".xhtml", ".html", ".htm"))


def report_package(name: str, reports: Mapping[str, bytes], taxonomy: Mapping[str, bytes], *, extension: str = ".xbri") -> bytes:
    """The bytes of the package, the same for the same files.

    `name` is the top folder; `reports` maps paths below `reports/` to bytes, `taxonomy` the paths of a taxonomy package below
    its own top folder (`META-INF/catalog.xml` …) to bytes. `.xbri` takes exactly one inline report (one file, or several
    in one folder as a document set), `.xbr` one other report, `.zip` any number. Raises ValueError where the files do not fit the
    extension, or a path leads out of the package.
    """
    _check(reports, extension)
    head = json.dumps({"documentInfo": {"documentType": DOCUMENT_TYPES[extension]}}, indent=2) + "\n"
    files = {"META-INF/reportPackage.json": head.encode()}
    for folder, part in (("", taxonomy), ("reports/", reports)):
        for path in sorted(part):
            if folder + path in files:
                raise ValueError(f"{folder + path} stands in the report package twice")
            files[folder + path] = part[path]
    return deterministic_zip({f"{name}/{path}": data for path, data in files.items()})


def _check(reports: Mapping[str, bytes], extension: str) -> None:
    if extension not in DOCUMENT_TYPES:
        raise ValueError(f"{extension} is no extension of a report package")
    if not reports:
        raise ValueError("a report package holds at least one report")
    inline = [path for path in reports if PurePosixPath(path).suffix.lower() in _INLINE]
    folders = {str(PurePosixPath(path).parent) for path in inline}
    one_set = len(inline) == 1 or (len(folders) == 1 and folders != {"."})
    if extension == ".xbri" and not (inline and one_set):
        raise ValueError("an .xbri package holds exactly one inline report")
    if extension == ".xbr" and inline:
        raise ValueError("an .xbr package holds a report that is not inline")
