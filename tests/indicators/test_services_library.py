"""The national catalogue is loaded again and again without harm; a municipality's own ways and indicators are its own."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from indicators.catalogue import national
from indicators.models import Indicator, Placement, SeriesBreak
from indicators.services import add_indicator, library, record_value
from indicators.services.library import Loaded, Own
from journal.models import Event
from journal.services import SYSTEM
from tests.factories import LAST_YEAR, YEAR

OWN = Own(
    title="Elever i åk 3 som klarat alla delprov i svenska, andel (%)",
    short_title="Delprov i svenska, åk 3",
    source="Egen sammanställning",
    measure="percent",
    forms=("GR",),
    grade="3",
    area_keys=("knowledge",),
)


def everything() -> tuple[list, list, list, int]:
    """All that loading could change."""
    return (
        list(Indicator.objects.order_by("pk").values()),
        list(SeriesBreak.objects.order_by("pk").values()),
        list(Placement.objects.order_by("pk").values()),
        Event.objects.count(),
    )


def latest_event() -> Event:
    return Event.objects.order_by("-pk")[0]


# ---- the national ones


def test_the_whole_catalogue_is_loaded_with_one_event_each(db) -> None:
    assert library.load_national(by=SYSTEM) == Loaded(made=len(national()), changed=0)
    assert set(Indicator.objects.values_list("key", flat=True)) == set(national())
    assert list(Event.objects.values_list("verb", flat=True)) == ["add"] * len(national())


def test_what_the_catalogue_says_is_what_is_stored(db) -> None:
    merit = library.indicator(key="gr9-merit")
    assert (merit.title, merit.short_title, merit.measure, merit.decimals, merit.source, merit.grade, merit.area_keys) == (
        "Genomsnittligt meritvärde (17 ämnen)",
        "Genomsnittligt meritvärde, åk 9",
        "points",
        1,
        "Skolverket",
        "9",
        ["knowledge"],
    )
    assert (merit.counted_by.key, merit.counterpart.key, merit.expected.key) == ("gr9-pupils", "n15505", "u15415")
    assert [str(line.school_year) for line in merit.breaks.all()] == ["2014/15"]


def test_loading_again_changes_nothing(db) -> None:
    library.load_national(by=SYSTEM)
    before = everything()
    assert library.load_national(by=SYSTEM) == Loaded(made=0, changed=0)
    assert everything() == before


def test_an_indicator_of_an_earlier_import_is_completed_not_doubled(cast) -> None:
    old = add_indicator(
        key="gr9-merit", title="Merit", short_title="Merit", measure="points", decimals=1, source="Skolverket", by=SYSTEM
    )
    value = record_value(
        node=cast.unit, indicator=old, school_year=YEAR, raw="219", denominator=None, source="Skolverket", by=SYSTEM
    )
    assert library.load_national(by=SYSTEM) == Loaded(made=len(national()) - 1, changed=1)
    completed = Indicator.objects.get(key="gr9-merit")
    assert (completed.pk, completed.title, completed.counterpart.key) == (
        old.pk,
        "Genomsnittligt meritvärde (17 ämnen)",
        "n15505",
    )
    assert value.indicator_id == completed.pk
    event = Event.objects.get(verb="edit", object_type="indicators.indicator")
    assert event.changes["title"] == ["Merit", "Genomsnittligt meritvärde (17 ämnen)"]
    assert event.changes["counterpart"] == [None, "n15505"]


def test_how_a_municipality_uses_it_is_left_alone(cast) -> None:
    one = library.indicator(key="n15613")
    library.place(
        indicator=one,
        municipality=cast.municipality,
        in_use=False,
        short_title="Trygga femmor",
        area_keys=[],
        by=cast.administrator,
    )
    Indicator.objects.filter(pk=one.pk).update(short_title="Något annat")
    placed = list(Placement.objects.values())
    assert library.load_national(by=SYSTEM) == Loaded(made=0, changed=1)
    assert list(Placement.objects.values()) == placed


def test_the_command_says_what_it_did(db, capsys) -> None:
    call_command("load_indicators")
    call_command("load_indicators")
    assert capsys.readouterr().out.splitlines() == [
        f"National indicators: {len(national())} new, 0 changed.",
        "National indicators: 0 new, 0 changed.",
    ]


def test_asking_for_one_loads_them(db) -> None:
    assert library.indicator(key="u15413").decimals == 1
    with pytest.raises(KeyError):
        library.indicator(key="n99999")


def test_words_fetched_later_weigh_more_than_the_catalogue(db) -> None:
    one = library.indicator(key="n15419")
    day = dt.date(2026, 10, 1)
    assert library.publish(indicator=one, title="Ny rubrik", definition="Ny definition", on=day, by=SYSTEM)
    library.load_national(by=SYSTEM)
    one.refresh_from_db()
    assert (one.title, one.definition, one.published_on) == ("Ny rubrik", "Ny definition", day)


def test_words_older_than_those_that_are_there_are_not_taken(db) -> None:
    one = library.indicator(key="n15419")
    before = everything()
    assert not library.publish(indicator=one, title="Gammal rubrik", on=dt.date(2025, 12, 31), by=SYSTEM)
    assert everything() == before


def test_the_same_words_leave_no_trace(db) -> None:
    one = library.indicator(key="n15419")
    before = everything()
    assert not library.publish(indicator=one, title=one.title, definition=one.definition, on=dt.date(2026, 10, 1), by=SYSTEM)
    assert everything() == before


def test_a_title_without_a_definition_leaves_the_definition(db) -> None:
    one = library.indicator(key="gr9-merit")
    definition = one.definition
    library.publish(indicator=one, title="Meritvärde", on=dt.date(2026, 6, 30), by=SYSTEM)
    one.refresh_from_db()
    assert (one.title, one.definition) == ("Meritvärde", definition)
    assert latest_event().changes["title"] == ["Genomsnittligt meritvärde (17 ämnen)", "Meritvärde"]


def test_no_person_changes_what_belongs_to_all(cast) -> None:
    one = library.indicator(key="n15419")
    with pytest.raises(PermissionDenied):
        library.publish(indicator=one, title="Min rubrik", on=dt.date(2026, 10, 1), by=cast.administrator)
    with pytest.raises(PermissionDenied):
        library.edit_own(indicator=one, own=OWN, by=cast.administrator)
    with pytest.raises(PermissionDenied):
        library.add_break(indicator=one, school_year=YEAR, reason="Därför", by=cast.administrator)


# ---- how a municipality uses a national one


def test_a_placement_is_told_in_the_journal_once(cast) -> None:
    one = library.indicator(key="n15613")
    wanted = {"in_use": False, "short_title": " Trygga ", "area_keys": ["norms"], "by": cast.administrator}
    for _time in range(2):
        library.place(indicator=one, municipality=cast.municipality, **wanted)
    event = Event.objects.get(verb="place")
    assert (event.node_id, event.object_id, event.changes) == (
        cast.municipality.pk,
        one.pk,
        {"in_use": [True, False], "short_title": ["", "Trygga"], "area_keys": [["safety", "norms"], ["norms"]]},
    )


@pytest.mark.parametrize("persona", ["utvecklingsledare", "rektor", "politiker", "region", "foreign_rektor", "stranger"])
def test_only_the_administrator_decides(cast, persona) -> None:
    one = library.indicator(key="n15613")
    with pytest.raises(PermissionDenied):
        library.place(
            indicator=one, municipality=cast.municipality, in_use=False, short_title="", area_keys=[], by=cast.people[persona]
        )
    with pytest.raises(PermissionDenied):
        library.add_own(municipality=cast.municipality, own=OWN, by=cast.people[persona])


def test_an_administrator_decides_nothing_elsewhere(cast) -> None:
    one = library.indicator(key="n15613")
    with pytest.raises(PermissionDenied):
        library.place(
            indicator=one, municipality=cast.elsewhere, in_use=False, short_title="", area_keys=[], by=cast.administrator
        )
    with pytest.raises(PermissionDenied):
        library.add_own(municipality=cast.elsewhere, own=OWN, by=cast.administrator)


def test_an_own_one_carries_its_place_itself(cast) -> None:
    own = library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator)
    with pytest.raises(ValidationError):
        library.place(
            indicator=own, municipality=cast.municipality, in_use=False, short_title="", area_keys=[], by=cast.administrator
        )


# ---- own ones


def test_an_own_indicator_has_a_key_of_its_municipality_and_title(cast) -> None:
    first, second = (library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator) for _time in range(2))
    assert (first.key, second.key) == ("provkoping-delprov-i-svenska-ak-3", "provkoping-delprov-i-svenska-ak-3-2")
    assert (first.municipality, first.forms, first.area_keys, first.official_id) == (
        cast.municipality,
        ["GR"],
        ["knowledge"],
        "",
    )
    assert latest_event().changes == {"title": ["", OWN.title]}


def test_a_very_long_title_still_makes_a_key_that_fits(cast) -> None:
    long = replace(OWN, short_title="Å" * 120)
    keys = [library.add_own(municipality=cast.municipality, own=long, by=cast.administrator).key for _time in range(11)]
    assert len(set(keys)) == 11
    assert max(map(len, keys)) <= 60


def test_a_title_of_signs_alone_makes_a_key(cast) -> None:
    own = library.add_own(municipality=cast.municipality, own=replace(OWN, short_title="% ?"), by=cast.administrator)
    assert own.key == "provkoping-matt"


def test_changing_it_keeps_the_key_and_tells_what_was(cast) -> None:
    own = library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator)
    changed = library.edit_own(indicator=own, own=replace(OWN, short_title="Alla delprov", in_use=False), by=cast.administrator)
    assert (changed.key, changed.short_title, changed.in_use) == (own.key, "Alla delprov", False)
    assert latest_event().changes == {"short_title": [OWN.short_title, "Alla delprov"], "in_use": [True, False]}


def test_saving_it_as_it_is_leaves_no_trace(cast) -> None:
    own = library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator)
    before = everything()
    library.edit_own(indicator=own, own=OWN, by=cast.administrator)
    assert everything() == before


@pytest.mark.parametrize("change", [{"measure": "points"}, {"basis": "answers"}])
def test_what_gives_values_their_meaning_is_locked_when_there_are_values(cast, change) -> None:
    own = library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator)
    library.edit_own(indicator=own, own=replace(OWN, **change), by=cast.administrator)
    library.edit_own(indicator=own, own=OWN, by=cast.administrator)
    record_value(node=cast.unit, indicator=own, school_year=LAST_YEAR, raw="75", denominator=20, source="Egen", by=SYSTEM)
    before = everything()
    with pytest.raises(ValidationError, match="värden"):
        library.edit_own(indicator=own, own=replace(OWN, **change), by=cast.administrator)
    assert everything() == before
    library.edit_own(indicator=own, own=replace(OWN, decimals=1, title="Ny titel"), by=cast.administrator)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": "count", "decimals": 1}, "decimals"),
        ({"comparison": "expected"}, "expected"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, wrong, field) -> None:
    before = everything()
    with pytest.raises(ValidationError) as refused:
        library.add_own(municipality=cast.municipality, own=replace(OWN, **wrong), by=cast.administrator)
    assert list(refused.value.message_dict) == [field]
    assert everything() == before


def test_it_stands_beside_one_of_the_same_measure_that_the_municipality_may_know(cast) -> None:
    points = library.indicator(key="n15505")
    foreign = add_indicator(
        key="annanby-eget",
        title="Grannens",
        short_title="Grannens",
        measure="percent",
        source="Egen",
        municipality=cast.elsewhere,
        by=SYSTEM,
    )
    for other in (points, foreign):
        with pytest.raises(ValidationError) as refused:
            library.add_own(municipality=cast.municipality, own=replace(OWN, counterpart=other), by=cast.administrator)
        assert list(refused.value.message_dict) == ["counterpart"]
    own = library.add_own(
        municipality=cast.municipality, own=replace(OWN, counterpart=library.indicator(key="n15485")), by=cast.administrator
    )
    with pytest.raises(ValidationError):
        library.edit_own(indicator=own, own=replace(OWN, counterpart=own), by=cast.administrator)


def test_a_break_is_added_once_and_taken_back(cast) -> None:
    own = library.add_own(municipality=cast.municipality, own=OWN, by=cast.administrator)
    line = library.add_break(indicator=own, school_year=YEAR, reason="Nya delprov", by=cast.administrator)
    assert latest_event().changes == {"breaks": [None, "2025/26: Nya delprov"]}
    with pytest.raises(ValidationError):
        library.add_break(indicator=own, school_year=YEAR, reason="En gång till", by=cast.administrator)
    with pytest.raises(PermissionDenied):
        library.remove_break(line=line, by=cast.utvecklingsledare)
    library.remove_break(line=line, by=cast.administrator)
    assert latest_event().changes == {"breaks": ["2025/26: Nya delprov", None]}
    assert not own.breaks.exists()
