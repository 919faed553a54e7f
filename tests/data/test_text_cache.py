"""A change of a file is seen, whatever the clock and the file's times say."""

import os
import shutil

import pytest

from dxsim.data import locations, observations, sources, text_cache
from dxsim.data.facts import facts


@pytest.fixture
def copied(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    return tmp_path / "params" / "viet-nam" / "data"


def replaced_unseen(file, old, new):
    """Put a text in a file's place that is as long, with the file's times as they were."""
    stat = file.stat()
    text = file.read_text(encoding="utf-8")
    assert old in text and len(old.encode()) == len(new.encode())
    file.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_observations_that_change_within_the_clock_s_grain_are_read_again(copied):
    before = str(observations.yearly("digital_share", "nso")[2024])
    after = "99" + before[2:]
    replaced_unseen(copied / "observations" / "digital.csv", f",{before},", f",{after},")
    assert observations.yearly("digital_share", "nso")[2024] == float(after)


def test_so_are_facts_sources_and_series(copied):
    for file, read in (
        ("facts.csv", lambda: next(iter(facts().values())).pointer),
        ("sources.yaml", lambda: sources.sources()["plan-dossier-2024"].publisher["en"]),
        ("series.csv", lambda: next(iter(sources.all_series().values())).label["en"]),
    ):
        before = read()
        after = before[:-1] + ("x" if before[-1] != "x" else "y")
        replaced_unseen(copied / file, before, after)
        assert read() == after, file


def test_a_file_that_has_rested_is_not_read_again(tmp_path, monkeypatch):
    file = tmp_path / "a.yaml"
    file.write_text("a: 1")
    now = file.stat().st_ctime
    monkeypatch.setattr(text_cache.time, "time", lambda: now + text_cache.SETTLED + 1)
    first = text_cache.cached_text(file)
    assert text_cache.cached_text(file) is first
    file.write_text("a: 22")
    assert text_cache.cached_text(file) == "a: 22"


def test_a_file_just_written_is_decoded_once_and_anew_when_its_bytes_change(tmp_path, monkeypatch):
    """Notebooks of a run read copies made a moment before: nothing is parsed twice of them."""
    file = tmp_path / "a.yaml"
    file.write_text("a: 1")
    times = file.stat().st_mtime_ns, file.stat().st_ctime
    monkeypatch.setattr(text_cache.time, "time", lambda: times[1])
    first = text_cache.cached_text(file)
    assert text_cache.cached_text(file) is first
    monkeypatch.setattr(text_cache, "_Signature", lambda *_: ())  # times and size tell nothing
    text_cache.cached_text(file)
    file.write_text("a: 2")
    assert text_cache.cached_text(file) == "a: 2"
