"""A year in the municipality of the tests, told so that its report has something of everything, and something that could leak."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from analyses import services as analyses
from analyses.models import Analysis, Cause, Conclusion, Effect, Finding, Next
from dialogues import services as dialogues
from dialogues.models import Agenda, Meeting, MinuteItem
from dialogues.workflow import Side
from indicators.models import Indicator, Value
from plans import services as plans
from plans.models import Plan
from reports import services as reports
from reports.models import Rendering, Report
from schoolplan.kit.versions import version_of
from tests.factories import YEAR, Cast, person
from units.roles import Role

PUBLISHED_ON = dt.date(2026, 5, 15)
SECRET = "Utkast som bara enheten läser"
HANDED_IN = "Läxhjälpen når inte alla"


@dataclass
class Story:
    cast: Cast
    report: Report
    analyses: dict[str, Analysis] = field(default_factory=dict)


def tell(cast: Cast) -> Story:
    _figures(cast)
    story = Story(cast, Report())
    story.analyses["unit"] = write_analysis(
        cast.unit, cast.rektor, strength="Daglig läsning lyfter alla klasser", challenge="Oro vid lektionsstart"
    )
    story.analyses["other"] = write_analysis(
        cast.other_unit, cast.other_rektor, strength="Elevrådet leder samtalen", challenge=HANDED_IN
    )
    analyses.submit_analysis(analysis=story.analyses["unit"], by=cast.rektor)
    analyses.submit_analysis(analysis=story.analyses["other"], by=cast.other_rektor)
    analyses.adopt_analysis(analysis=story.analyses["unit"], by=cast.verksamhetschef)
    draft = analyses.start_analysis(node=cast.preschool, school_year=YEAR, by=_preschool_principal(cast))
    _finding(draft, Finding.Kind.CHALLENGE, SECRET, cast.people["ekens_rektor"])
    _municipality(story)
    adopt_plan(cast.unit, cast.rektor, "Studiero vid lektionsstart")
    adopt_plan(cast.municipality, cast.forvaltningschef, "Studiero hela skoldagen")
    _dialogue(cast)
    story.report = reports.start_report(
        node=cast.municipality, school_year=YEAR, title="Kvalitetsrapport 2026", data_date=PUBLISHED_ON, by=cast.utvecklingsledare
    )
    write(
        story.report,
        summary="Läsningen lyfter. **Studiero** är den vanligaste utmaningen.",
        questions="Vad krävs?\nHur vet vi?",
        decisions="Tre prioriteringar.",
        by=cast.utvecklingsledare,
    )
    story.report.refresh_from_db()
    return story


def write(report: Report, *, by, **texts: str) -> None:
    for name, text in texts.items():
        reports.save_text(report=report, field=name, value=text, seen=version_of(getattr(report, name)), by=by)


def make_pdf(report: Report, by) -> Rendering:
    return reports.run_rendering(rendering_id=reports.ask_for_rendering(report=report, by=by).pk)


def publish(story: Story) -> Report:
    """Published, with its PDF made."""
    make_pdf(story.report, story.cast.utvecklingsledare)
    report = reports.publish_report(report=story.report, by=story.cast.forvaltningschef)
    reports.run_rendering(rendering_id=report.renderings.first().pk)
    return report


def _preschool_principal(cast: Cast):
    cast.people["ekens_rektor"] = person("ekens_rektor", Role.PRINCIPAL, cast.preschool)
    return cast.people["ekens_rektor"]


def _figures(cast: Cast) -> None:
    calm, vocational = (
        Indicator.objects.create(
            key=key,
            title=title,
            short_title=title,
            measure="percent",
            decimals=decimals,
            source="Kommunens uppföljning",
            position=n,
        )
        for n, (key, title, decimals) in enumerate(
            [("calm-test", "Studiero, procent", 0), ("vocational-test", "Behöriga till yrkesprogram", 1)]
        )
    )
    for node, series in {
        cast.unit: {2023: ("61", 120), 2024: ("67", 118), YEAR: ("72", 121)},
        cast.other_unit: {2023: ("81", 80), 2024: ("75", 8), YEAR: ("77", 75)},
        cast.municipality: {2023: ("70", 900), 2024: ("71", 905), YEAR: ("73", 910)},
    }.items():
        for year, (number, pupils) in series.items():
            _value(node, calm, year, number, pupils)
    for year, number, marker, pupils in ((2023, "86.4", "", 44), (2024, None, "masked", None), (YEAR, None, "nearly_all", 45)):
        raw = number or {"masked": "..", "nearly_all": "~100"}[marker]
        Value.objects.create(
            node=cast.unit,
            indicator=vocational,
            school_year=year,
            number=Decimal(number) if number else None,
            marker=marker,
            raw=raw,
            denominator=pupils,
            source="Skolverket",
            fetched_on=PUBLISHED_ON,
        )


def _value(node, indicator, year, number: str, pupils: int) -> None:
    Value.objects.create(
        node=node,
        indicator=indicator,
        school_year=year,
        number=Decimal(number),
        raw=number,
        denominator=pupils,
        source="Kommunen",
        fetched_on=PUBLISHED_ON,
    )


def write_analysis(node, by, *, strength: str, challenge: str) -> Analysis:
    analysis = analyses.start_analysis(node=node, school_year=YEAR, by=by)
    analysis.judgements.update(level=3, reason="Det vi ser i klassrummen.")
    Analysis.objects.filter(pk=analysis.pk).update(
        summary=f"{node.name} har lyckats med läsningen för att alla gör samma sak varje dag."
    )
    _finding(analysis, Finding.Kind.STRENGTH, strength, by, Conclusion.Kind.SPREAD)
    _finding(analysis, Finding.Kind.CHALLENGE, challenge, by)
    analysis.refresh_from_db()
    return analysis


def _finding(analysis: Analysis, kind: str, title: str, by, conclusion: str = Conclusion.Kind.CHANGE) -> Finding:
    area = analysis.template.areas.filter(key="safety").first() or analysis.template.areas.first()
    finding = analyses.add_finding(
        analysis=analysis, area=area, kind=kind, title=title, text=f"{title}, jämfört med förra året.", by=by
    )
    analyses.add_cause(finding=finding, text="Tillfällig personal", influence=Cause.Influence.HUVUDMAN, by=by)
    analyses.add_conclusion(finding=finding, text="Två vuxna möter klassen i dörren", kind=conclusion, by=by)
    return finding


def _municipality(story: Story) -> None:
    cast = story.cast
    analysis = analyses.start_analysis(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    finding = _finding(analysis, Finding.Kind.CHALLENGE, "Studiero är den vanligaste utmaningen", cast.utvecklingsledare)
    cited = Finding.objects.filter(analysis__in=[story.analyses["unit"], story.analyses["other"]], kind=Finding.Kind.CHALLENGE)
    analyses.cite(finding=finding, cited=list(cited), by=cast.utvecklingsledare)
    story.analyses["municipality"] = analysis


def adopt_plan(node, by, title: str) -> Plan:
    plan = plans.start_plan(node=node, school_year=YEAR, by=by)
    goal = plans.add_goal(plan=plan, by=by, title=title)
    for name, value in (
        ("baseline", "58 procent"),
        ("target", "72 procent"),
        ("by", dt.date(2026, 6, 12)),
        ("change", "Fler kan arbeta i lugn och ro."),
    ):
        setattr(goal, name, value)
    goal.save()
    measure = plans.add_measure(goal=goal, by=by)
    measure.text, measure.responsible, measure.status = "Två vuxna vid lektionsstart", "Rektor", "ongoing"
    measure.save()
    plans.adopt_plan(plan=plan, by=by)
    plans.add_follow_up(
        measure=measure,
        on=dt.date(2026, 3, 12),
        note="9 av 12 lektioner startar lugnt.",
        effect=Effect.PARTLY,
        next=Next.CONTINUE,
        by=by,
    )
    return plan


def _dialogue(cast: Cast) -> None:
    first = timezone.make_aware(dt.datetime(2025, 9, 9, 13))
    series = dialogues.make_series(
        node=cast.unit, school_year=YEAR, first=first, place="Skolan", by=cast.verksamhetschef, count=1
    )
    meeting = Meeting.objects.get(series=series)
    dialogues.add_item(
        meeting=meeting,
        agenda=Agenda.FOCUS,
        kind=MinuteItem.Kind.DECISION,
        text="Tre prioriteringar i stället för fem",
        by=cast.rektor,
    )
    promise = dialogues.add_promise(
        meeting=meeting, side=Side.UNIT, owner="Rektor", text="Prova i åk 4", due_on=dt.date(2025, 10, 1), by=cast.rektor
    )
    dialogues.settle_promise(promise=promise, kept=True, by=cast.rektor)
    dialogues.confirm(meeting=meeting, side=Side.UNIT, by=cast.rektor)
    dialogues.confirm(meeting=meeting, side=Side.ADMINISTRATION, by=cast.verksamhetschef)
