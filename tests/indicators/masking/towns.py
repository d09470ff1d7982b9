"""Small municipalities for the property tests, what each reader is shown of them, and what an attacker makes of it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from hypothesis import event
from hypothesis import strategies as st

from indicators.masking import Audience, Limits, Shown, show
from indicators.masking.complement import withhold
from indicators.masking.table import Table, Withheld, cell_of
from indicators.models import Marker
from tests.indicators.masking.attacker import Attacker, Clue, TooHard

MUNICIPALITY = 1
SEXES = ("girls", "boys")
WRITTEN = ("raw", "decimals", "rounded")  # what matters only to how a figure is written


@dataclass(frozen=True)
class Town:
    """One indicator and school year. ``people`` and ``reached`` hold what is true of each unit and sex.

    ``markers`` is what the publisher put in place of a number; ``untold`` the figures whose number of pupils it does not say.
    ``silent`` are figures that do not exist.
    """

    parents: dict
    people: dict
    reached: dict
    measure: str
    limits: Limits
    own: bool = False
    markers: dict = None
    untold: frozenset = frozenset()
    silent: frozenset = frozenset()

    @cached_property
    def units(self):
        above = set(self.parents.values())
        return [place for place in self.parents if place not in above]

    def units_in(self, place):
        children = [child for child, parent in self.parents.items() if parent == place]
        return [unit for child in children for unit in self.units_in(child)] if children else [place]

    def of(self, what, key):
        place, sex = key
        return sum(what[unit, s] for unit in self.units_in(place) for s in SEXES if sex in ("all", s))

    @cached_property
    def facts(self):
        """Each figure as it is stored."""
        found = {}
        for key in ((place, sex) for place in self.parents for sex in ("all", *SEXES)):
            people, reached = self.of(self.people, key), self.of(self.reached, key)
            marker = (self.markers or {}).get(key, "")
            if key in self.silent or (not people and self.measure != "count"):
                continue
            number = {"count": Decimal(people), "percent": Decimal(100 * reached) / (people or 1), "points": Decimal(reached)}
            if self.measure == "points":
                number["points"] /= people
            found[key] = {
                "number": None if marker else number[self.measure].quantize(Decimal("0.001")),
                "marker": marker,
                "raw": {Marker.MASKED: "..", Marker.NEARLY_ALL: "~100"}.get(marker, ""),
                "denominator": None if self.measure == "count" or (marker and key in self.untold) else people,
                "group": None,
                "measure": self.measure,
                "decimals": 3 if self.measure == "points" else 1,
                "limits": self.limits,
                "own_direction": "higher" if self.own else None,
            }
        return found

    @cached_property
    def table(self):
        seen = {key: {name: fact for name, fact in facts.items() if name not in WRITTEN} for key, facts in self.facts.items()}
        cells = {key: cell for key, facts in seen.items() if (cell := cell_of(**facts))}
        limits = {audience: self.limits.of(audience) for audience in Audience}
        return Table(self.parents, cells, limits, self.measure)

    @cached_property
    def withheld(self) -> Withheld:
        return withhold(self.table)

    @property
    def readers(self):
        """The public, the office, and those inside at each area and unit: the places at which they are inside."""
        yield "public", frozenset()
        yield "office", frozenset(self.parents)
        for place in self.parents:
            if self.parents[place] is not None:
                yield place, frozenset(at for at in self.parents if at == place or self.parents[at] == place)

    def shown(self, key, inside) -> Shown:
        audience = Audience.INSIDE if key[0] in inside else Audience.PUBLIC
        return show(audience=audience, withheld=key in self.withheld.of(audience), **self.facts[key])

    def secret(self, key, inside) -> bool:
        """Whether the figure is masked of itself (or one to four stand apart), whatever is withheld besides.

        What those inside at a unit read of their own pupils is no secret to them where it is the figure of the municipality too.
        """
        own = [unit for unit in self.units_in(key[0]) if unit in inside]
        if (
            key[0] not in inside
            and own
            and sum(self.of(self.people, (unit, key[1])) for unit in own) == self.of(self.people, key)
        ):
            return False
        audience = Audience.INSIDE if key[0] in inside else Audience.PUBLIC
        return show(audience=audience, withheld=False, **self.facts[key]).number is None

    # what the attacker makes of it

    @property
    def kinds(self):
        """Where it is known how many there are in each group, those who missed the goal are no unknowns of their own."""
        return ("reached", "missed") if self.measure == "percent" and not self.sizes_known else ("reached",)

    @cached_property
    def sizes_known(self):
        return all(self.facts.get(key, {}).get("denominator") == n for key, n in self.people.items() if n)

    @cached_property
    def truth(self):
        what = {"count": self.people, "percent": self.reached, "points": self.reached}[self.measure]
        reached = {(*key, "reached"): number for key, number in what.items()}
        missed = {(*key, "missed"): self.people[key] - self.reached[key] for key in what}
        return reached | missed if "missed" in self.kinds else reached

    def unknowns(self, key, kinds):
        place, sex = key
        return tuple((unit, s, kind) for unit in self.units_in(place) for s in SEXES if sex in ("all", s) for kind in kinds)

    @property
    def bounds(self):
        if self.measure == "percent" and self.sizes_known:
            return {unknown: (0, self.people[unknown[:2]]) for unknown in self.truth}
        return dict.fromkeys(self.truth, (0, 40))

    def clues(self, inside):
        """What is shown, and how many there are in each group, which the attacker is taken to know from elsewhere."""
        found = []
        for key, facts in self.facts.items():
            if facts["denominator"] and "missed" in self.kinds:
                found.append(Clue(self.unknowns(key, self.kinds), facts["denominator"], facts["denominator"]))
            shown = self.shown(key, inside)
            if shown.number is not None:
                amount = self._amount(facts, shown.number)
                found.append(Clue(self.unknowns(key, ["reached"]), amount, amount))
            elif shown.interval and facts["denominator"]:
                found.append(Clue(self.unknowns(key, ["reached"]), facts["denominator"] - 4, facts["denominator"] - 1))
        for unit in self.units:  # a unit without any figure has none
            if not any((unit, sex) in self.facts for sex in ("all", *SEXES)):
                found.append(Clue(self.unknowns((unit, "all"), self.kinds), 0, 0))
        return found

    def _amount(self, facts, number):
        match self.measure:
            case "count":
                return int(number)
            case "percent":
                return round(number * facts["denominator"] / 100)
        return round(number * facts["denominator"])

    def computed(self):
        """Each masked figure that a reader can compute, with who reads."""
        for reader, inside in self.readers:
            secrets = [
                key for key in self.facts if self.secret(key, inside) and (self.of(self.people, key) or self.measure == "count")
            ]
            if not secrets:
                continue
            attacker = Attacker(self.bounds, self.clues(inside), self.truth)
            for key in secrets:
                try:
                    if attacker.can_compute(self.unknowns(key, self.kinds)):
                        yield reader, key
                except TooHard:
                    event("too hard for the attacker")

    def too_few_together(self):
        """Sums of which a reader sees all but some masked parts that are together fewer than the limit."""
        for reader, inside in self.readers:
            for total in self.facts:
                place, sex = total
                children = [child for child, parent in self.parents.items() if parent == place]
                lines = [[(place, s) for s in SEXES]] if sex == "all" else []
                lines += (
                    [[(child, sex) for child in children], [(unit, sex) for unit in self.units_in(place)]] if children else []
                )
                for parts in lines:
                    hidden = [part for part in parts if part in self.facts and self.shown(part, inside).masked]
                    shown = [part for part in parts if part not in hidden]
                    if not hidden or self.shown(total, inside).number is None or not all(map(self.size_told, shown)):
                        continue
                    limit = max(self.limits.of(Audience.INSIDE if part[0] in inside else Audience.PUBLIC) for part in hidden)
                    if sum(self.of(self.people, part) for part in hidden) < limit:
                        yield reader, total, hidden

    def size_told(self, key):
        """Whether anybody says how many there are: also of a place without figures, when they are none."""
        if key not in self.facts:
            return not self.of(self.people, key)
        return self.measure == "count" or self.facts[key]["denominator"] is not None


@st.composite
def towns(draw):
    parents = {MUNICIPALITY: None}
    for area in range(draw(st.integers(0, 2))):
        parents[10 + area] = MUNICIPALITY
        for unit in range(draw(st.integers(1, 2))):
            parents[100 + 10 * area + unit] = 10 + area
    for unit in range(draw(st.integers(0 if len(parents) > 1 else 1, 3 if len(parents) < 4 else 1))):
        parents[200 + unit] = MUNICIPALITY
    units = [place for place in parents if place >= 100]
    people = {(unit, sex): draw(st.integers(0, 14)) for unit in units for sex in SEXES}
    measure = draw(st.sampled_from(["count", "percent", "percent", "points"]))
    every_one = draw(st.sampled_from([None, None, None, 0, 1]))  # a share of nobody or all of them gives much away
    reached = {key: n * every_one if every_one is not None else draw(st.integers(0, n)) for key, n in people.items()}
    inside = draw(st.integers(3, 7))
    town = Town(
        parents=parents,
        people=people,
        reached=reached,
        measure=measure,
        limits=Limits(inside, draw(st.integers(inside, 12))),
        own=draw(st.booleans()),
        silent=draw(_silent(parents)),
    )
    markers = {} if town.own else draw(_markers(town))
    untold = frozenset(markers) if draw(st.booleans()) else frozenset()
    return Town(**{**vars_of(town), "markers": markers, "untold": untold})


def vars_of(town):
    return {name: getattr(town, name) for name in Town.__dataclass_fields__}


@st.composite
def _silent(draw, parents):
    """Figures by sex may be missing for all or for some, areas often have none, the municipality may have none."""
    silent = set()
    no_sexes = draw(st.sampled_from(["none", "none", "all", "some"]))
    no_areas, no_municipality = draw(st.booleans()), draw(st.sampled_from([False, False, False, True]))
    for place in parents:
        if no_sexes == "all" or (no_sexes == "some" and draw(st.booleans())):
            silent |= {(place, sex) for sex in SEXES}
        if (no_areas and 10 <= place < 100) or (no_municipality and place == MUNICIPALITY):
            silent |= {(place, sex) for sex in ("all", *SEXES)}
    return frozenset(silent)


@st.composite
def _markers(draw, town):
    """A publisher masks small groups, and a share that one to four do not reach; it does not always think of the rest."""
    markers = {}
    for key in town.facts:
        people, reached = town.of(town.people, key), town.of(town.reached, key)
        if people < 10 and draw(st.booleans()):
            markers[key] = Marker.MASKED
        elif town.measure == "percent" and people > 4 and 1 <= people - reached <= 4 and draw(st.booleans()):
            markers[key] = Marker.NEARLY_ALL
    return markers
