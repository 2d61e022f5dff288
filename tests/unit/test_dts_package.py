"""Taxonomy packages and the order in which documents are looked for."""

import io
import zipfile
from pathlib import Path

import pytest

from generator.diagnostics import InputError
from generator.dts.author import zip_package
from generator.dts.package import Package, open_package, package_from_files, package_from_zip
from generator.dts.resolver import Resolver

CATALOG = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{}</catalog>'
METADATA = (
    '<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="en"><tp:identifier>http://example.com/p</tp:identifier>'
    '<tp:name>Ours</tp:name><tp:name xml:lang="zh">我们的</tp:name><tp:entryPoints><tp:entryPoint><tp:name>All</tp:name>'
    '<tp:entryPointDocument href="http://example.com/t/a.xsd"/></tp:entryPoint></tp:entryPoints></tp:taxonomyPackage>'
)
XBRL_INSTANCE = "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"


def rewrite(start: str, prefix: str) -> str:
    return f'<rewriteURI uriStartString="{start}" rewritePrefix="{prefix}"/>'


def files_of(*rewrites: str, **more: bytes) -> dict[str, bytes]:
    catalog = CATALOG.format("".join(rewrites)).encode()
    return {"META-INF/catalog.xml": catalog, "META-INF/taxonomyPackage.xml": METADATA.encode(), **more}


def package(*rewrites: str, **more: bytes) -> Package:
    return package_from_files(files_of(*rewrites, **more), "p.zip")


def refusal(found: pytest.ExceptionInfo[InputError]) -> str:
    return found.value.diagnostics[0].code


def test_the_catalog_maps_by_the_longest_start() -> None:
    files = {"one/a.xsd": b"1", "two/a.xsd": b"2"}
    ours = package(rewrite("http://example.com/", "../one/"), rewrite("http://example.com/deep/", "../two/"), **files)
    assert ours.find("http://example.com/a.xsd") == b"1"
    assert ours.find("http://example.com/deep/a.xsd") == b"2"
    assert ours.find("http://example.com/none.xsd") is None
    assert ours.find("http://example.org/a.xsd") is None


def test_a_url_cannot_climb_out_of_the_package() -> None:
    ours = package(rewrite("http://example.com/", "../one/"), **{"one/a.xsd": b"1"})
    assert ours.locate("http://example.com/../../secret") is None
    assert ours.locate("http://example.com/x/../a.xsd") == "one/a.xsd"


@pytest.mark.parametrize("prefix", ["../../elsewhere/", "/etc/", "http://example.org/", "..\\..\\x", "../.."])
def test_a_catalog_that_points_outside_its_package_is_refused(prefix: str) -> None:
    with pytest.raises(InputError) as found:
        package(rewrite("http://example.com/", prefix)).find("http://example.com/a.xsd")
    assert refusal(found) == "tpe:invalidCatalogFile"


def test_two_rewrites_of_one_start_are_refused() -> None:
    with pytest.raises(InputError) as found:
        package(rewrite("http://example.com/", "../a/"), rewrite("http://example.com/", "../b/")).find("http://example.com/a.xsd")
    assert refusal(found) == "tpe:multipleRewriteURIsForStartString"


