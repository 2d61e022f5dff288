"""Bad taxonomies given to the commands: a finding with its place and exit code 1, never a traceback, a hang or a half-written file."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.dts import load as loading
from generator.inputs import MAX_RATIO
from generator.qname import PARENT_CHILD, SUMMATION_ITEM_2003
from tests.unit.test_dts_load import LOCATORS, STANDARD, arc, extended, item, linkbase, linkbase_ref, loc, schema

METADATA = (
    '<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="en"><tp:identifier>http://example.com/t</tp:identifier>'
    '<tp:name>t</tp:name><tp:entryPoints><tp:entryPoint><tp:name>t</tp:name><tp:entryPointDocument href="http://example.com/t/t.xsd"/>'
    "</tp:entryPoint></tp:entryPoints></tp:taxonomyPackage>"
)
CATALOG = (
    '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
    '<rewriteURI uriStartString="http://example.com/t/" rewritePrefix="{}"/></catalog>'
)
CONCEPTS = "".join(item(name) for name in "ABCD")


def findings(command: list[str], capsys: pytest.CaptureFixture[str], expected: int = 1) -> list[dict[str, Any]]:
    """What `command` finds, by its JSON; the exit code is `expected`."""
    assert main([*command, "--format", "json"]) == expected
    said = json.loads(capsys.readouterr().out)
    assert said["valid"] is (expected == 0)
    found: list[dict[str, Any]] = said["diagnostics"]
    return found


def write(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder / "t.xsd")


def with_links(*links: str) -> dict[str, str]:
    return {"t.xsd": schema(CONCEPTS, appinfo=linkbase_ref("l.xml")), "l.xml": linkbase("".join(links))}


def present(*pairs: str) -> str:
    return extended("presentation", LOCATORS + "".join(arc("presentation", PARENT_CHILD, *pair) for pair in pairs))


BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("a missing linkbase", {"t.xsd": schema(CONCEPTS, appinfo=linkbase_ref("gone.xml"))}, "filing.", "gone.xml"),
    (
        "a missing schema",
        {"t.xsd": schema("", imports=STANDARD + '<xs:import namespace="x" schemaLocation="gone.xsd"/>')},
        "filing.",
        "gone.xsd",
    ),
    (
        "a schema elsewhere",
        {"t.xsd": schema("", imports=STANDARD + '<xs:import namespace="x" schemaLocation="http://nowhere.example/x.xsd"/>')},
        "filing.unresolved",
        "http://nowhere.example/x.xsd",
    ),
    (
        "a schema outside",
        {"t.xsd": schema("", imports='<xs:import namespace="x" schemaLocation="../../../../../etc/hosts"/>')},
        "filing.",
        "hosts",
    ),
    ("an unknown type", {"t.xsd": schema(item("A", "xbrli:goldItemType"))}, "xbrl.5.1", "goldItemType"),
    ("an unknown prefix", {"t.xsd": schema(item("A", "nowhere:itemType"))}, "xbrl.5.1", "nowhere"),
    ("a declaration twice", {"t.xsd": schema(item("A") + item("A"))}, "xbrl.5.1", "t_A"),
    (
        "an arc to nothing",
        with_links(extended("presentation", LOCATORS + arc("presentation", PARENT_CHILD, "A", "Z"))),
        "xbrl.3.5.3.9.3",
        "Z",
    ),
    ("a locator to nothing", with_links(extended("presentation", loc("Z"))), "xbrl.3.5.3.7.2", "t_Z"),
    ("a cycle", with_links(present("AB", "BC", "CA")), "xbrl.5.2.4.2", "cycle"),
    (
        "a contradiction",
        {
            "t.xsd": schema(
                item("A", more='xbrli:balance="debit"') + item("B", more='xbrli:balance="credit"'), appinfo=linkbase_ref("l.xml")
            ),
            "l.xml": linkbase(
                extended("calculation", loc("A") + loc("B") + arc("calculation", SUMMATION_ITEM_2003, "A", "B", 'weight="1"'))
            ),
        },
        "xbrl.5.1.1.2",
        "negative",
    ),
    ("a DOCTYPE", {"t.xsd": '<!DOCTYPE x [<!ENTITY e "e">]>' + schema("")}, "xml.doctype", "document type"),
    ("a DOCTYPE in a linkbase", {**with_links(), "l.xml": '<!DOCTYPE x [<!ENTITY e "e">]>' + linkbase("")}, "xml.doctype", "document type"),
    ("half a document", {"t.xsd": schema("")[:-20]}, "xml.not-well-formed", "well-formed"),
    ("half a linkbase", {**with_links(), "l.xml": linkbase("<link:presentationLink")}, "xml.not-well-formed", "well-formed"),
    ("something else", {"t.xsd": "<html/>"}, "xbrl.", ""),
]


@pytest.mark.parametrize(("files", "code", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_taxonomy_is_a_finding_with_its_place(
    files: dict[str, str], code: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema_file = write(tmp_path, files)
    for command in (
        ["taxonomy", "tree", schema_file],
        ["validate", schema_file],
        ["taxonomy", "page", schema_file, "-o", str(tmp_path / "p")],
    ):
        found = [d for d in findings(command, capsys) if d["code"].startswith(code)]
        assert any(says in d["message"] for d in found), found
        assert all(d["location"]["line"] or d["code"].startswith("filing.") for d in found)


def test_schemas_that_import_each_other_are_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = '<xs:import namespace="http://example.com/{}" schemaLocation="{}.xsd"/>'
    files = {
        "t.xsd": schema(item("A"), "http://example.com/t", imports=STANDARD + other.format("u", "u")),
        "u.xsd": schema(item("B"), "http://example.com/u", imports=STANDARD + other.format("t", "t")),
    }
    assert findings(["taxonomy", "tree", write(tmp_path, files)], capsys, 0) == []


def package(path: Path, prefix: str = "../files/", schema_text: str = "", *, top: str = "top/") -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}META-INF/taxonomyPackage.xml", METADATA)
        archive.writestr(f"{top}META-INF/catalog.xml", CATALOG.format(prefix))
        archive.writestr(f"{top}files/t.xsd", schema_text or schema(CONCEPTS))
    return str(path)


def test_a_package_as_it_should_be_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(["taxonomy", "tree", package(tmp_path / "good.zip")], capsys, 0) == []


@pytest.mark.parametrize("prefix", ["../../outside/", "/etc/", "file:///etc/", "http://nowhere.example/"])
def test_a_catalog_that_points_outside_its_package(prefix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = findings(["taxonomy", "tree", package(tmp_path / "bad.zip", prefix)], capsys)
    assert found["code"] == "tpe:invalidCatalogFile"
    assert prefix in found["message"]


def test_a_package_that_lacks_its_entry_point_is_named_with_the_url(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = findings(["taxonomy", "tree", package(tmp_path / "bad.zip", "../elsewhere/")], capsys)
    assert found["code"] == "filing.unresolved-document"
    assert "http://example.com/t/t.xsd" in found["message"]
    assert "bad.zip" in found["message"]


def test_a_package_without_a_top_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = findings(["taxonomy", "tree", package(tmp_path / "bad.zip", top="")], capsys)
    assert found["code"] == "tpe:invalidDirectoryStructure"


def test_a_package_that_unpacks_to_too_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blown = schema("").replace("</xs:schema>", " " * (4096 * MAX_RATIO * 4) + "</xs:schema>")
    (found,) = findings(["taxonomy", "tree", package(tmp_path / "bomb.zip", schema_text=blown)], capsys)
    assert found["code"] == "filing.zip"
    assert "too many bytes" in found["message"]


def test_what_is_no_zip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    (found,) = findings(["taxonomy", "tree", str(tmp_path / "bad.zip")], capsys)
    assert found["code"] == "filing.zip"


def test_a_taxonomy_of_too_many_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_DOCUMENTS", 5)
    files = {f"l{number}.xml": linkbase("") for number in range(10)}
    files["t.xsd"] = schema(CONCEPTS, appinfo="".join(map(linkbase_ref, files)))
    found = findings(["taxonomy", "tree", write(tmp_path, files)], capsys)
    assert [d["code"] for d in found] == ["filing.too-large"]


def test_arcs_that_multiply_beyond_bounds_are_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = "".join(loc(name).replace(f'label="{name}"', 'label="all"') for name in "ABCD" * 1000)
    found = findings(
        ["taxonomy", "tree", write(tmp_path, with_links(extended("presentation", many + arc("presentation", PARENT_CHILD, "all", "all"))))],
        capsys,
    )
    assert "filing.too-large" in [d["code"] for d in found]
