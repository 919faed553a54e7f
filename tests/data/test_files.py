"""Files written several at a time: each whole or as it was, with the folders synced once."""

import pytest

from dxsim.data import files


def test_several_files_are_written_and_each_folder_is_synced_once(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    wanted = {tmp_path / place / name: name.encode() for place in "ab" for name in ("1", "2", "3")}
    assert files.write_several(wanted.items()) == list(wanted)
    assert {path: path.read_bytes() for path in wanted} == wanted
    assert synced == [tmp_path / "a", tmp_path / "b"]


def test_a_file_that_cannot_be_written_leaves_itself_and_those_before_it_whole(tmp_path):
    (tmp_path / "2").mkdir()
    with pytest.raises(OSError, match="no plain file"):
        files.write_several((tmp_path / name, b"new") for name in "123")
    assert (tmp_path / "1").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]
