"""Kolada's open API, version 3: key figures of a municipality, of those that are like it, of the country, and of its own units.

:func:`fetch` asks it and gives back one bundle of answers; :func:`read` is pure and reads the bundle.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from indicators.catalogue import national
from indicators.models import Indicator, Value
from indicators.sources.batch import Batch, Place, Published, Reading, Refusal
from indicators.sources.cells import Cell, CellProblem, FileProblem, read_cell
from indicators.sources.http import OpenData, Progress, about_another, bundle, misunderstood
from units.models import ExternalId
from units.years import SchoolYear

PUBLISHER = "Kolada"
COUNTRY = "0000"
MOST_AT_A_TIME = 25  # ids of each kind in one question; the API answers 422 to more
MOST_PAGES = 50  # of one question
MOST_DIGITS = 20  # of a number, before the decimal sign or as zeros after it: 1e999999999 would be written out
SCHOOLS = ("V11", "V15", "V17")  # how the ids of pre-schools, compulsory schools and upper secondary schools begin
SIMILAR = "Liknande kommuner grundskola, {name}"
SIMILAR_TITLE = re.compile(r"Liknande kommuner grundskola, (?P<name>.+), (?P<year>\d{4})")
SEXES = {"T": Value.Sex.ALL, "K": Value.Sex.GIRLS, "M": Value.Sex.BOYS}
STATUSES = {"", "Missing"}
# “… om antalet som EJ uppnått målen i alla ämnen är 1-4 elever, så visas andelen som 95 procent”: a number in place of a marker.
STANDS_FOR_NEARLY_ALL = re.compile(r"1-4 elever, så visas andelen som (?P<number>\d+) procent")

Measure = Indicator.Measure


@dataclass(frozen=True)
class Group:
    """The municipalities that Kolada finds most like one another, in one year."""

    official_id: str
    title: str
    year: int
    members: dict[str, str]  # code → name


def period_of(year: SchoolYear) -> int:
    """Kolada's year of a school year: the one in which it ends (domain.md §9)."""
    return int(year) + 1


def school_year_of(period: int) -> SchoolYear:
    """The school year that ends in Kolada's year."""
    return SchoolYear(period - 1)


