"""Scenarios: immutable records of assumptions, read from short YAML files of differences."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from dxsim.data import locations
from dxsim.data.quantities import Base, parse_base, parse_money, parse_years
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, shown
from dxsim.model.laws import Law, Rate, Record, Year, parsed_by
from dxsim.model.uncertainty import Uncertainty

COMPONENTS = ("ict", "platform", "sectoral")
ComponentName = Literal["ict", "platform", "sectoral"]
BlockName = Literal["ict", "platform", "sectoral", "digital", "gdp", "non_digital"]


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _both_languages(value: object) -> object:
    return {"en": value, "vi": value} if isinstance(value, str) else value


def _tuple_years(text: str) -> tuple[int, int]:
    return parse_years(text)


MoneyBase = Annotated[Base, parsed_by(parse_money)]
ComponentBase = Annotated[Base, parsed_by(parse_base)]
SourceIds = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
Years = Annotated[tuple[int, int], parsed_by(_tuple_years)]


class Words(Record):
    """A text in English and Vietnamese."""

    en: Annotated[str, Field(max_length=2000)] = ""
    vi: Annotated[str, Field(max_length=2000)] = ""

    def get(self, lang: str) -> str:
        """Return the text in `lang`, or in the other language where that one is missing."""
        return getattr(self, lang) or self.en or self.vi


Text = Annotated[Words, BeforeValidator(_both_languages)]


class Block(Record):
    """What GDP, the rest of GDP and a component have in common: a law, a deflator, remarks."""

    growth: Law | None = None
    deflator: Law | None = None
    note: Text | None = None
    sources: SourceIds = ()


class Gdp(Block):
    """Gross domestic product: base-year level, growth (where given) and deflator."""

    base: MoneyBase


class Component(Block):
    """A component of the digital economy: base level, growth law, what it was carved from."""

    base: ComponentBase
    carved_from: ComponentName | None = None


class Bound(Record):
    """A limit on the yearly growth of a component, GDP or the rest over a range of years."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    of: BlockName
    years: Years
    min: Rate | None = None
    max: Rate | None = None


class Scenario(Record):
    """A country's digital economy under stated assumptions.

    Rates and shares are fractions, money is in trillions. `origins` lists the files of the
    chain of parents, the scenario's own file first.
    """

    name: str
    title: Text | None = None
    question: Text | None = None
    note: Text | None = None
    sources: SourceIds = ()
    producer: str
    base_year: Year
    end_year: Year
    prices: Literal["current", "constant"]
    closure: Literal["gdp_given", "non_digital_given"]
    gdp: Gdp
    non_digital: Block | None = None
    components: dict[ComponentName, Component] = Field(min_length=1)
    bounds: tuple[Bound, ...] = ()
    uncertainty: Uncertainty | None = None
    origins: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit of money, such as "trn VND"."""
        return self.gdp.base.unit

    @property
    def aggregate(self) -> Literal["gdp", "non_digital"]:
        """The aggregate that the closure gives: GDP or the rest of GDP."""
        return "gdp" if self.closure == "gdp_given" else "non_digital"

    @property
    def horizon(self) -> int:
        """The number of years projected after the base year."""
        return self.end_year - self.base_year

    def heading(self, lang: str) -> str:
        """Return the title in `lang`, or the name where no title is given."""
        return (self.title.get(lang) if self.title else "") or self.name


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a name under `params/scenarios/` or of a file anywhere.

    Raises
    ------
    InputError
        with file, line, key, what was found and what is expected, for anything amiss.
    """
    from dxsim.model.checks import check
    from dxsim.model.inheritance import resolve

    path = scenario_path(name_or_path)
    merged = resolve(path)
    scenario = _validated(merged.tree, merged.files)
    check(scenario, merged.tree)
    return scenario


def list_scenarios() -> list[str]:
    """Return the names of the shipped scenarios, in alphabetical order."""
    return sorted(path.stem for path in locations.scenarios_dir().glob("*.yaml"))


