"""Where things are on this machine: our own data, the user's cache, the standard schemas.

Nothing is read or made here: the answers are paths, and the stages receive them as arguments.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).resolve().parent
APPLICATION = "filing-generator"


def data_folder(name: str) -> Path:
    """The folder of our data called `name` (`taxonomy` or `templates`).

    In the wheel it lies inside the package, in a checkout and an editable install beside it; the wheel's comes first.
    Raises FileNotFoundError where neither has it: the installation is broken.
    """
    for parent in (PACKAGE_FOLDER / "_data", PACKAGE_FOLDER.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"The installation holds no folder {name!r}; install filing-generator again.")


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The folder for caches that may be deleted at any time; it need not exist. None: keep no cache.

    `FILING_CACHE` decides (empty switches caching off); else the platform's convention: `XDG_CACHE_HOME` (an absolute path, as that
    specification demands) or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. A user without a home has no cache.
    """
    chosen = environment.get("FILING_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if platform == "win32":
        return _below(environment.get("LOCALAPPDATA") or _child(environment.get("USERPROFILE"), "AppData", "Local"))
    home = environment.get("HOME")
    if platform == "darwin":
        return _below(_child(home, "Library", "Caches"))
    wanted = environment.get("XDG_CACHE_HOME", "")
    return _below(wanted if os.path.isabs(wanted) else _child(home, ".cache"))


def standard_schemas() -> Path:
    """The folder of the standard schemas, laid out as `{http,https}/host/path`: the cache that `arelle-release` bundles.

    Arelle is found, not imported (that would cost a second). Raises FileNotFoundError where it is not installed.
    """
    for place in package_folders("arelle"):
        folder = Path(place, "resources", "cache")
        if folder.is_dir():
            return folder
    raise FileNotFoundError("The standard XBRL schemas are missing: the distribution arelle-release is not installed.")


def package_folders(name: str) -> list[str]:
    """The folders of the installed package `name`, which is not imported; none where it is not installed.

    As `importlib.util.find_spec` looks, whose module a hook would wait for.
    """
    for finder in sys.meta_path:
        spec = finder.find_spec(name, None)
        if spec is not None:
            return list(spec.submodule_search_locations or ())
    return []


def _child(folder: str | None, *names: str) -> str | None:
    return os.path.join(folder, *names) if folder else None


def _below(folder: str | None) -> Path | None:
    return Path(folder, APPLICATION) if folder else None
