"""Dot strips: how units lie beside each other, without order and without what is masked."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.charts.dispersion import even_step, strip
from indicators.charts.spread import in_counts
from indicators.masking import Audience, Shown
from indicators.queries.dispersion import Dispersion, Entry, dispersions_of
from indicators.services import record_value
from journal.services import SYSTEM
from tests.factories import LAST_YEAR, YEAR
from units import services as units
from units.models import Kind, Node, SchoolForm

MASKED = Shown("..", None, "protected", masked=True)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def shown(number) -> Shown:
    return Shown(f"{number} %", Decimal(str(number)))


def entry(number, *, name="Skolan", before=None, own=False, path="0001") -> Entry:
    value = number if isinstance(number, Shown) else shown(number)
    node = Node(name=name, slug=name.lower(), kind=Kind.UNIT, path=path)
    return Entry(node, value, None if before is None else shown(before), own)


def dispersion(*entries, measure="percent", basis="pupils", forms=("GR",), municipality=None, country=None) -> Dispersion:
    return Dispersion(
        key="calm",
        short_title="Studiero",
        measure=measure,
        decimals=0,
        basis=basis,
        source="Enkäten",
        forms=forms,
        school_year=YEAR,
        entries=tuple(entries),
        municipality=municipality,
        country=country,
    )


def test_a_dot_for_each_number_and_none_on_another():
    [lane] = strip(dispersion(entry(70), entry(70), entry(71), entry(90))).lanes
    places = {(float(dot.x), float(dot.y)) for dot in lane.dots}
    assert len(places) == 4
    assert all(abs(a[0] - b[0]) >= 9 or abs(a[1] - b[1]) >= 9 for a in places for b in places if a != b)  # a dot is nine wide
    assert lane.dots[0].x == lane.dots[1].x


def test_what_is_masked_is_counted_and_nowhere_drawn():
    drawn = strip(dispersion(entry(70), entry(80), entry(MASKED, name="Lilla skolan")))
    assert len(drawn.lanes[0].dots) == 2
    assert drawn.hidden == "1 unit is not shown: too few pupils."
    assert [(row.name, row.value, row.people) for row in drawn.rows][2] == ("Lilla skolan", "..", "")
    assert (
        strip(dispersion(entry(MASKED), entry(MASKED), basis="answers")).hidden == "2 units are not shown: too few have answered."
    )
    assert not strip(dispersion(entry(MASKED))).has_dots


def test_in_the_preschool_they_are_children():
    nearly = Shown("80–95 %", None, interval=(Decimal(80), Decimal(95)))
    told = strip(dispersion(entry(nearly), entry(MASKED), forms=("FS",))).hidden
    assert told == "1 unit is a bar: one to four children did not reach the goal. 1 unit is not shown: too few children."


def test_the_own_dots_are_those_that_are_seen():
    drawn = strip(dispersion(entry(70, name="Alen", own=True), entry(80), entry(MASKED, name="Eken", own=True)))
    assert (drawn.own, [dot.own for dot in drawn.lanes[0].dots]) == (("Alen",), [True, False])


def test_an_interval_is_a_bar_as_wide_as_what_is_known():
    nearly = Shown("80–95 %", None, interval=(Decimal(80), Decimal(95)))
    drawn = strip(dispersion(entry(nearly), entry(70)))
    [lane] = drawn.lanes
    assert (len(lane.bars), len(lane.dots)) == (1, 1)
    assert float(lane.bars[0].x) > float(lane.dots[0].x)
    assert drawn.hidden == "1 unit is a bar: one to four pupils did not reach the goal."


def test_all_dots_and_marks_lie_on_the_scale():
    drawn = strip(dispersion(entry(3), entry(100), municipality=shown(55), country=shown(57)))
    places = [float(dot.x) for dot in drawn.lanes[0].dots] + [float(mark.x) for mark in drawn.marks]
    assert (min(places) >= 12, max(places) <= 348) == (True, True)
    assert (drawn.low, drawn.high) == ("0\u00a0%", "100\u00a0%")


def test_a_small_difference_looks_small():
    drawn = strip(dispersion(entry(80), entry(82)))
    first, second = (float(dot.x) for dot in drawn.lanes[0].dots)
    assert second - first < 40


@pytest.mark.parametrize(("municipality", "country"), [(15, 16), (50, 51), (51, 50), (98, 99), (20, 80)])
def test_words_of_the_quiet_lines_never_lie_on_each_other(municipality, country):
    drawn = strip(dispersion(entry(10), entry(100), municipality=shown(municipality), country=shown(country)))
    spans = []
    for mark in drawn.marks:
        x, wide = float(mark.text_x), 105
        spans.append((mark.text_y, x - wide if mark.anchor == "end" else x, x if mark.anchor == "end" else x + wide))
    (y, left, right), (other_y, other_left, other_right) = spans
    assert y != other_y or right <= other_left or other_right <= left


def test_by_area_each_has_a_lane_in_the_order_of_the_tree():
    first, second = entry(70, path="00010001"), entry(80, path="00010002")
    drawn = strip(dispersion(second, first), lambda node: "Norr" if node.path.endswith("1") else "Söder")
    assert [lane.name for lane in drawn.lanes] == ["Norr", "Söder"]
    assert [len(lane.dots) for lane in drawn.lanes] == [1, 1]
    assert float(drawn.lanes[0].axis) < float(drawn.lanes[1].axis)


@pytest.mark.parametrize(("span", "step"), [("30", "5"), ("60", "10"), ("100", "20"), ("3", "0.5"), ("6", "1")])
def test_even_steps(span, step):
    assert even_step(Decimal(span)) == Decimal(step)


def test_the_sentence_counts_those_who_lie_together():
    numbers = [50, 72, 73, 75, 76, 78, 80, 81, 82, 83, 84, 95]
    told = dispersion(*map(entry, numbers), entry(MASKED), entry(MASKED))
    assert in_counts(told) == "10 of 14 units lie between 70 and 85\u00a0%."


def test_the_sentence_says_whether_units_have_drawn_together():
    closer = dispersion(entry(70, before=60), entry(75, before=75), entry(80, before=90))
    assert in_counts(closer) == "3 of 3 units lie between 70 and 80\u00a0%. The spread is smaller than the year before."
    apart = dispersion(entry(60, before=70), entry(75, before=75), entry(90, before=80))
    assert in_counts(apart).endswith("The spread is larger than the year before.")


def test_nothing_is_said_of_the_year_before_when_not_the_same_units_had_numbers():
    told = dispersion(entry(70, before=60), entry(75, before=75), entry(80, before=90), entry(82))
    assert in_counts(told) == "3 of 4 units lie between 75 and 85\u00a0%."


def test_the_sentence_when_few_or_none_can_be_shown():
    assert in_counts(dispersion(entry(MASKED), entry(MASKED))) == "No unit can be shown."
    assert in_counts(dispersion(entry(MASKED), entry(72))) == "1 of 2 units is shown: 72\u00a0%."
    assert in_counts(dispersion(entry(72))) == "The only unit has 72\u00a0%."


# from the database


def record(node, indicator, raw, people=80, year=YEAR):
    record_value(node=node, indicator=indicator, school_year=year, raw=raw, denominator=people, source="Provet", by=SYSTEM)


def found(cast, places, audience=Audience.PUBLIC, own=()):
    return dispersions_of(places, municipality=cast.municipality, until=YEAR, audience=audience, own=own)


def test_units_stand_in_the_order_of_the_alphabet_whatever_they_have(cast, vocational):
    record(cast.unit, vocational, "60,0")
    record(cast.other_unit, vocational, "90,0")
    record(cast.municipality, vocational, "75,0", 800)
    [told] = found(cast, [cast.other_unit, cast.preschool, cast.unit], own=[cast.other_unit.pk])
    assert [(one.node, one.shown.text, one.own) for one in told.entries] == [
        (cast.unit, "60.0\u00a0%", False),
        (cast.other_unit, "90.0\u00a0%", True),
    ]
    assert told.municipality.text == "75.0\u00a0%"
    assert told.country is None


def test_a_small_group_is_masked_for_the_public_and_shown_inside(cast, vocational):
    record(cast.unit, vocational, "62,5", 8)
    record(cast.other_unit, vocational, "90,0")
    [public], [inside] = found(cast, [cast.unit, cast.other_unit]), found(cast, [cast.unit, cast.other_unit], Audience.INSIDE)
    assert [one.shown.text for one in public.entries] == ["..", "90.0\u00a0%"]
    assert [one.shown.text for one in inside.entries] == ["62.5\u00a0%", "90.0\u00a0%"]
    assert "62.5" not in repr(strip(public))


def test_only_the_latest_year_is_shown_and_a_break_hides_the_one_before(cast, vocational):
    for node in (cast.unit, cast.other_unit):
        record(node, vocational, "70,0", year=LAST_YEAR)
    record(cast.unit, vocational, "60,0")
    [told] = found(cast, [cast.unit, cast.other_unit])
    assert (told.school_year, [one.node for one in told.entries]) == (YEAR, [cast.unit])
    assert told.entries[0].before.text == "70.0\u00a0%"
    vocational.breaks.create(school_year=YEAR, reason="Nya frågor")
    [told] = found(cast, [cast.unit, cast.other_unit])
    assert told.entries[0].before is None


def test_mere_counts_are_left_out(cast, pupils):
    record(cast.unit, pupils, "300", None)
    assert found(cast, [cast.unit]) == []


def test_one_unit_alone_differs_from_nobody(cast, vocational):
    record(cast.unit, vocational, "70,0")
    assert found(cast, [cast.unit]) == []


def test_as_many_queries_for_four_units_as_for_two(cast, vocational, merit):
    def a_unit(number):
        unit = units.add_node(parent=cast.area, kind=Kind.UNIT, name=f"Skola {number}", forms=[SchoolForm.COMPULSORY], by=SYSTEM)
        record(unit, vocational, "70,0")
        record(unit, merit, "210,0")
        return Node.objects.get(pk=unit.pk)

    def asked(places):
        with CaptureQueriesContext(connection) as captured:
            assert len(found(cast, places)) == 2
        return len(captured)

    places = [a_unit(1), a_unit(2)]
    two = asked(places)
    places += [a_unit(3), a_unit(4)]
    assert (two, asked(places)) == (4, 4)