def scenario_path(name_or_path: str | Path) -> Path:
    """Return the file of a scenario given by name or path."""
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text or Path(text).is_file():
        return Path(text)
    known = list_scenarios()
    if text in known:
        return locations.scenarios_dir() / f"{text}.yaml"
    raise InputError(
        "scenario",
        found=quoted(text),
        expected="a name under params/scenarios or a path to a .yaml file",
        hint=nearest(text, known) or f"known: {', '.join(known)}",
    )


def _validated(tree: Node, files: tuple[str, ...]) -> Scenario:
    from pydantic import ValidationError

    try:
        return Scenario.model_validate({**plain(tree), "origins": files})
    except ValidationError as error:
        raise input_error(error, tree, Scenario) from None


def plain(node: Node) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return a node's content as plain mappings, lists and texts."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def input_error(error: Any, tree: Node, model: type[Record]) -> InputError:  # noqa: ANN401
    """Return pydantic's first error as one line that names its place in the file.

    Parameters
    ----------
    error
        the pydantic `ValidationError`.
    tree
        the tree that was validated.
    model
        the record it was validated against.
    """
    details = sorted(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    detail = details[0]
    location = [part for part in detail["loc"] if part != "[key]"]
    node, line, keys = tree, tree.line, []
    for part in location:
        children = node.value
        if isinstance(children, dict) and str(part) in children:
            line = node.key_lines.get(str(part), line)
            node = children[str(part)]
            line = max(line, node.line) if not isinstance(node.value, dict | list) else line
        elif isinstance(children, list) and isinstance(part, int) and part < len(children):
            node = children[part]
            line = node.line
        elif detail["type"] != "missing" or part != location[-1]:
            continue
        keys.append(str(part))
    found, expected, hint = _said(detail, node, location, model)
    return InputError(
        node.file, line=line, key=".".join(keys) or None, found=found, expected=expected, hint=hint
    )


def _said(
    detail: Any,  # noqa: ANN401 - pydantic's error details
    node: Node,
    location: list[Any],
    model: type[Record],
) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    found = quoted(node.value) if isinstance(node.value, str) else ""
    if detail["type"] == "extra_forbidden":
        known = known_keys(model, location[:-1])
        name = str(location[-1])
        return f"the unknown key {quoted(name)}", f"one of {', '.join(known)}", nearest(name, known)
    if detail["type"] == "missing":
        return "nothing", f"the key {location[-1]}", ""
    if detail["type"] == "literal_error":
        choices = [c.strip(" '") for c in context["expected"].replace(" or ", ", ").split(",")]
        word = str(location[-1]) if detail["loc"][-1] == "[key]" else str(node.value)
        shown_word = quoted(word) if node.value is not None else "nothing"
        return shown_word, f"one of {', '.join(choices)}", nearest(word, choices)
    if "expected" in context:
        key_found = quoted(str(location[-1])) if detail["loc"][-1] == "[key]" else found
        default = "nothing" if node.value is None else key_found
        return context.get("found", default), context["expected"], context.get("hint", "")
    if detail["type"] in ("string_pattern_mismatch",):
        return found, "lower-case letters, digits and hyphens", ""
    message = detail["msg"]
    expected = {
        "model_type": "keys with values",
        "model_attributes_type": "keys with values",
        "dict_type": "keys with values",
        "tuple_type": "a list",
        "string_type": "a text",
        "float_type": "a value",
        "int_type": "a whole number",
        "too_short": "at least one entry",
    }.get(detail["type"], shown(message, 120))
    return found or "something else", expected, ""


def known_keys(model: type[Record], location: list[Any]) -> list[str]:
    """Return the keys a record, or a record within it at `location`, may have."""
    current: Any = model
    for part in location:
        names = {
            info.alias or name: info for name, info in getattr(current, "model_fields", {}).items()
        }
        info = names.get(str(part))
        current = _record_in(info.annotation) if info else current
    fields = getattr(current, "model_fields", {})
    return [info.alias or name for name, info in fields.items() if name != "origins"]


def _record_in(annotation: Any) -> Any:  # noqa: ANN401 - a typing construct
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for inner in get_args(annotation):
        record = _record_in(inner)
        if record is not None:
            return record
    return None
