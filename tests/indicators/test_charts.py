import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from indicators.charts import facts, spark, trend
from indicators.charts.geometry import LABEL_HEIGHT, PLOT, Label, apart, span_of
from indicators.masking import Audience, Limits, Shown, show
from indicators.queries import Against, Beside, Figure, Point
from units.years import SchoolYear


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


MARKERS = {"..": "masked", ".": "missing", "~100": "nearly_all"}


def points(*raws, first=2021, measure="percent"):
    made = []
    for year, raw in enumerate(raws, first):
        if raw is None:
            continue
        marker = MARKERS.get(raw, "")
        number = None if marker else Decimal(raw)
        facts_ = {
            "denominator": 60,
            "measure": measure,
            "decimals": 0,
            "audience": Audience.INSIDE,
            "limits": Limits(),
            "withheld": False,
        }
        made.append(Point(SchoolYear(year), show(number=number, marker=marker, raw=raw, **facts_)))
    return tuple(made)


def figure(*raws, municipality=(), measure="percent", **more):
    beside = (Beside(Against.MUNICIPALITY, points(*municipality, measure=measure), "Kolada"),) if municipality else ()
    own = points(*raws, measure=measure)
    return Figure("k", "Long title", "Title", measure, 0, "higher", "Skolverket", (), own, **({"beside": beside} | more))


def test_the_line_breaks_where_a_year_is_masked_missing_or_absent():
    for hole in ("..", ".", None, "~100"):
        line = spark(points("90", "92", hole, "88", "84"), "percent").line
        assert [step[0] for step in line.path.replace("M", " M").replace("L", " L").split() if step[0] in "ML"] == [
            "M",
            "L",
            "M",
            "L",
        ]
        assert len(line.dots) == 4


@pytest.mark.parametrize(
    ("raws", "measure", "height"),
    [
        (("86", "87", "86"), "percent", 1.2),
        (("60", "80"), "percent", 24.0),
        (("20", "90"), "percent", 24.0),
        (("220", "231"), "points", 5.8),
        (("80", "80"), "count", 0.0),
    ],
)
def test_a_small_difference_looks_small(raws, measure, height):
    places = [float(dot.y) for dot in spark(points(*raws, measure=measure), measure).line.dots]
    assert round(max(places) - min(places), 1) == height


def test_labels_of_the_scale_stand_beside_the_values():
    drawn = trend(figure("100", "70"))
    assert (drawn.bottom, drawn.top) == ("60", "100\u00a0%")
    assert float(drawn.first.x) - 18 >= 34  # half of "100" beside the whole of "100 %"


def test_masked_is_a_band_and_never_a_dot_at_zero():
    line = trend(figure("68", "..", "74")).line
    assert (len(line.gaps), len(line.dots), line.gaps[0].x) == (1, 2, "139.0")


def test_an_interval_is_a_bar():
    line = trend(figure("90", "~100")).line
    assert (len(line.bars), len(line.dots)) == (1, 1)


def test_labels_of_first_and_last_and_the_quiet_line():
    drawn = trend(figure("90", "84", municipality=("85", "86")))
    assert drawn.first.text == "90"
    assert [(end.text, end.kind) for end in drawn.ends] == [("The municipality 86", "other"), ("The unit 84\u00a0%", "own")]
    assert abs(float(drawn.ends[0].y) - float(drawn.ends[1].y)) >= LABEL_HEIGHT


def test_the_last_label_says_its_year_when_the_line_goes_on():
    assert [end.text for end in trend(figure("90", "84", "..")).ends] == ["84\u00a0% (2022/23)"]


def test_the_scale_never_passes_what_is_possible():
    assert [(t.bottom, t.top) for t in (trend(figure("99", "100")), trend(figure("2", "3")), trend(figure("41", "62")))] == [
        ("70", "100\u00a0%"),
        ("0", "30\u00a0%"),
        ("30", "70\u00a0%"),
    ]


def test_the_year_stands_with_an_interval_that_is_not_the_latest():
    assert [end.text for end in trend(figure("~100", "..")).ends] == ["93–98\u00a0% (2021/22)"]
    assert [end.text for end in trend(figure("..", "~100")).ends] == ["The unit 93–98\u00a0%"]


def test_only_notes_year_after_year_draw_nothing():
    drawn = trend(figure(".", "."))
    assert drawn.is_empty
    assert "<svg" not in render_to_string("indicators/_trend.html", {"trend": drawn, "in_print": False})


