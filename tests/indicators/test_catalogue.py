"""The national catalogue holds what the publishers wrote, letter by letter, and every indicator that a source can bring."""

import json
from pathlib import Path

import pytest

from analyses.templates import default_areas
from indicators.catalogue import national
from indicators.models import Indicator
from indicators.sources import grades, planned
from units.models import SchoolForm
from units.years import SchoolYear

DATA = Path(__file__).parent.parent / "data"
KOLADA = {figure["id"]: figure for figure in json.loads((DATA / "kolada" / "kpi.json").read_text())["values"]}
FILE = (DATA / "slutbetyg-ak9-2024-25-urval.csv").read_text("utf-8-sig").splitlines()


def test_koladas_titles_and_definitions_are_koladas() -> None:
    ours = {entry.official_id: (entry.title, entry.definition) for entry in national().values() if entry.source == "Kolada"}
    assert ours == {code: (figure["title"], figure["description"]) for code, figure in KOLADA.items()}


def test_koladas_keys_are_its_ids_in_lower_case() -> None:
    assert {key for key, entry in national().items() if entry.source == "Kolada"} == {code.lower() for code in KOLADA}


def test_the_files_titles_are_those_of_its_header() -> None:
    titles = [national()[kind.key].title for kind in grades.KINDS]
    assert FILE[5].split(";")[-len(titles) :] == titles


@pytest.mark.parametrize("kind", grades.KINDS, ids=lambda kind: kind.key)
def test_the_files_definitions_are_its_footnotes(kind) -> None:
    notes = [line.split(";")[:2] for line in FILE if not any(cell.strip() for cell in line.split(";")[2:])]
    titles = [title for title, _note in notes]
    first = titles.index(national()[kind.key].title)
    last = next((line for line in range(first + 1, len(notes)) if titles[line]), len(notes))
    published = " ".join(" ".join(note for _title, note in notes[first:last]).split())
    assert " ".join(national()[kind.key].definition.split()) == published


def test_every_indicator_of_every_source_is_there() -> None:
    fields = {key for fields in planned.FIELDS.values() for key in fields.values()}
    wanted = {kind.key for kind in grades.KINDS} | fields | {code.lower() for code in KOLADA}
    assert wanted == set(national())


def test_a_field_of_the_api_is_known_by_its_school_form_and_name() -> None:
    wanted = {key: f"{form}.{name}" for form, fields in planned.FIELDS.items() for name, key in fields.items()}
    assert {key: national()[key].official_id for key in wanted} == wanted


def test_the_file_and_the_catalogue_agree_on_units_of_measure() -> None:
    read = {kind.key: kind.measure for kind in grades.KINDS}
    assert {key: national()[key].measure for key in read} == read


def test_words_of_choice_are_known() -> None:
    for entry in national().values():
        assert entry.measure in Indicator.Measure.values, entry.key
        assert entry.direction in Indicator.Direction.values, entry.key
        assert entry.comparison in Indicator.Comparison.values, entry.key
        assert entry.basis in Indicator.Basis.values, entry.key
        assert entry.scope in Indicator.Scope.values, entry.key
        assert set(entry.forms) <= set(SchoolForm.values), entry.key


def test_areas_are_those_of_the_default_templates() -> None:
    areas = {area.key for area in default_areas()}
    assert {key for entry in national().values() for key in entry.area_keys} <= areas
    assert [entry.key for entry in national().values() if not entry.area_keys] == []


def test_links_lead_to_indicators_of_the_same_measure() -> None:
    for entry in national().values():
        for other in filter(None, (entry.counterpart, entry.expected)):
            assert national()[other].measure == entry.measure, entry.key
        if entry.counted_by:
            assert national()[entry.counted_by].measure == Indicator.Measure.COUNT, entry.key


def test_the_links_that_a_reader_needs() -> None:
    links = {key: (entry.counterpart, entry.expected) for key, entry in national().items() if entry.counterpart or entry.expected}
    assert links == {
        "gr9-all-subjects": ("n15419", "u15413"),
        "gr9-vocational": ("n15436", ""),
        "gr9-merit": ("n15505", "u15415"),
        "pe-gr6-all-subjects": ("n15540", ""),
        "pe-pupils-per-teacher": ("n15034", ""),
        "n15419": ("", "u15413"),
        "n15505": ("", "u15415"),
    }


def test_what_differs_from_the_expected_is_a_difference() -> None:
    assert {key for key, entry in national().items() if entry.measure == Indicator.Measure.DIFFERENCE} == {"u15414", "u15416"}


def test_scope_follows_the_title() -> None:
    said = {"hemkommun": "home", "lägeskommun": "location", "kommunal": "municipal"}
    for entry in national().values():
        expected = next((scope for word, scope in said.items() if word in entry.title), "")
        assert entry.scope == expected, entry.title


def test_answers_to_surveys_rest_on_answers() -> None:
    surveys = {code.lower() for code, figure in KOLADA.items() if "enkät" in figure["description"]}
    assert {key for key, entry in national().items() if entry.basis == Indicator.Basis.ANSWERS} == surveys


def test_the_survey_of_year_8_begins_anew_in_2021_22() -> None:
    [line] = national()["n15643"].breaks
    assert line.school_year == SchoolYear(2021)


def test_nothing_that_only_describes_is_coloured() -> None:
    described = {"n15820", "n15902", "n15807", "n15008", "gr9-pupils", "pe-pupils", "u15413", "u15415"}
    assert {national()[key].direction for key in described} == {Indicator.Direction.NEUTRAL}


def test_short_titles_tell_the_indicators_apart() -> None:
    titles = [entry.short_title for entry in national().values()]
    assert len(set(titles)) == len(titles)
