"""Source tables to the files of a taxonomy package (Taxonomy Packages 1.0), and those to a zip."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from generator.archives import deterministic_zip
from generator.diagnostics import Diagnostic, has_errors
from generator.dts.author import linkbases
from generator.dts.author.check import check
from generator.dts.author.markup import document, element
from generator.dts.author.schema import schema
from generator.dts.author.settings import Settings
from generator.dts.author.source import Source, read_source
from generator.dts.author.tables import ReadSheets
from generator.qname import CATALOG, LINK, TAXONOMY_PACKAGE, XLINK, XS

METADATA = "META-INF/taxonomyPackage.xml"
_LINKBASE_REF = "http://www.xbrl.org/2003/role/{}LinkbaseRef"


def compile_package(folder: Path, read_sheets: ReadSheets | None = None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The package of the taxonomy authored in `folder`: path inside its top folder -> bytes, in the order of paths.

    Without files where a diagnostic is an error. The same tables give the same bytes. `read_sheets` is as for `read_source`.
    """
    source, found = read_source(folder, read_sheets)
    if source is None:
        return {}, found
    found += check(source)
    if has_errors(found):
        return {}, found
    return package_files(source), found


def package_files(source: Source) -> dict[str, bytes]:
    """The files of the package of a checked `source`."""
    settings = source.settings
    files: dict[str, bytes] = {}
    refs: dict[str, str] = {}
    parts = (
        *((f"lab-{lang}", "label", linkbases.labels(source, lang)) for lang in settings.languages),
        *((("ref", "reference", linkbases.references(source)),) if source.references else ()),
        *((("pre", "presentation", linkbases.presentation(source)),) if source.presentation else ()),
        *((("cal", "calculation", linkbases.calculation(source)),) if source.calculation else ()),
        *((("def", "definition", linkbases.definition(source)),) if linkbases.definition_arcs(source) else ()),
        *((("gla", "", linkbases.role_labels(source)),) if source.roles else ()),
    )
    place = _folder(settings)
    for suffix, kind, data in parts:
        name = f"{settings.stem}_{suffix}.xml"
        files[place + name] = data
        refs[name] = _LINKBASE_REF.format(kind) if kind else ""
    files[f"{place}{settings.stem}.xsd"] = schema(source, refs)
    files[METADATA] = _metadata(settings)
    files["META-INF/catalog.xml"] = _catalog(settings)
    return dict(sorted(files.items()))


def entry_schema(namespace: str, imported: str, location: str, linkbase: str) -> bytes:
    """A schema that adds `linkbase`, a file beside it, to the taxonomy whose schema at `location` has the namespace `imported`."""
    reference = {
        "xlink:type": "simple",
        "xlink:arcrole": "http://www.w3.org/1999/xlink/properties/linkbase",
        "xlink:href": linkbase,
    }
    attributes = {"xmlns:xs": XS, "xmlns:link": LINK, "xmlns:xlink": XLINK, "targetNamespace": namespace}
    body = [
        *element("xs:annotation", {}, element("xs:appinfo", {}, element("link:linkbaseRef", reference))),
        *element("xs:import", {"namespace": LINK, "schemaLocation": "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"}),
        *element("xs:import", {"namespace": imported, "schemaLocation": location}),
    ]
    return document(element("xs:schema", attributes, body))


def with_entry_point(files: Mapping[str, bytes], url: str, names: Mapping[str, str]) -> dict[str, bytes]:
    """The package `files` with one more entry point, `url`, called `names` (language -> text)."""
    point = [
        *_texts("tp:name", names),
        *element("tp:entryPointDocument", {"href": url}),
    ]
    listed = "\n".join(f"    {line}" for line in element("tp:entryPoint", {}, point))
    metadata = files[METADATA].decode().replace("  </tp:entryPoints>", f"{listed}\n  </tp:entryPoints>")
    return dict(sorted({**files, METADATA: metadata.encode()}.items()))


def zip_package(files: Mapping[str, bytes], top: str) -> bytes:
    """A taxonomy package as a zip with the one top folder `top`: the same bytes every time."""
    return deterministic_zip({f"{top}/{path}": data for path, data in files.items()})


def _folder(settings: Settings) -> str:
    place = urlsplit(settings.location)
    return f"{place.netloc}{place.path}"


def _texts(name: str, texts: Mapping[str, str]) -> list[str]:
    return [line for lang, text in texts.items() for line in element(name, {"xml:lang": lang}, text)]


def _metadata(settings: Settings) -> bytes:
    entry_point = [
        *_texts("tp:name", settings.name),
        *_texts("tp:description", settings.description),
        *element("tp:version", {}, settings.version),
        *element("tp:entryPointDocument", {"href": settings.entry_point}),
        *element("tp:languages", {}, [line for lang in settings.languages for line in element("tp:language", {}, lang)]),
    ]
    body = [
        *element("tp:identifier", {}, settings.identifier),
        *_texts("tp:name", settings.name),
        *_texts("tp:description", settings.description),
        *element("tp:version", {}, settings.version),
        *element("tp:entryPoints", {}, element("tp:entryPoint", {}, entry_point)),
    ]
    attributes = {"xmlns:tp": TAXONOMY_PACKAGE, "xml:lang": settings.languages[0]}
    return document(element("tp:taxonomyPackage", attributes, body))


def _catalog(settings: Settings) -> bytes:
    rewrite = element("rewriteURI", {"uriStartString": settings.location, "rewritePrefix": f"../{_folder(settings)}"})
    return document(element("catalog", {"xmlns": CATALOG}, rewrite))
