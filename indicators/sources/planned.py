"""Skolverket's open API Planned Educations, version 4: the statistics of each school unit of a municipality.

:func:`fetch` asks it and gives back one bundle of answers; :func:`read` is pure and reads the bundle. Of what the API says about
a unit only its code, name, organiser and school forms are kept: never addresses, telephone numbers or e-mail.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.catalogue import national
from indicators.models import Marker
from indicators.sources.batch import Batch, Place, Reading, Refusal
from indicators.sources.cells import Cell, CellProblem, read_cell
from indicators.sources.http import NotThere, OpenData, Progress, about_another, bundle, misunderstood
from indicators.sources.units import UNIT_CODE
from units.models import ExternalId, SchoolForm
from units.years import SchoolYear

PUBLISHER = "Skolverket"
ACCEPT = "application/vnd.skolverket.plannededucations.api.v4.hal+json"  # with plain JSON the API answers 406
PAGE = 50
MOST_PAGES = 40  # of units; the largest municipality has fewer than twenty
MUNICIPAL = "kommunal"
KEPT = ("code", "name", "geographicalAreaCode", "principalOrganizerType", "typeOfSchooling")
NOT_FIGURES = {"schoolUnit", "docLinks", "_links"}

# The API's code of a school form, and ours.
FORMS = {
    "fsk": SchoolForm.PRESCHOOL_CLASS,
    "gr": SchoolForm.COMPULSORY,
    "gran": SchoolForm.ADAPTED_COMPULSORY,
    "gy": SchoolForm.UPPER_SECONDARY,
}

# What each type of value may stand as. Anything else is refused, so that a hidden number is never taken for a figure.
VALUE_TYPES = {
    "EXISTS": Marker.NONE,
    "MISSING": Marker.MISSING,
    "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS": Marker.MASKED,
    "ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE": Marker.NEARLY_ALL,
    "TEACHERS_EXCLUDED_DUE_TO_NO_REQUIRED_LEGITIMATION": Marker.EXCLUDED,
}


def _conditions(prefix: str) -> dict[str, str]:
    """The fields that every school form has, about all its grades together, collected on 15 October."""
    return {
        "totalNumberOfPupils": f"{prefix}-pupils",
        "studentsPerTeacherQuota": f"{prefix}-pupils-per-teacher",
        "certifiedTeachersQuota": f"{prefix}-certified-teachers",
        "specialTeacherPositions": f"{prefix}-special-teachers",
        "specialEducatorsQuota": f"{prefix}-special-educators",
    }


def _tests(grade: str) -> dict[str, str]:
    """The mean test grades in the national tests, 0–20 points."""
    subjects = {"SVE": "swedish", "ENG": "english", "MA": "maths", "SVA": "swedish-second-language"}
    return {
        f"averageResultNationalTestsSubject{code}{grade}thGrade": f"pe-gr{grade}-test-{name}" for code, name in subjects.items()
    }


# School form → field → key of the indicator in the national catalogue, which holds the rest. Three of the final grades are those
# of Skolverket's file too (indicators.sources.grades).
FIELDS: dict[str, dict[str, str]] = {
    "fsk": _conditions("pe-fsk"),
    "gr": {
        **_conditions("pe"),
        "ratioOfPupilsIn6thGradeWithAllSubjectsPassed": "pe-gr6-all-subjects",
        **_tests("6"),
        **_tests("9"),
        "ratioOfPupilsIn9thGradeWithAllSubjectsPassed": "gr9-all-subjects",
        "averageGradesMeritRating9thGrade": "gr9-merit",
        "ratioOfPupils9thGradeEligibleForNationalProgramYR": "gr9-vocational",
        "ratioOfPupils9thGradeEligibleForNationalProgramES": "pe-gr9-arts",
        "ratioOfPupils9thGradeEligibleForNationalProgramSAEKHU": "pe-gr9-social",
        "ratioOfPupils9thGradeEligibleForNationalProgramNATE": "pe-gr9-science",
    },
    "gran": _conditions("pe-gran"),
    "gy": _conditions("pe-gy"),
}


def fetch(client: OpenData, municipality_code: str, known: Iterable[str], progress: Progress) -> bytes:
    """Ask for the municipality's units and their statistics, and for ``known`` codes that its list does not hold.

    Units of other organisers are listed, but of them only the known ones are asked about.
    """
    units = {unit["code"]: unit for unit in _listed(client, municipality_code)}
    known = set(known)
    for code in sorted(known - units.keys()):
        try:
            units[code] = _kept(client.get(f"school-units/{code}"))
        except NotThere:
            units[code] = {"code": code}
    progress(10)
    wanted = [(code, form) for code, unit in units.items() if code in known or _municipal(unit) for form in _forms(unit)]
    statistics = []
    for done, (code, form) in enumerate(wanted, 1):
        statistics.append({"unit": code, "form": form, "body": _statistics(client, code, form)})
        progress(10 + 90 * done // len(wanted))
    return bundle(
        {"municipality": municipality_code, "known": sorted(known), "units": list(units.values()), "statistics": statistics}
    )


def _listed(client: OpenData, municipality_code: str) -> Iterator[dict[str, Any]]:
    pages, page = 1, 0
    while page < pages:
        answer = client.get("school-units", {"page": page, "size": PAGE, "geographicalAreaCode": municipality_code})
        try:
            body = answer["body"]
            yield from (_kept({"body": unit}) for unit in body.get("_embedded", {}).get("listedSchoolUnits", []))
            pages = min(int(body["page"]["totalPages"]), MOST_PAGES)
        except (KeyError, TypeError, AttributeError, ValueError) as problem:
            raise misunderstood(PUBLISHER) from problem
        page += 1


def _kept(answer: Any) -> dict[str, Any]:
    """What is kept of a unit. Raises :class:`~indicators.sources.cells.FileProblem` for an answer of another form."""
    try:
        unit = {name: answer["body"].get(name) for name in KEPT}
    except (KeyError, TypeError, AttributeError) as problem:
        raise misunderstood(PUBLISHER) from problem
    if not UNIT_CODE.fullmatch(str(unit["code"])):
        raise misunderstood(PUBLISHER)
    return unit


def _statistics(client: OpenData, code: str, form: str) -> dict[str, Any] | None:
    """The statistics of one school form of a unit, or nothing where Skolverket publishes none."""
    try:
        body = client.get(f"school-units/{code}/statistics/{form}").get("body")
    except NotThere:
        return None
    except AttributeError as problem:
        raise misunderstood(PUBLISHER) from problem
    return body if isinstance(body, dict) else None


def _municipal(unit: dict[str, Any]) -> bool:
    return str(unit.get("principalOrganizerType")).casefold() == MUNICIPAL


def _forms(unit: dict[str, Any]) -> list[str]:
    """The school forms of a unit, by the API's codes, that we read."""
    return [form["code"] for form in unit.get("typeOfSchooling") or [] if form.get("code") in FIELDS]


