"""Our data, the user's cache and the standard schemas are found where each platform has them."""

from pathlib import Path

import pytest

from generator import locations


def test_data_lies_beside_the_package_in_a_checkout() -> None:
    repository = Path(locations.__file__).resolve().parents[1]
    assert locations.data_folder("taxonomy") == repository / "taxonomy"


def test_data_in_the_wheel_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    inside = tmp_path / "generator" / "_data" / "templates"
    inside.mkdir(parents=True)
    monkeypatch.setattr(locations, "PACKAGE_FOLDER", tmp_path / "generator")
    assert locations.data_folder("templates") == inside


def test_missing_data_is_a_broken_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "PACKAGE_FOLDER", tmp_path / "generator")
    with pytest.raises(FileNotFoundError, match="taxonomy"):
        locations.data_folder("taxonomy")


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"FILING_CACHE": "/a", "HOME": "/h"}, "linux", "/a"),
        ({"FILING_CACHE": "", "HOME": "/h"}, "linux", None),
        ({"HOME": "/h"}, "linux", "/h/.cache/filing-generator"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "linux", "/x/filing-generator"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "linux", "/h/.cache/filing-generator"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "darwin", "/h/Library/Caches/filing-generator"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/filing-generator"),
        ({"USERPROFILE": "/u"}, "win32", "/u/AppData/Local/filing-generator"),
        ({}, "linux", None),
        ({"HOME": ""}, "linux", None),
    ],
)
def test_the_cache_lies_where_the_user_or_the_platform_says(environment: dict[str, str], platform: str, folder: str | None) -> None:
    assert locations.cache_folder(environment, platform) == (Path(folder) if folder else None)


def test_the_standard_schemas_are_there_without_importing_arelle() -> None:
    folder = locations.standard_schemas()
    assert (folder / "http" / "www.xbrl.org" / "2003" / "xbrl-instance-2003-12-31.xsd").is_file()


def test_missing_arelle_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "package_folders", lambda _: [])
    with pytest.raises(FileNotFoundError, match="arelle-release"):
        locations.standard_schemas()
