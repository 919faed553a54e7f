"""Checks between the parts of a scenario, refused with the place in the file."""

from dxsim.data.country import component_names
from dxsim.data.numerals import format_percent
from dxsim.data.quantities import parse_years
from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.scenario.assumed_errors.checks import first_problem
from dxsim.scenario.citations import numbers, supports
from dxsim.scenario.laws import GROWTH_LAWS, RATE_LAWS, RATIO_LAWS, SHARE_LAWS, Law
from dxsim.scenario.names import BESIDE
from dxsim.scenario.programmes.records import Adoption, Demand, DomesticValue, Programme
from dxsim.scenario.records import Block, Component, Scenario

LONGEST_HORIZON = 300


def check(scenario: Scenario, tree: Node) -> None:
    """Raise an InputError for the first thing that does not hold in a scenario.

    Parameters
    ----------
    scenario
        the record as read.
    tree
        the merged tree it was read from, for the file and line of what is wrong.
    """
    _Checker(scenario, tree).run()


def check_numbers(scenario: Scenario, tree: Node) -> None:
    """Raise an InputError for what moving a number alone can break: base shares and ceilings."""
    _Checker(scenario, tree).base_shares()


class _Checker:
    def __init__(self, scenario: Scenario, tree: Node) -> None:
        self.scenario, self.tree = scenario, tree

    def refuse(self, key: str, found: str, expected: str, hint: str = "") -> InputError:
        node, line = self.tree, self.tree.line
        parts = key.split(".")
        while parts and isinstance(node.value, dict) and parts[0] in node.value:
            line = node.key_lines.get(parts[0], line)
            node = node.value[parts.pop(0)]
        if found == "nothing" and node.file != self.tree.file:
            node, line = self.tree, self.tree.line  # what lacks it is the child, not its parent
        return InputError(node.file, line=line, key=key, found=found, expected=expected, hint=hint)

    def run(self) -> None:
        self.horizon()
        self.producer()
        self.gdp()
        self.non_digital()
        for name, component in self.scenario.components.items():
            self.component(name, component)
        for beside in BESIDE:
            self.beside(beside, getattr(self.scenario, beside))
        self.base_shares()
        self.bounds()
        self.programmes()
        self.uncertainty()

    def horizon(self) -> None:
        first, last = self.scenario.base_year, self.scenario.end_year
        if not first < last <= first + LONGEST_HORIZON:
            expected = f"a year from {first + 1} to {first + LONGEST_HORIZON}"
            raise self.refuse("end_year", str(last), expected)

    def producer(self) -> None:
        from dxsim.data.sources import producers

        known = [name for name, producer in producers().items() if producer.parts]
        if self.scenario.producer not in known:
            word = self.scenario.producer
            expected = f"one of {', '.join(known)}"
            raise self.refuse("producer", quoted(word), expected, nearest(word, known))

    def gdp(self) -> None:
        gdp, given = self.scenario.gdp, self.scenario.closure == "gdp_given"
        if given and gdp.growth is None:
            raise self.refuse("gdp.growth", "nothing", "a growth law, as closure is gdp_given")
        if not given and gdp.growth is not None:
            expected = "no growth of GDP, as it follows under non_digital_given"
            raise self.refuse("gdp.growth", "a growth law", expected)
        if gdp.deflator is None:
            raise self.refuse("gdp.deflator", "nothing", "a deflator, to show real growth")
        self.block("gdp", gdp, RATE_LAWS)

    def non_digital(self) -> None:
        block, given = self.scenario.non_digital, self.scenario.closure == "non_digital_given"
        if given and (block is None or block.growth is None):
            expected = "a growth law, as closure is non_digital_given"
            raise self.refuse("non_digital.growth", "nothing", expected)
        if not given and block is not None and block.growth is not None:
            expected = "no growth of the rest, as it follows under gdp_given"
            raise self.refuse("non_digital.growth", "a growth law", expected)
        if block is None:
            return
        self.block("non_digital", block, RATE_LAWS)
        if given and self.scenario.prices == "constant" and block.deflator is None:
            raise self.refuse("non_digital.deflator", "nothing", "a deflator at constant prices")

    def component(self, name: str, component: Component) -> None:
        key = f"components.{name}"
        law = component.growth
        if law is None:
            raise self.refuse(f"{key}.growth", "nothing", "a growth law")
        if component.base.unit not in ("gdp", self.scenario.unit):
            expected = f"a share of GDP or {self.scenario.unit}"
            raise self.refuse(f"{key}.base", component.base.unit, expected)
        self.block(key, component, (*GROWTH_LAWS, "relative", *SHARE_LAWS))
        self.deflator_of(key, component, law)
        if law.gdp_multiple is not None and self.scenario.closure != "gdp_given":
            expected = "another law: GDP itself follows under non_digital_given"
            raise self.refuse(f"{key}.growth.gdp_multiple", "a multiple of GDP growth", expected)
        carved = component.carved_from
        if carved is not None and (carved == name or carved not in self.scenario.components):
            expected = "another component of this scenario"
            raise self.refuse(f"{key}.carved_from", quoted(carved), expected)

    def beside(self, name: str, block: Block | None) -> None:
        if block is None:
            return
        if block.growth is None:
            raise self.refuse(f"{name}.growth", "nothing", "a growth law")
        if block.deflator is not None:
            raise self.refuse(f"{name}.deflator", "a deflator", "none: it has no price")
        self.block(name, block, RATE_LAWS)
        rate = self.scenario.exchange_rate
        own = rate.base.unit.split(" per ")[0] if rate else self.scenario.currency
        if name == "exchange_rate" and own != self.scenario.currency:
            expected = f"a price in {self.scenario.currency}"
            raise self.refuse("exchange_rate.base", f"a price in {own}", expected)

    def deflator_of(self, key: str, component: Component, law: Law) -> None:
        takes_none = law.kind not in GROWTH_LAWS
        if takes_none and component.deflator is not None:
            expected = f"none: {law.kind} describes a current-price ratio"
            raise self.refuse(f"{key}.deflator", "a deflator", expected)
        nominal = law.gdp_multiple is not None and law.gdp_multiple.of == "nominal"
        needed = self.scenario.prices == "constant" and not takes_none and not nominal
        if needed and component.deflator is None:
            raise self.refuse(f"{key}.deflator", "nothing", "a deflator at constant prices")

    def block(self, key: str, block: Block, laws: tuple[str, ...]) -> None:
        self.sources(key, block)
        for part, law, allowed in (
            ("growth", block.growth, laws),
            ("deflator", block.deflator, RATE_LAWS),
        ):
            if law is None:
                continue
            if law.kind not in allowed:
                raise self.refuse(
                    f"{key}.{part}", f"the law {law.kind}", f"one of {', '.join(allowed)}"
                )
            self.years(f"{key}.{part}", law)

    def years(self, key: str, law: Law) -> None:
        first, last = self.scenario.base_year + 1, self.scenario.end_year
        for year in law.path or ():
            if year < first:
                raise self.refuse(f"{key}.path", str(year), f"no year before {first}")
        self.additions(key, law)
        if law.steps is None:
            return
        covered: dict[int, str] = {}
        for text in law.steps:
            start, end = parse_years(text)
            if start < first or end > last:
                raise self.refuse(f"{key}.steps", text, f"years within {first}-{last}")
            for year in range(start, end + 1):
                if year in covered:
                    found = f"{year} in both {covered[year]} and {text}"
                    raise self.refuse(f"{key}.steps", found, "no overlap")
                covered[year] = text
        missing = [year for year in range(first, last + 1) if year not in covered]
        if missing:
            raise self.refuse(
                f"{key}.steps", f"no rate for {missing[0]}", f"every year of {first}-{last}"
            )

    def additions(self, key: str, law: Law) -> None:
        first, last = self.scenario.base_year + 1, self.scenario.end_year
        for year in law.add or ():
            if law.kind in RATIO_LAWS:
                expected = f"none: {law.kind} describes a ratio, to which no rate can be added"
                raise self.refuse(f"{key}.add", f"an addition in {year}", expected)
            if not first <= year <= last:
                raise self.refuse(f"{key}.add", str(year), f"years within {first}-{last}")

    def sources(self, key: str, block: Block) -> None:
        stated = numbers(block)
        for cited in block.sources:
            if block.sources[cited] and not any(supports(cited, path) for path in stated):
                expected = f"one of {', '.join(stated)}"
                hint = nearest(cited, stated)
                raise self.refuse(f"{key}.sources.{cited}", quoted(cited), expected, hint)

    def base_shares(self) -> None:
        gdp = self.scenario.gdp.base.value
        shares = {
            name: c.base.value if c.base.unit == "gdp" else c.base.value / gdp
            for name, c in self.scenario.components.items()
        }
        if sum(shares.values()) >= 1:
            found = f"{format_percent(round(sum(shares.values()), 6))} of GDP in the base year"
            raise self.refuse("components", found, "components below 100% of GDP together")
        for name, component in self.scenario.components.items():
            law = component.growth
            curve = law.curve if law else None
            if law and curve and curve.ceiling <= shares[name]:
                found = format_percent(curve.ceiling)
                expected = (
                    f"a ceiling above the base share, {format_percent(round(shares[name], 6))}"
                )
                raise self.refuse(f"components.{name}.growth.{law.kind}.ceiling", found, expected)

    def bounds(self) -> None:
        ids: set[str] = set()
        first, last = self.scenario.base_year + 1, self.scenario.end_year
        for index, bound in enumerate(self.scenario.bounds):
            key = f"bounds.{index}"
            if bound.id in ids:
                raise self.refuse(f"{key}.id", quoted(bound.id), "an id used once")
            ids.add(bound.id)
            if bound.of in component_names() and bound.of not in self.scenario.components:
                raise self.refuse(f"{key}.of", quoted(bound.of), "a component of this scenario")
            if not first <= bound.years[0] <= bound.years[1] <= last:
                found = f"{bound.years[0]}-{bound.years[1]}"
                raise self.refuse(f"{key}.years", found, f"years within {first}-{last}")
            if bound.min is None and bound.max is None:
                raise self.refuse(key, "neither min nor max", "a limit")
            if bound.min is not None and bound.max is not None and bound.min > bound.max:
                raise self.refuse(
                    f"{key}.min",
                    format_percent(bound.min),
                    f"at most max, {format_percent(bound.max)}",
                )

    def programmes(self) -> None:
        known, first = list(self.scenario.components), self.scenario.base_year
        for index, programme in enumerate(self.scenario.programmes):
            key = f"programmes.{index}"
            if programme.component not in known:
                found = f"{programme.name} for {quoted(programme.component)}"
                expected = f"a component of this scenario: {', '.join(known)}"
                raise self.refuse(f"{key}.component", found, expected)
            if isinstance(programme, Demand):
                self.programme_money(f"{key}.spending", programme, programme.spending.unit)
            elif isinstance(programme, Adoption) and programme.cost is not None:
                unit = programme.cost.per_unit.unit
                self.programme_money(f"{key}.cost.per_unit", programme, unit)
            elif isinstance(programme, DomesticValue) and not programme.ratio.at(first) > 0:
                found = f"a ratio of 0% in {first} in {programme.name}"
                raise self.refuse(f"{key}.ratio", found, "a ratio above 0% in the base year")

    def programme_money(self, key: str, programme: Programme, unit: str) -> None:
        if unit != self.scenario.unit:
            found = f"{programme.name} in {unit}"
            raise self.refuse(key, found, f"money in {self.scenario.unit}")

    def uncertainty(self) -> None:
        stated = self.scenario.uncertainty
        allowed = (*self.scenario.components, self.scenario.aggregate)
        parts = self.scenario.components.items()
        carved = [name for name, component in parts if component.carved_from]
        limited = [name for name, c in parts if c.growth and c.growth.kind in SHARE_LAWS]
        problem = first_problem(stated, allowed, carved, limited) if stated is not None else None
        if problem is not None:
            key, found, expected, hint = problem
            raise self.refuse(f"uncertainty.{key}", found, expected, hint)
        first, last = self.scenario.base_year + 1, self.scenario.end_year
        for place, event in enumerate(stated.events if stated is not None else ()):
            if not first <= event.years[0] <= event.years[1] <= last:
                found = f"{event.years[0]}-{event.years[1]}"
                key = f"uncertainty.events.{place}.years"
                raise self.refuse(key, found, f"years within {first}-{last}")
