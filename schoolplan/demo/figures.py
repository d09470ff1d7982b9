"""The demo's figures. Grades of åk 9 come as a file in Skolverket's layout, as they do in life; the rest is Lindvik's own."""

from typing import Any

from indicators.models import Indicator
from indicators.services import add_indicator, read_in, record_value
from journal.services import SYSTEM
from schoolplan.demo.content import AREAS, unit_content
from schoolplan.demo.people import Lindvik
from units.models import Node
from units.years import SchoolYear

MADE_UP = "Lindviks egen uppföljning (påhittade siffror)"
PERCENT, COUNT = Indicator.Measure.PERCENT, Indicator.Measure.COUNT

# key: title, short title, unit of measure, decimals, direction, areas of the template
OWN: dict[str, tuple[str, str, str, int, str, list[str]]] = {
    "ak6-maths": (
        "Elever med minst betyget E i matematik, åk 6, andel (%)",
        "Minst E i matematik, åk 6",
        PERCENT,
        0,
        "higher",
        ["knowledge"],
    ),
    "ak3-swedish": (
        "Elever i åk 3 som klarat alla delprov i svenska, andel (%)",
        "Klarat alla delprov i svenska, åk 3",
        PERCENT,
        0,
        "higher",
        ["knowledge"],
    ),
    "safe": (
        "Elever som känner sig trygga i skolan, andel (%)",
        "Elever som känner sig trygga",
        PERCENT,
        0,
        "higher",
        ["norms", "safety"],
    ),
    "calm": ("Elever som har studiero på lektionerna, andel (%)", "Elever som har studiero", PERCENT, 0, "higher", ["safety"]),
    "absence": (
        "Elever med frånvaro över 15 procent av tiden, andel (%)",
        "Hög frånvaro, över 15 procent",
        PERCENT,
        0,
        "lower",
        ["health", "support"],
    ),
    "guardians": (
        "Vårdnadshavare som är nöjda med förskolan som helhet, andel (%)",
        "Nöjda vårdnadshavare",
        PERCENT,
        0,
        "higher",
        ["home", "norms"],
    ),
    "qualified": (
        "Heltidstjänster med förskollärarlegitimation, andel (%)",
        "Legitimerade förskollärare",
        PERCENT,
        0,
        "higher",
        ["knowledge"],
    ),
    "group-size": ("Barn per barngrupp", "Barn per grupp", Indicator.Measure.POINTS, 1, "lower", ["safety", "knowledge"]),
}

# Values of the whole municipality, by the year in which the läsår starts.
MUNICIPAL: dict[str, dict[int, str]] = {
    "ak6-maths": {2023: "86", 2024: "87", 2025: "85"},
    "ak3-swedish": {2023: "70", 2024: "71", 2025: "73"},
    "safe": {2023: "84", 2024: "83", 2025: "85"},
    "calm": {2023: "58", 2024: "56", 2025: "61"},
    "absence": {2023: "9", 2024: "10", 2025: "9"},
    "guardians": {2023: "88", 2024: "89", 2025: "90"},
    "qualified": {2023: "44", 2024: "43", 2025: "45"},
    "group-size": {2023: "15,1", 2024: "15,0", 2025: "14,8"},
    "gr9-all-subjects": {2022: "72,4", 2023: "73,0", 2024: "71,8"},
    "gr9-vocational": {2022: "86,1", 2023: "85,7", 2024: "85,2"},
    "gr9-merit": {2022: "221,3", 2023: "222,0", 2024: "219,8"},
}
PUPILS = {2022: 152, 2023: 158, 2024: 161}
PUBLISHED = ("gr9-pupils", "gr9-all-subjects", "gr9-vocational", "gr9-merit")

BANNER = (
    "Statistik från Skolverket, påhittad för demonstration;;;;;;;;;;\n;;;;;;;;;;\n"
    "Grundskola - Slutbetyg årskurs 9, samtliga elever;;;;;;;;;;\n"
)
HEADER = (
    "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;Huvudman orgnr;Antal elever;"
    "Andel (%) elever som uppfyllt betygskriterierna i alla ämnen;Andel (%) elever behöriga till yrkesprog.;"
    "Genomsnittligt meritvärde (17 ämnen)\n"
)


def make_figures(lindvik: Lindvik) -> None:
    for start in (2022, 2023, 2024):
        read_in(content=_published_file(SchoolYear(start)).encode("utf-8-sig"), municipality_code="9900", by=SYSTEM)
    own = {key: _own_indicator(lindvik.municipality, key, position) for position, key in enumerate(OWN, start=10)}
    for area, _title, rows in AREAS:
        for slug, *_rest in rows:
            for key, years in unit_content(area, slug).get("figures", {}).items():
                if key in own:
                    _record(lindvik.units[slug], own[key], years)
    indicators = own | {indicator.key: indicator for indicator in Indicator.objects.filter(key__in=PUBLISHED)}
    for key, values in MUNICIPAL.items():
        for start, raw in values.items():
            people = PUPILS.get(start) if key in ("gr9-all-subjects", "gr9-vocational") else None
            record_value(
                node=lindvik.municipality,
                indicator=indicators[key],
                school_year=SchoolYear(start),
                raw=raw,
                denominator=people,
                source=MADE_UP,
                by=SYSTEM,
            )


def _published_file(year: SchoolYear) -> str:
    """The schools with åk 9 as Skolverket would have published them."""
    lines = []
    for area, _title, rows in AREAS:
        for slug, name, _grades, _forms, code in rows:
            figures = unit_content(area, slug).get("figures", {})
            if PUBLISHED[0] in figures:
                cells = [_raw(figures[key][f"y{int(year)}"][0]) if key in figures else "." for key in PUBLISHED]
                lines.append(";".join([name, code, "Lindvik", "9900", "Kommunal", "Lindviks kommun", "2120009900", *cells]))
    return f"{BANNER}Valt läsår: {year};;;;;;;;;;\n;;;;;;;;;;\n{HEADER}" + "\n".join(lines) + "\n;;;;;;;;;;\n"


def _own_indicator(municipality: Node, key: str, position: int) -> Indicator:
    title, short, measure, decimals, direction, areas = OWN[key]
    return add_indicator(
        key=f"lindvik-{key}",
        title=title,
        short_title=short,
        measure=measure,
        decimals=decimals,
        direction=direction,
        source=MADE_UP,
        municipality=municipality,
        area_keys=areas,
        position=position,
        by=SYSTEM,
    )


def _record(unit: Node, indicator: Indicator, years: dict[str, list[Any]]) -> None:
    for year, (value, people) in years.items():
        start = SchoolYear(int(year.removeprefix("y")))
        record_value(
            node=unit, indicator=indicator, school_year=start, raw=_raw(value), denominator=people, source=MADE_UP, by=SYSTEM
        )


def _raw(value: Any) -> str:
    """As Skolverket writes it: a decimal comma, and no trailing zero."""
    return value if isinstance(value, str) else f"{value:g}".replace(".", ",")