def test_the_metadata_names_the_entry_points() -> None:
    said = package().metadata
    assert (said.identifier, said.names) == ("http://example.com/p", {"en": "Ours", "zh": "我们的"})
    assert [(e.names, e.documents) for e in said.entry_points] == [({"en": "All"}, ("http://example.com/t/a.xsd",))]


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("META-INF/taxonomyPackage.xml", b"<x/>", "tpe:invalidMetaDataFile"),
        ("META-INF/taxonomyPackage.xml", METADATA.replace("http://example.com/p", "").encode(), "tpe:invalidMetaDataFile"),
        ("META-INF/taxonomyPackage.xml", b"<x", "xml.not-well-formed"),
    ],
)
def test_broken_metadata_is_refused(path: str, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as found:
        _ = package_from_files(files_of() | {path: data}, "p.zip").metadata
    assert refusal(found) == code


def test_a_zip_is_not_unpacked_before_it_is_needed_and_has_a_digest() -> None:
    broken = package_from_zip(b"no zip at all", "p.zip")
    assert len(broken.digest or "") == 64
    with pytest.raises(InputError) as found:
        broken.find("http://example.com/a.xsd")
    assert refusal(found) == "filing.zip"


def test_a_zip_has_one_top_folder_with_the_metadata_in_it() -> None:
    good = package_from_zip(zip_package(files_of(rewrite("http://example.com/", "../one/"), **{"one/a.xsd": b"1"}), "top"), "p.zip")
    assert good.find("http://example.com/a.xsd") == b"1"
    for names, code in (
        (("a/x", "b/x"), "tpe:invalidDirectoryStructure"),
        (("x",), "tpe:invalidDirectoryStructure"),
        (("a/x",), "tpe:metadataDirectoryNotFound"),
    ):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as archive:
            for name in names:
                archive.writestr(name, b"")
        with pytest.raises(InputError) as found:
            package_from_zip(sink.getvalue(), "p.zip").find("http://example.com/a.xsd")
        assert refusal(found) == code


def test_a_folder_is_a_package_itself_or_holds_just_one(tmp_path: Path) -> None:
    top = tmp_path / "top"
    for name, data in files_of(rewrite("http://example.com/", "../one/"), **{"one/a.xsd": b"1"}).items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    for folder in (top, tmp_path):
        opened = open_package(folder, tmp_path)
        assert opened.find("http://example.com/a.xsd") == b"1"
        assert opened.digest is None
    with pytest.raises(InputError) as found:
        open_package(top / "one", tmp_path)
    assert refusal(found) == "tpe:metadataDirectoryNotFound"


def test_a_link_out_of_an_unpacked_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    top = tmp_path / "top"
    for name, data in files_of(rewrite("http://example.com/", "../one/"), **{"one/a.xsd": b"1"}).items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    (top / "one" / "b.xsd").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError) as found:
        open_package(top, tmp_path).find("http://example.com/b.xsd")
    assert refusal(found) == "filing.outside-root"


# ---------------------------------------------------------------- the resolver


def test_no_package_can_replace_a_standard_schema() -> None:
    usurper = package(rewrite("http://www.xbrl.org/", "../x/"), **{"x/2003/xbrl-instance-2003-12-31.xsd": b"mine"})
    data = Resolver([usurper]).read(XBRL_INSTANCE)
    assert data != b"mine"
    assert b"http://www.xbrl.org/2003/instance" in data


def test_standard_schemas_are_found_under_either_scheme() -> None:
    resolver = Resolver()
    url = "www.xbrl.org/dtr/type/2022-03-31/types.xsd"
    assert resolver.read(f"https://{url}") == resolver.read(f"http://{url}")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.xsd",
        "http://www.xbrl.org/2003/../../../../../../../etc/passwd",
        "https://www.xbrl.org/",
        "ftp://example.com/x",
    ],
)
def test_what_is_found_nowhere_is_an_error(url: str) -> None:
    with pytest.raises(InputError) as found:
        Resolver().read(url)
    assert refusal(found) == "filing.unresolved-document"
    assert url in found.value.diagnostics[0].message


def test_packages_are_asked_in_order() -> None:
    one = package(rewrite("http://example.com/", "../a/"), **{"a/x": b"1"})
    two = package(rewrite("http://example.com/", "../a/"), **{"a/x": b"2", "a/y": b"3"})
    resolver = Resolver([one, two])
    assert (resolver.read("http://example.com/x"), resolver.read("http://example.com/y")) == (b"1", b"3")


def test_files_are_read_below_the_root_only(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.xsd").write_bytes(b"a")
    (tmp_path / "b.xsd").write_bytes(b"b")
    resolver = Resolver(root=inside)
    assert resolver.read(str(inside / "a.xsd")) == b"a"
    with pytest.raises(InputError) as found:
        resolver.read(str(tmp_path / "b.xsd"))
    assert refusal(found) == "filing.outside-root"
    with pytest.raises(InputError) as found:
        Resolver().read(str(inside / "a.xsd"))
    assert refusal(found) == "filing.unresolved-document"
