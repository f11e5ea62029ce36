"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from bihuan.lib.whole_files import written_whole


def folder_of(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def test_a_file_appears_when_all_of_it_is_written(tmp_path: Path) -> None:
    target = folder_of(tmp_path) / "sheet.csv"
    with written_whole(target) as aside:
        aside.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = folder_of(tmp_path) / "sheet.csv"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="halfway"), written_whole(target) as aside:
        aside.write_text("ne")
        raise RuntimeError("halfway")
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]
