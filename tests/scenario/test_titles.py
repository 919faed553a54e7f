"""Labels: who measures and a short title, and names where two would be called alike."""

from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation import figures
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.loading import load_scenarios


def copies(folder, *names):
    """Write copies of one scenario under other names, as a user begins a variant."""
    title = {"en": "The plan as written", "vi": "Kế hoạch như văn bản"}
    return [write(plan(name=name, title=title), folder) for name in names]


def test_two_files_of_one_title_bear_their_names(tmp_path):
    files = copies(tmp_path, "first", "second")
    both = load_scenarios(files)
    labels = {lang: [scenario_label(s, lang) for s in both] for lang in ("en", "vi")}
    assert labels == {"en": ["MIC: first", "MIC: second"], "vi": labels["vi"]}
    assert len(set(labels["vi"])) == 2
    (alone,) = load_scenarios(files[:1])
    assert scenario_label(alone, "en") == "MIC: The plan as written"
    assert alone == dx.load_scenario(files[0])


def test_a_figure_of_two_copies_names_each_line(tmp_path):
    both = [dx.load_scenario(file) for file in copies(tmp_path, "first", "second")]
    drawn = figures.verdict_matrix(both, lang="en")
    texts = {t.get_text() for axes in drawn.figure.axes for t in axes.texts}
    assert {"MIC: first", "MIC: second"} <= texts


def test_shipped_scenarios_keep_their_titles():
    assert load_scenarios() == tuple(map(dx.load_scenario, (s.name for s in load_scenarios())))