@dataclass
class _Read:
    rows: int = 0
    readings: list[Reading] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def leave(self, why: str, count: int = 1) -> None:
        self.rows += count
        self.left_out[why] += count


def read(content: bytes, *, municipality_code: str) -> Batch:
    """The figures of a bundle. A row is one value, or a unit, a school form or a field that is left out as a whole.

    Raises :class:`~indicators.sources.cells.FileProblem` when the bundle is about another municipality.
    """
    try:
        fetched = json.loads(content)
        units = {unit["code"]: unit for unit in fetched["units"]}
        known, statistics, about = set(fetched["known"]), fetched["statistics"], fetched["municipality"]
    except (ValueError, KeyError, TypeError) as problem:
        raise misunderstood(PUBLISHER) from problem
    if about != municipality_code:
        raise about_another(about)
    result = _Read()
    for unit in units.values():
        _leave_units(unit, known, result)
    for answer in statistics:
        _read_statistics(_place(units[answer["unit"]]), answer["form"], answer["body"], result)
    return Batch(PUBLISHER, result.rows, tuple(result.readings), tuple(result.refusals), result.left_out)


def _leave_units(unit: dict[str, Any], known: set[str], result: _Read) -> None:
    """Count what is not asked about: other organisers' units, units that are gone, school forms that are not read."""
    if "name" not in unit:
        result.leave(_("Units that Skolverket does not list any more"))
    elif not _municipal(unit) and unit["code"] not in known:
        result.leave(_("Units of other organisers"))
    elif others := len(unit["typeOfSchooling"] or []) - len(_forms(unit)):
        result.leave(_("School forms whose statistics are not read in"), others)


def _place(unit: dict[str, Any]) -> Place:
    forms = tuple(FORMS[form].value for form in _forms(unit))
    return Place(ExternalId.System.SCHOOL_UNIT, unit["code"], " ".join(str(unit["name"]).split()), forms)


def _read_statistics(place: Place, form: str, body: dict[str, Any] | None, result: _Read) -> None:
    if body is None:
        result.leave(_("School forms without published statistics"))
    for name, values in (body or {}).items():
        key = FIELDS[form].get(name)
        if name in NOT_FIGURES or not values:
            continue
        if key is None or not isinstance(values, list):
            rows = len(values) if isinstance(values, list) else 1
            result.leave(_("The field “%(field)s”, which is not known here") % {"field": name[:80]}, rows)
            continue
        for value in values:
            _read_value(place, f"{place.code}, {form}, {name}", key, value, result)


def _read_value(place: Place, where: str, key: str, value: dict[str, Any], result: _Read) -> None:
    kind, year, text = value.get("valueType"), value.get("timePeriod"), value.get("value") or ""
    if year is None and VALUE_TYPES.get(str(kind)) == Marker.MISSING:
        result.leave(_("Figures that are not published, without a school year"))
        return
    where = f"{where}, {year}"
    if where in result.seen:
        result.leave(_("Figures that the answer holds twice"))
        return
    result.seen.add(where)
    result.rows += 1
    try:
        school_year = SchoolYear.parse(str(year))
        if school_year > SchoolYear.current():
            raise CellProblem(_("the school year has not begun"))
        cell = _cell(str(text), str(kind), national()[key].measure)
    except (CellProblem, ValidationError) as problem:
        reason = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        result.refusals.append(Refusal(where, reason))
    else:
        result.readings.append(Reading(where, place, key, school_year, cell))


def _cell(text: str, kind: str, measure: str) -> Cell:
    """The value, if it is what its type says. Raises :class:`~indicators.sources.cells.CellProblem` otherwise."""
    cell = read_cell(text, measure)
    if kind not in VALUE_TYPES or cell.marker != VALUE_TYPES[kind]:
        raise CellProblem(_("“%(text)s” and the type %(kind)s do not go together") % {"text": text[:40], "kind": kind[:60]})
    return cell
