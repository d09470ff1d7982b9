from decimal import Decimal

import pytest
from django.utils.translation import override

from indicators.masking import Audience, Limits, show
from indicators.models import Marker


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def shown(
    number=None,
    marker="",
    denominator=None,
    measure="percent",
    decimals=1,
    audience=Audience.INSIDE,
    raw="",
    withheld=False,
    **more,
):
    number = None if number is None else Decimal(number)
    return show(
        number=number,
        marker=marker,
        raw=raw,
        denominator=denominator,
        measure=measure,
        decimals=decimals,
        audience=audience,
        limits=Limits(),
        withheld=withheld,
        **more,
    )


def test_a_share_has_a_space_and_always_the_same_decimals():
    assert [shown(n, denominator=80).text for n in ("75.2", "69", "100")] == ["75.2\u00a0%", "69.0\u00a0%", "100.0\u00a0%"]


def test_decimal_comma_in_swedish():
    with override("sv"):
        assert shown("75.2", denominator=80).text == "75,2\u00a0%"
        assert shown("1234.5", measure="points").text == "1\u202f234,5"


def test_small_groups_are_told_as_people():
    assert [shown(n, denominator=d).people for n, d in (("17.6", 17), ("84", 50), ("33.3", 3 * 5))] == [
        "3 of 17 pupils",
        "50 pupils",
        "5 of 15 pupils",
    ]


def test_in_the_preschool_they_are_children():
    assert shown("50", denominator=18, decimals=0, of_children=True).people == "9 of 18 children"
    assert shown("50", denominator=84, decimals=0, of_children=True).people == "84 children"
    assert shown(None, "nearly_all", 60, of_children=True).note == "one to four children did not reach the goal"
    assert shown("50", denominator=84, basis="answers", of_children=True).people == "84 answers"


def test_a_share_that_is_no_whole_number_of_pupils_is_not_told_as_such():
    """The share can be of fewer pupils than those who finished the grade."""
    assert shown("62", denominator=17).people == "17 pupils"


@pytest.mark.parametrize(
    ("people", "inside", "public"),
    [(4, "..", ".."), (5, "60.0\u00a0%", ".."), (9, "60.0\u00a0%", ".."), (10, "60.0\u00a0%", "60.0\u00a0%")],
)
def test_small_groups_are_masked_for_each_audience(people, inside, public):
    texts = [shown("60", denominator=people, audience=audience).text for audience in (Audience.INSIDE, Audience.PUBLIC)]
    assert texts == [inside, public]


def test_nothing_of_a_masked_number_is_left():
    hidden = shown("60", denominator=4)
    assert (hidden.text, hidden.number, hidden.people, hidden.interval, hidden.masked, hidden.note) == (
        "..",
        None,
        "",
        None,
        True,
        "a small group is protected",
    )


def test_nobody_can_tell_why_a_figure_is_hidden():
    hidden = [
        shown("60", denominator=4),
        shown(marker=Marker.MASKED, raw="..", denominator=40),
        shown("60", denominator=40, withheld=True),
        shown(marker=Marker.NEARLY_ALL, raw="~100", denominator=40, withheld=True),
        own(60, 3),
    ]
    assert hidden == [hidden[0]] * 5


def test_counts_of_pupils_are_masked_too():
    assert [shown(n, measure="count", decimals=0).text for n in ("4", "5")] == ["..", "5"]
    assert shown("9", measure="count", decimals=0, audience=Audience.PUBLIC).text == ".."


def test_a_merit_value_is_masked_by_the_group_it_cannot_exceed():
    assert [shown("212.3", measure="points", group=g, audience=Audience.PUBLIC).text for g in (9, 10, None)] == [
        "..",
        "212.3",
        "212.3",
    ]


def test_masked_as_published_is_never_a_number():
    hidden = shown(marker=Marker.MASKED, raw="..", denominator=40)
    assert (hidden.text, hidden.number, hidden.masked, hidden.people) == ("..", None, True, "")


def test_missing_is_said_in_words_and_is_not_masked():
    missing = shown(marker=Marker.MISSING, raw=".")
    assert (missing.text, missing.number, missing.masked) == ("no data", None, False)


def test_nearly_all_is_an_interval_when_the_number_is_known():
    nearly = shown(marker=Marker.NEARLY_ALL, raw="~100", denominator=60)
    assert (nearly.text, nearly.number, nearly.interval) == ("93.3–98.3\u00a0%", None, (Decimal("93.3"), Decimal("98.3")))
    assert (nearly.note, nearly.masked) == ("one to four pupils did not reach the goal", False)


def test_nearly_all_is_as_published_when_it_is_not():
    assert (shown(marker=Marker.NEARLY_ALL, raw="~100").text, shown(marker=Marker.NEARLY_ALL, raw="~100").interval) == (
        "~100",
        None,
    )


def test_nearly_all_of_a_small_group_is_masked():
    assert shown(marker=Marker.NEARLY_ALL, raw="~100", denominator=8, audience=Audience.PUBLIC).text == ".."


