"""The cache of compiled taxonomies: the same answer, never a stale one, never a failure."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.dts import cache
from generator.dts import load as loading
from generator.dts.author import compile_package, zip_package
from generator.dts.cache import load_cached
from generator.dts.load import load
from generator.dts.package import open_package
from generator.dts.resolver import Resolver

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "taxonomy" / "package"
ENTRY = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30.xsd"
INSIDE = "taxonomy.filing-generator.example/cn/inquiry/2026-06-30"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of our package, unpacked."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "package"))


def resolver(*packages: Path, root: Path | None = None) -> Resolver:
    return Resolver([open_package(path, path if path.is_dir() else path.parent) for path in packages], root)


def forbid_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("loaded, although it should come out of the cache")

    monkeypatch.setattr(loading, "load", refuse)


def test_what_comes_out_is_what_went_in(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = load([ENTRY], resolver(package))
    assert load_cached([ENTRY], resolver(package), tmp_path / "cache") == fresh
    forbid_loading(monkeypatch)
    kept, found = load_cached([ENTRY], resolver(package), tmp_path / "cache")
    assert (kept, found) == fresh
    assert kept.defaults == fresh[0].defaults
    assert len(kept.labels) == len(fresh[0].labels) > 70
    assert list(kept.concepts) == list(fresh[0].concepts)


def test_a_changed_document_is_loaded_again(package: Path, tmp_path: Path) -> None:
    load_cached([ENTRY], resolver(package), tmp_path / "cache")
    labels = package / INSIDE / "cni-2026-06-30_lab-zh.xml"
    labels.write_text(labels.read_text(encoding="utf-8").replace("营业成本", "营业支出"), encoding="utf-8")
    taxonomy, _ = load_cached([ENTRY], resolver(package), tmp_path / "cache")
    cost = next(name for name in taxonomy.concepts if name.local == "OperatingCost")
    assert taxonomy.label(cost, "zh") == "营业支出"


def test_a_document_that_was_missing_is_found_once_it_is_there(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = package / INSIDE / "cni-2026-06-30_lab-en.xml"
    data = labels.read_bytes()
    labels.unlink()
    for _ in range(2):
        _, found = load_cached([ENTRY], resolver(package), tmp_path / "cache")
        assert [d.code for d in found] == ["filing.unresolved-document"]
        assert (found[0].location.path or "").endswith(".xsd")
    labels.write_bytes(data)
    assert load_cached([ENTRY], resolver(package), tmp_path / "cache")[1] == ()
    forbid_loading(monkeypatch)
    assert load_cached([ENTRY], resolver(package), tmp_path / "cache")[1] == ()


def test_zips_are_told_by_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, _ = compile_package(REPOSITORY / "taxonomy")
    path = tmp_path / "p.zip"
    path.write_bytes(zip_package(files, "top"))
    load_cached([ENTRY], resolver(path), tmp_path / "cache")
    less = {name: data for name, data in files.items() if not name.endswith("_ref.xml")}
    path.write_bytes(zip_package(less, "top"))
    assert [d.code for d in load_cached([ENTRY], resolver(path), tmp_path / "cache")[1]] == ["filing.unresolved-document"]
    path.write_bytes(zip_package(files, "top"))
    forbid_loading(monkeypatch)
    assert load_cached([ENTRY], resolver(path), tmp_path / "cache")[1] == ()


def test_files_of_the_users_are_told_by_their_bytes(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package / INSIDE
    entry = str(folder / "cni-2026-06-30.xsd")
    assert load_cached([entry], resolver(root=folder), tmp_path / "cache")[1] == ()
    with monkeypatch.context() as patch:
        forbid_loading(patch)
        assert load_cached([entry], resolver(root=folder), tmp_path / "cache")[1] == ()
    (folder / "cni-2026-06-30_ref.xml").write_text("<no")
    assert [d.code for d in load_cached([entry], resolver(root=folder), tmp_path / "cache")[1]] == ["xml.not-well-formed"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text", "folder"])
def test_a_damaged_file_only_costs_time(package: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "cache"
    fresh = load_cached([ENTRY], resolver(package), folder)
    (file,) = folder.iterdir()
    data = file.read_bytes()
    file.unlink()
    if damage == "folder":
        file.mkdir()
    else:
        file.write_bytes({"cut": data[:-100], "flip": data[:-9] + b"\xff" + data[-8:], "empty": b"", "text": b"{}\nnonsense"}[damage])
    assert load_cached([ENTRY], resolver(package), folder) == fresh


def test_a_folder_that_cannot_be_written_only_costs_time(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    assert load_cached([ENTRY], resolver(package), tmp_path / "file" / "cache") == load([ENTRY], resolver(package))
    assert load_cached([ENTRY], resolver(package), None) == load([ENTRY], resolver(package))


def test_another_version_of_the_program_keeps_its_own(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_cached([ENTRY], resolver(package), tmp_path / "cache")
    monkeypatch.setattr(cache, "__version__", "99.0")
    load_cached([ENTRY], resolver(package), tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_processes_that_fill_the_cache_at_once_agree(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from generator.dts.cache import load_cached\n"
        "from generator.dts.package import open_package\n"
        "from generator.dts.resolver import Resolver\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "for _ in range(5):\n"
        "    taxonomy, found = load_cached([sys.argv[2]], Resolver([open_package(folder, folder)]), pathlib.Path(sys.argv[3]))\n"
        "    print(len(taxonomy.concepts), len(taxonomy.labels), len(found))\n"
    )
    command = [sys.executable, "-c", program, str(PACKAGE), ENTRY, str(tmp_path / "cache")]
    running = [subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[0].split("\n") for process in running]
    assert [process.returncode for process in running] == [0] * 4
    taxonomy, found = load([ENTRY], resolver(PACKAGE))
    assert {line for lines in said for line in lines if line} == {f"{len(taxonomy.concepts)} {len(taxonomy.labels)} {len(found)}"}
    assert [file.suffix for file in (tmp_path / "cache").iterdir()] == [".taxonomy"]


def test_a_hit_imports_no_loader(package: Path, tmp_path: Path) -> None:
    load_cached([ENTRY], resolver(package), tmp_path / "cache")
    program = (
        "import pathlib, sys\n"
        "from generator.dts.cache import load_cached\n"
        "from generator.dts.package import open_package\n"
        "from generator.dts.resolver import Resolver\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "load_cached([sys.argv[2]], Resolver([open_package(folder, folder)]), pathlib.Path(sys.argv[3]))\n"
        "print('generator.dts.load' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program, str(package), ENTRY, str(tmp_path / "cache")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