def test_the_text_alternative_carries_the_figures():
    label = "2021/22: 90\u00a0%, 2022/23: masked, 2023/24: 93–98\u00a0%"
    assert spark(points("90", "..", "~100"), "percent").label == label
    assert trend(figure("90", "..", "~100")).label == f"Title. {label}."


@pytest.mark.parametrize("raws", [("..",), (".", ".."), ("84",), ("0", "0"), ("~100",), ("84", None, None, "85")])
def test_every_pattern_can_be_drawn(raws):
    drawn = trend(figure(*raws, municipality=("90",)))
    html = render_to_string("indicators/_trend.html", {"trend": drawn, "in_print": False}) + render_to_string(
        "indicators/_spark.html", {"spark": spark(points(*raws), "percent")}
    )
    assert html.count("<svg") == html.count('role="img"') == html.count("<title>") == 2
    assert "style=" not in html


def test_the_table_has_the_same_years_and_values():
    drawn = trend(figure("90", "..", municipality=("85", "86", "87")))
    assert drawn.columns == ("The unit", "Pupils", "The municipality")
    assert [(row.school_year, *row.cells) for row in drawn.rows] == [
        ("2021/22", "90\u00a0%", "60 pupils", "85\u00a0%"),
        ("2022/23", "..", "..", "86\u00a0%"),
        ("2023/24", "", "", "87\u00a0%"),
    ]


def test_facts():
    shown, hidden = facts([figure("87", "84", municipality=("85", "86")), figure("87", "..")])
    assert (shown.value, shown.under, shown.note) == (
        "84\u00a0%",
        "2022/23, 60 pupils",
        "The municipality 86\u00a0%. The year before 87\u00a0%.",
    )
    assert (hidden.value, hidden.note) == (
        "..",
        "The value is masked. Write about the pattern, not about single children or pupils.",
    )
    assert render_to_string("indicators/_facts.html", {"facts": [shown, hidden], "caption": "Figures"}).count("<tr>") == 3


def test_labels_at_the_ends_never_lie_on_each_other():
    series = tuple(Beside(against, points("90", "84"), "Kolada") for against in (Against.COUNTRY, Against.MUNICIPALITY))
    drawn = trend(figure("90", "84", beside=series, girls=points("90", "84"), boys=points("90", "84")))
    heights = [Decimal(end.y) for end in drawn.ends]
    assert len(heights) == 5
    assert min(below - above for above, below in pairwise(heights)) >= LABEL_HEIGHT
    assert PLOT.top <= heights[0] <= heights[-1] <= PLOT.bottom + 4


def test_labels_stay_inside_when_every_line_ends_at_the_bottom():
    labels = [Label("0", "153", str(number)) for number in range(5)]
    assert [label.y for label in apart(labels, PLOT)] == ["98.0", "112.0", "126.0", "140.0", "154.0"]


def test_a_rounded_value_has_a_mark_and_a_note_of_its_own():
    rounded = Point(SchoolYear(2022), Shown("about 84\u00a0%", Decimal(84), rounded=True))
    drawn = trend(replace(figure("90"), points=(*points("90"), rounded)))
    assert [dot.about for dot in drawn.line.dots] == [False, True]
    assert drawn.notes == ("A square is a value that its publisher has rounded.",)


def test_lines_to_compare_with_that_end_before_say_which_year():
    drawn = trend(figure("90", "84", "85", municipality=("85", "86")))
    assert {end.text for end in drawn.ends} == {"The municipality 86 (22/23)", "The unit 85\u00a0%"}


def test_safety_is_never_coloured():
    assert [trend(figure("90", comparison=kind)).colour for kind in ("result", "safety")] == ["#0062ba", "#292c30"]


@pytest.mark.parametrize(
    ("numbers", "measure", "ends"),
    [
        (("214", "219"), "points", ("200", "240")),
        (("12", "13"), "ratio", ("11.5", "13.5")),
        (("-4", "3"), "difference", ("-4", "4")),
        (("104974", "101000"), "money", ("95000", "115000")),
    ],
)
def test_scales_of_other_measures_have_even_ends(numbers, measure, ends):
    low, high = span_of([Decimal(number) for number in numbers], measure)
    assert (low, high) == (Decimal(ends[0]), Decimal(ends[1]))


def test_the_origin_says_source_year_and_day():
    told = trend(figure("90", "84", fetched_on=dt.date(2026, 10, 12)))
    assert told.origin == "Source: Skolverket, school year 2022/23. Fetched 12 October 2026."