GROUPS = [(people, reached) for people in range(1, 61) for reached in range(people + 1)]
FEW = range(1, 5)


def own(people, reached, audience=Audience.PUBLIC, direction="higher", limits=None, **more):
    return show(
        number=(Decimal(100 * reached) / people).quantize(Decimal("0.001")),
        marker="",
        raw="",
        denominator=people,
        measure="percent",
        decimals=1,
        audience=audience,
        limits=limits or Limits(),
        withheld=False,
        own_direction=direction,
        **more,
    )


def test_the_public_reads_an_own_share_of_nearly_all_as_an_interval():
    nearly = own(60, 57)
    assert (nearly.text, nearly.number, nearly.people, nearly.masked) == ("93.3–98.3\u00a0%", None, "60 pupils", False)
    assert nearly == shown(marker=Marker.NEARLY_ALL, raw="~100", denominator=60, audience=Audience.PUBLIC)
    assert own(40, 37).people == "40 pupils"


def test_inside_reads_the_own_number_itself():
    assert {(n, r) for n, r in GROUPS if n >= 5 and own(n, r, Audience.INSIDE).number is None} == set()
    assert own(40, 37, Audience.INSIDE).people == "37 of 40 pupils"


def test_what_skolverket_has_published_stays_a_number():
    assert shown("96.7", denominator=60, audience=Audience.PUBLIC).text == "96.7\u00a0%"


@pytest.mark.parametrize("direction", ["higher", "lower", "neutral"])
@pytest.mark.parametrize("limit", [1, 5, 10])
def test_the_public_can_never_count_one_to_four_pupils_apart(direction, limit):
    """What is read of a group that hides somebody is read of at least two other shares of it, or of all that hide anybody."""
    for people in range(max(limit, 2), 61):
        read = {reached: own(people, reached, direction=direction, limits=Limits(limit, limit)) for reached in range(people + 1)}
        for reached, seen in read.items():
            if reached not in FEW and people - reached not in FEW:
                assert seen.number is not None
                continue
            same = [other for other, shown_then in read.items() if shown_then == seen]
            assert (seen.number, f"{reached} of" in seen.people) == (None, False)
            assert len(same) >= min(len(FEW), people - 1)


def test_only_where_higher_is_better_did_they_not_reach_a_goal():
    assert [own(60, 57, direction=d).text for d in ("higher", "lower", "neutral")] == ["93.3–98.3\u00a0%", "..", ".."]
    assert [own(60, 3, direction=d).text for d in ("higher", "lower", "neutral")] == [".."] * 3


def test_the_size_of_the_group_is_as_good_as_the_number_behind_the_share():
    counted = show(
        number=Decimal("95"), marker="", raw="95", denominator=None, measure="percent", decimals=1,
        audience=Audience.PUBLIC, limits=Limits(), withheld=False, group=60, own_direction="higher",
    )  # fmt: skip
    assert counted.number is None


@pytest.mark.parametrize(("answers", "rate", "text", "note"), [
    (5, "50", "60.0\u00a0%", ""),
    (4, "80", "..", "a small group is protected"),
    (5, "49.9", "..", "too few answered"),
    (40, None, "60.0\u00a0%", ""),
])  # fmt: skip
@pytest.mark.parametrize("audience", list(Audience))
def test_a_survey_has_a_gate_of_its_own(answers, rate, text, note, audience):
    gate = {"basis": "answers", "response_rate": None if rate is None else Decimal(rate), "audience": audience}
    seen = shown("60", denominator=answers, **gate)
    assert (seen.text, seen.note, seen.number is None) == (text, note, text == "..")


def test_the_people_of_a_survey_are_answers_and_of_staff_posts():
    assert shown("60", denominator=10, basis="answers").people == "6 of 10 answers"
    assert shown("60", denominator=60, basis="answers").people == "60 answers"
    assert [shown("100", denominator=n, basis="posts").people for n in (2, 3)] == ["", "3 of 3 full-time posts"]
    assert shown("100", denominator=2, basis="posts").masked


def test_teachers_left_out_are_a_note_and_never_a_number():
    left_out = shown(marker=Marker.EXCLUDED, raw="*", denominator=12, basis="posts")
    assert (left_out.text, left_out.number, left_out.masked, left_out.missing) == ("*", None, False, False)
    assert left_out.note == "teachers of whom no licence is required are left out"


def test_what_is_published_as_about_is_shown_so():
    about = shown("210", measure="count", decimals=0, rounded=True)
    assert (about.text, about.number) == ("about 210", Decimal(210))
    assert shown("3", measure="count", decimals=0, rounded=True).masked


def test_a_difference_has_its_sign_and_an_amount_its_unit():
    assert [shown(n, measure="difference").text for n in ("2.3", "-3", "0", "-0.04")] == ["+2.3", "\u22123.0", "0.0", "0.0"]
    assert shown("104974", measure="money", decimals=0).text == "104\u202f974\u00a0kr"
    assert shown("12.4", measure="ratio").text == "12.4"
