"""An area's dialogue: promises both ways, new figures, a measure that nobody has noted anything about."""

import datetime as dt
from decimal import Decimal

from dialogues import services
from dialogues.models import Meeting
from indicators.models import Indicator, Value
from plans.models import Goal, Measure, Plan
from schoolplan.kit.versions import version_of
from tests.dialogues.conftest import at
from tests.factories import YEAR, Cast


def add_value(node, key: str, number: int, *, on: dt.date, year=YEAR, people: int | None = 40) -> Value:
    fields = {"title": key.capitalize(), "short_title": key.capitalize(), "measure": "percent", "source": "Skolverket"}
    indicator, _new = Indicator.objects.get_or_create(key=key, defaults=fields)
    return Value.objects.create(
        node=node,
        indicator=indicator,
        school_year=year,
        number=Decimal(number),
        raw=str(number),
        denominator=people,
        source="x",
        fetched_on=on,
    )


def add_measure(node, text: str, *, state: str = "adopted", **fields) -> Measure:
    plan, _new = Plan.objects.get_or_create(node=node, school_year=YEAR, defaults={"state": state})
    goal = Goal.objects.create(plan=plan, title="Studiero")
    return Measure.objects.create(goal=goal, text=text, **({"status": "ongoing", "responsible": "biträdande rektor"} | fields))


def rich_area(cast: Cast) -> Meeting:
    """The area's June meeting, a week ahead, with April locked and May waiting for the administration."""
    rektor, chief = cast.rektor, cast.verksamhetschef
    series = services.make_series(node=cast.area, school_year=YEAR, first=at(2025, 9, 9), place="Almskolan", by=chief)
    april, may, june = (series.meetings.get(starts_at=at(2026, month, day)) for month, day in ((4, 14), (5, 12), (6, 9)))
    services.add_item(meeting=april, agenda=3, kind="decision", text="Kartläggningen görs i vecka 17.", by=rektor)
    _answer(april, "unit", 1, "Läsningen i åk 1–3.", rektor)
    services.confirm(meeting=april, side="unit", by=rektor)
    services.confirm(meeting=april, side="administration", by=chief)
    services.add_correction(meeting=april, text="Kartläggningen gjordes i vecka 18, inte 17.", by=cast.deputy)
    for side, by, text, due in (
        ("unit", rektor, "Lämna behov av mattelärare för hösten", dt.date(2026, 5, 29)),
        ("unit", rektor, "Visa daglig läsning för Björkskolan", dt.date(2026, 6, 12)),
        ("administration", chief, "Besked om obesatt tjänst i matematik", dt.date(2026, 5, 29)),
        ("administration", chief, "Handledning i språk på Ekens förskola", dt.date(2026, 6, 5)),
    ):
        services.add_promise(
            meeting=may, side=side, owner="rektor" if side == "unit" else "verksamhetschef", text=text, due_on=due, by=by
        )
    services.settle_promise(promise=may.promises.get(text__startswith="Lämna"), kept=True, by=rektor, on=dt.date(2026, 5, 27))
    for agenda, kind, text in (
        (1, "decision", "Besked om tjänsten i matematik tas i förvaltningens ledningsgrupp den 11 juni."),
        (3, "action", "Åk 7 börjar med gemensam kartläggning i matematik i vecka 34–35."),
        (4, "spread", "Daglig läsning i åk 1–3. Björkskolan kommer på besök i september."),
        (5, "support", "Handledning i matematik för arbetslaget i åk 7, 20 dagar under hösten."),
    ):
        services.add_item(meeting=may, agenda=agenda, kind=kind, text=text, by=rektor)
    _answer(may, "unit", 1, "Lektionerna börjar lugnt i åk 7.", rektor)
    _answer(june, "unit", 1, "Fler pojkar når målen i läsning.", rektor)
    _answer(june, "administration", 1, "Att området arbetar som en ledningsgrupp.", chief)
    services.confirm(meeting=may, side="unit", by=rektor)
    add_value(cast.unit, "studiero-i-ak-8", 52, on=dt.date(2025, 6, 1), year=YEAR.previous)
    add_value(cast.unit, "studiero-i-ak-8", 60, on=dt.date(2026, 5, 20))
    add_value(cast.other_unit, "trygghet", 75, on=dt.date(2026, 5, 20), people=4)
    add_value(cast.unit, "frånvaro", 10, on=dt.date(2026, 4, 1))
    add_measure(cast.unit, "Närvaroteamet ringer första frånvarodagen", starts_on=dt.date(2026, 1, 10))
    return june


def _answer(meeting: Meeting, side: str, question: int, text: str, by) -> None:
    answer = meeting.answers.get(side=side, question__number=question)
    services.save_text(obj=answer, field="text", value=text, seen=version_of(""), by=by)
