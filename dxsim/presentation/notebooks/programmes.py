"""Contents of the notebook on programmes, one call a cell."""

from typing import TYPE_CHECKING, NamedTuple

from dxsim.analysis.programmes.bridge import Bridge
from dxsim.analysis.programmes.bridge import bridge as bridge_of
from dxsim.analysis.programmes.budget import Budget, half_of_plan, stated_money
from dxsim.analysis.programmes.effects import refuse_none
from dxsim.analysis.programmes.sizes import programme_tornado
from dxsim.analysis.targets import Target, load_targets, main_target
from dxsim.analysis.uncertainty.ensemble import Plan
from dxsim.data.country import load_country
from dxsim.data.scenario_files import LAID_OVER, list_scenarios
from dxsim.presentation import figures
from dxsim.presentation.exports.programme_costs import (
    beside_records,
    budget_record,
    needed_records,
    worth_records,
)
from dxsim.presentation.exports.programmes import programmes_record
from dxsim.presentation.notebooks.languages import in_each_language
from dxsim.presentation.notebooks.show import frame, markdown, plain, show
from dxsim.presentation.text import programmes as words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.programmes.files import list_programmes
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler

    from dxsim.presentation.figures.drawing.saving import Figure

__all__ = ["Plan", "Setting", "setting"]
MOST_BARS = 12


class Setting(NamedTuple):
    """Subject of the notebook: a scenario with programmes, a target, and the results."""

    scenario: Scenario
    target: Target
    record: dict[str, object]
    bridge: Bridge
    lang: str


def setting(
    scenario: str, target: str, plan: Plan, *, otherwise: str = "", lang: str = "en"
) -> Setting:
    """Return the setting of the notebook's parameters.

    Parameters
    ----------
    scenario
        a name or a file; empty takes the country's first with programmes, else its default.
    target
        the id of a target; empty takes the middle one that the scenario is judged on.
    plan
        how the odds are drawn.
    otherwise
        the overlay whose programmes a scenario has that names none itself; empty takes the one
        that the country's file names.
    lang
        "en" or "vi".
    """
    loaded, known = _with_programmes(scenario), load_targets()
    laid_over = otherwise or load_country().default_programmes
    if not loaded.programmes and laid_over:
        named = scenario or load_country().default_scenario
        loaded = load_scenario(LAID_OVER.join((named, laid_over)))
    refuse_none(loaded)
    chosen = main_target(loaded, target, known)
    record = programmes_record(loaded, known, plan)
    return Setting(loaded, chosen, record, bridge_of(loaded, chosen, seed=plan.seed), lang)


def _with_programmes(scenario: str) -> Scenario:
    if scenario:
        return load_scenario(scenario)
    several = (load_scenario(name) for name in list_scenarios())
    return next((one for one in several if one.programmes), None) or load_scenario()


@in_each_language
def answer(about: Setting) -> "Markdown":
    """State in one sentence the programmes' contribution and the gap left open."""
    return markdown([f"**{plain(words.headline(about.bridge, about.lang))}**"])


def bridge_figure(about: Setting, out_dir: str) -> "Figure":
    """Show the bridge, and write it where a folder is named."""
    figure = figures.bridge(about.scenario, about.bridge, lang=about.lang)
    return show(figure, out_dir, f"bridge-{about.scenario.name}")


@in_each_language
def bridge_table(about: Setting) -> "Styler":
    """Return the bridge with ranges and costs."""
    return frame(words.bridge_table(about.scenario, about.record, about.bridge, about.lang))


@in_each_language
def targets(about: Setting) -> "Styler":
    """Return every target without and with programmes, and its odds from the same draws."""
    return frame(words.targets_table(about.record, about.lang))


@in_each_language
def assumptions(about: Setting) -> "Styler":
    """Return the numbers of each programme and what each rests on."""
    return frame(words.evidence_table(about.scenario, about.lang))


@in_each_language
def decisive(about: Setting) -> "Styler":
    """Return which uncertain numbers move what the programmes add, the widest first."""
    bars = programme_tornado(about.scenario, about.target, MOST_BARS)
    return frame(words.tornado_table(about.scenario, bars, about.lang))


@in_each_language
def what_it_takes(about: Setting) -> "Styler":
    """Return the size of each lever at which the target is just met, or none within bounds."""
    return frame(words.needed_table(needed_records(about.scenario, about.target), about.lang))


@in_each_language
def worth(about: Setting, discount: float, beside: str = "") -> "Styler":
    """Tabulate costs and benefits of each programme, and of others alone on the path.

    Parameters
    ----------
    about
        the setting.
    discount
        the yearly rate at which later money counts less, where a programme states none.
    beside
        names of further programmes with commas between, such as a spending at other sizes; empty
        takes all of the country's that the scenario does not.
    """
    return frame(words.worth_table(about.scenario, _worths(about, discount, beside), about.lang))


@in_each_language
def costs_by_year(about: Setting, discount: float, beside: str = "") -> "Styler":
    """Tabulate yearly costs up to the target's year, of others too."""
    worths = _worths(about, discount, beside)
    return frame(words.cost_table(about.scenario, worths, about.lang, about.target.year))


def _worths(about: Setting, discount: float, beside: str) -> list[dict[str, object]]:
    planned = {programme.name for programme in about.scenario.programmes}
    others = [name for name in list_programmes() if name not in planned]
    names = [name for part in beside.split(",") if (name := part.strip())] or others
    own = worth_records(about.scenario, about.target, discount)
    return own + beside_records(about.scenario, names, about.target, discount)


@in_each_language
def best_use(about: Setting, budget: str = "") -> "Markdown":
    """Return the best use of money a year at base-year prices.

    `budget` is in the scenario's unit, such as "30 trn VND"; left empty it is half of what the
    programmes cost a year.
    """
    scenario = about.scenario
    stated = stated_money(budget, scenario.unit, "budget", "notebook") if budget else 0.0
    best = budget_record(scenario, about.target, Budget(stated or half_of_plan(scenario)))
    lines = words.budget_lines(scenario, best, about.lang)
    return markdown([lines[0], "", *(f"- {plain(line)}" for line in lines[1:])])