def fetch(
    client: OpenData, municipality_code: str, kpis: Sequence[str], years: Sequence[SchoolYear], progress: Progress
) -> bytes:
    """Ask for the key figures (by their official ids) of the municipality, its peers, the country and its schools.

    Raises :class:`~indicators.sources.cells.FileProblem` when Kolada does not know the municipality.
    """
    names = {place["id"]: place["title"] for place in _all(client, "municipality")}
    if municipality_code not in names:
        raise FileProblem(_("Kolada knows no municipality with the code %(code)s.") % {"code": municipality_code})
    progress(5)
    described = [about for ids in _parts(kpis) for about in _all(client, f"kpi/{ids}")]
    group = _similar(client, names[municipality_code])
    codes = [municipality_code, COUNTRY, *(code for code in (group.members if group else {}) if code != municipality_code)]
    units = [unit for unit in _all(client, "ou", {"municipality": municipality_code}) if str(unit["id"]).startswith(SCHOOLS)]
    progress(20)
    periods = [str(period_of(year)) for year in years]
    of_units = [about["id"] for about in described if about.get("has_ou_data")]
    questions = [
        *(f"data/kpi/{a}/municipality/{b}/year/{c}" for a, b, c in product(_parts(kpis), _parts(codes), _parts(periods))),
        *(
            f"oudata/kpi/{a}/ou/{b}/year/{c}"
            for a, b, c in product(_parts(of_units), _parts([unit["id"] for unit in units]), _parts(periods))
        ),
    ]
    data: list[dict[str, Any]] = []
    for done, question in enumerate(questions, 1):
        data += [_row(row) for row in _all(client, question)]
        progress(20 + 80 * done // len(questions))
    return bundle(
        {
            "municipality": municipality_code,
            "asked": list(kpis),
            "names": {code: names.get(code, "") for code in codes} | {unit["id"]: unit["title"] for unit in units},
            "kpi": described,
            "group": vars(group) if group else None,
            "data": data,
        }
    )


def _parts(ids: Sequence[str]) -> list[str]:
    """The ids with commas between, as many in each as Kolada takes."""
    return [",".join(ids[start : start + MOST_AT_A_TIME]) for start in range(0, len(ids), MOST_AT_A_TIME)]


def _all(client: OpenData, path: str, query: dict[str, str | int] | None = None) -> list[dict[str, Any]]:
    """The values of all pages of an answer."""
    return [value for page in _pages(client, path, query) for value in page]


def _pages(client: OpenData, path: str, query: dict[str, str | int] | None) -> Iterator[list[dict[str, Any]]]:
    seen: set[str] = set()
    address: str | None = path
    while address:
        if address in seen or len(seen) >= MOST_PAGES:
            raise misunderstood(PUBLISHER)
        seen.add(address)
        answer = client.get(address, query)
        if not isinstance(answer, dict) or not isinstance(answer.get("values"), list):
            raise misunderstood(PUBLISHER)
        if not all(isinstance(value, dict) and _is_named(value) for value in answer["values"]):
            raise misunderstood(PUBLISHER)
        yield answer["values"]
        address, query = answer.get("next_url"), None


def _is_named(value: dict[str, Any]) -> bool:
    """Whether a value is a row of data, or a key figure, place, unit or group with its id and title."""
    return isinstance(value.get("kpi"), str) or (isinstance(value.get("id"), str) and isinstance(value.get("title"), str))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of data. Raises :class:`~indicators.sources.cells.FileProblem` for one of another form."""
    values = row.get("values")
    if not isinstance(row.get("kpi"), str) or not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
        raise misunderstood(PUBLISHER)
    return row


def _similar(client: OpenData, name: str) -> Group | None:
    """The latest group of municipalities like the one called ``name``."""
    found = [group_of(about) for about in _all(client, "municipality_groups", {"title": SIMILAR.format(name=name)})]
    theirs = [(group.year, group) for title, group in found if title == name]
    return max(theirs, key=lambda pair: pair[0])[1] if theirs else None


def group_of(about: dict[str, Any]) -> tuple[str, Group]:
    """A group as Kolada describes it, and the name of the municipality that it is about (none for groups of other kinds)."""
    match = SIMILAR_TITLE.fullmatch(" ".join(about["title"].split()))
    try:
        members = {member["member_id"]: member["member_title"] for member in about.get("members") or []}
    except (KeyError, TypeError) as problem:
        raise misunderstood(PUBLISHER) from problem
    if match is None:
        return "", Group(about["id"], "", 0, members)
    return match["name"], Group(about["id"], match[0], int(match["year"]), members)


@dataclass
class _Read:
    names: dict[str, str]
    described: dict[str, dict[str, Any]]
    rows: int = 0
    readings: list[Reading] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)


def read(content: bytes, *, municipality_code: str) -> Batch:
    """The figures of a bundle. A row is one value, or a key figure that Kolada does not publish any more.

    Raises :class:`~indicators.sources.cells.FileProblem` when the bundle is about another municipality.
    """
    fetched = opened(content)
    if fetched["municipality"] != municipality_code:
        raise about_another(fetched["municipality"])
    described = {about["id"]: about for about in fetched["kpi"]}
    result = _Read(fetched["names"], described)
    for row in fetched["data"]:
        for value in row["values"]:
            _read_value(row, value, result)
    if gone := sum(kpi not in described for kpi in fetched["asked"]):
        result.rows += gone
        result.left_out[_("Key figures that Kolada does not publish any more")] = gone
    published = tuple(
        Published(about["id"].lower(), about["id"], about["title"].strip(), (about.get("description") or "").strip())
        for about in described.values()
    )
    return Batch(PUBLISHER, result.rows, tuple(result.readings), tuple(result.refusals), result.left_out, published=published)


def opened(content: bytes) -> dict[str, Any]:
    """The bundle, with its numbers as they were written."""
    try:
        fetched = json.loads(content, parse_float=Decimal)
        fetched["municipality"], fetched["asked"], fetched["names"], fetched["kpi"], fetched["group"], fetched["data"]
    except (ValueError, KeyError, TypeError) as problem:
        raise misunderstood(PUBLISHER) from problem
    return dict(fetched)


def peers(content: bytes) -> tuple[Group | None, dict[str, str]]:
    """Of a bundle: the group of similar municipalities, and the names of all other places but its units."""
    fetched = opened(content)
    own = fetched["municipality"]
    names = {code: name for code, name in fetched["names"].items() if len(code) == len(COUNTRY) and code != own}
    return (Group(**fetched["group"]) if fetched["group"] else None), names


def _read_value(row: dict[str, Any], value: dict[str, Any], result: _Read) -> None:
    result.rows += 1
    code = str(row.get("ou") or row.get("municipality"))
    where = f"{row['kpi']}, {code}, {row.get('period')}, {value.get('gender')}"
    if where in result.seen:
        result.left_out[_("Figures that the answer holds twice")] += 1
        return
    result.seen.add(where)
    system = ExternalId.System.KOLADA if row.get("ou") else ExternalId.System.MUNICIPALITY
    try:
        year, sex = _year(row.get("period")), _sex(value.get("gender"))
        cell = _cell(value, row["kpi"], result.described.get(row["kpi"], {}))
    except CellProblem as problem:
        result.refusals.append(Refusal(where, str(problem)))
        return
    place = Place(system, code, result.names.get(code, ""))
    result.readings.append(Reading(where, place, row["kpi"].lower(), year, cell, sex))


def _year(period: Any) -> SchoolYear:
    if not isinstance(period, int) or not 1990 <= period <= 2100:
        raise CellProblem(_("“%(text)s” is not a year") % {"text": str(period)[:40]})
    return school_year_of(period)


def _sex(gender: Any) -> str:
    if gender not in SEXES:
        raise CellProblem(_("“%(text)s” is none of T, K and M") % {"text": str(gender)[:40]})
    return SEXES[gender]


def _cell(value: dict[str, Any], kpi: str, about: dict[str, Any]) -> Cell:
    """A number with all its decimals as published, or a marker that it is missing: never there, masked, or taken back.

    Kolada does not say which of these it is.
    """
    if value.get("status", "") not in STATUSES:
        raise CellProblem(_("the status “%(text)s” is not known here") % {"text": str(value["status"])[:40]})
    number = value.get("value")
    if number is None or value.get("isdeleted"):
        return read_cell("")
    if isinstance(number, bool) or not isinstance(number, int | Decimal) or abs(Decimal(number).adjusted()) > MOST_DIGITS:
        raise CellProblem(_("“%(text)s” is neither a number nor a known marker") % {"text": str(number)[:40]})
    entry = national().get(kpi.lower())
    cell = read_cell(f"{number:f}".replace(".", ","), entry.measure if entry else Measure.DIFFERENCE)
    nearly_all = STANDS_FOR_NEARLY_ALL.search(about.get("description") or "")
    if nearly_all and cell.number == int(nearly_all["number"]):
        return Cell(cell.raw, cell.number, cell.marker, rounded=True)
    return cell
