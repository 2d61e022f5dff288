"""The units registry kept in the cache: the same answer, a damaged or locked cache costs time alone."""

from pathlib import Path

import pytest

from generator.model import Unit
from generator.pipeline import units_registry as module
from generator.pipeline.units_registry import units_registry
from generator.qname import DTR_TYPES, ISO4217, XBRLI, QName

MONEY = QName(XBRLI, "monetaryItemType")


def kept(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_what_comes_out_of_the_cache_is_what_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = units_registry(None)
    assert units_registry(tmp_path / "cache").rows == fresh.rows
    assert len(fresh.rows) > 300
    monkeypatch.setattr(module, "read_registry", lambda *_: pytest.fail("parsed, although it should come out of the cache"))
    again = units_registry(tmp_path / "cache")
    assert again.rows == fresh.rows
    assert again.allows(Unit((QName(ISO4217, "CNY"),)), MONEY)
    assert not again.allows(Unit((QName(ISO4217, "RMB"),)), MONEY)
    assert not again.allows(Unit((QName(ISO4217, "CNY"),)), QName(DTR_TYPES, "areaItemType"))


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 64 + b"\nx"])
def test_a_damaged_file_is_made_again(damage: bytes, tmp_path: Path) -> None:
    wanted = units_registry(tmp_path).rows
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(damage)
    assert units_registry(tmp_path).rows == wanted
    assert kept(tmp_path).read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert units_registry(tmp_path / "file" / "below").rows
