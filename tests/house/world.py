"""A small whole world on top of the cast: one of everything, in every state, told through the services.

What must not leak has words of its own (``SECRET``), so that a test can look for them.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from analyses import services as analyses
from analyses.models import (
    Analysis,
    AnalysisDocument,
    Cause,
    Citation,
    Comment,
    Conclusion,
    Finding,
    Ground,
    HeldText,
    Invitation,
    LookBack,
    Observation,
    Template,
    TemplateArea,
    Theme,
)
from analyses.services import templates
from dialogues import services as dialogues
from dialogues.models import Answer, Meeting, MinuteItem, Promise
from dialogues.workflow import Side
from indicators import services as indicators
from indicators.models import ImportRun, Indicator
from indicators.services import library, register
from journal.models import Event
from journal.services import SYSTEM
from plans import services as plans
from plans.models import Goal, Measure, Plan
from reports import services as reports
from reports.models import Question, Rendering, Report
from reports.queries.content import digest_of, gather
from schoolplan.kit import clock
from schoolplan.kit.versions import version_of
from support import services as support
from support.models import SupportRequest
from tests.factories import LAST_YEAR, YEAR, Cast, make_cast, person
from tests.indicators.registers import register_of
from units.models import Node, User
from units.roles import Role
from units.years import SchoolYear

SECRET = "Utkast som bara vi själva läser"
A_FILE = Path(__file__).parent.parent / "data" / "slutbetyg-ak9-2024-25-urval.csv"


@dataclass
class World:
    """Each thing by the name it has in the tests."""

    cast: Cast
    draft: Analysis
    returned: Analysis
    submitted: Analysis
    adopted: Analysis
    municipal: Analysis
    foreign: Analysis
    finding: Finding
    cause: Cause
    conclusion: Conclusion
    citation: Citation
    observation: Observation
    look_back: LookBack
    invitation: Invitation
    said: Comment
    asked: Comment
    pinned: Comment
    ground: Ground
    deed: Event
    document: AnalysisDocument
    held: HeldText
    draft_plan: Plan
    adopted_plan: Plan
    revised_plan: Plan
    goal: Goal
    measure: Measure
    adopted_measure: Measure
    open_meeting: Meeting
    locked_meeting: Meeting
    item: MinuteItem
    unit_promise: Promise
    office_promise: Promise
    kept_promise: Promise
    unit_answer: Answer
    waiting: SupportRequest
    granted: SupportRequest
    draft_report: Report
    published_report: Report
    unanswered: Question
    answered: Question
    import_run: ImportRun
    register_run: ImportRun
    own_indicator: Indicator
    foreign_indicator: Indicator
    published_template: Template
    written_template: Template
    foreign_template: Template
    published_area: TemplateArea
    written_area: TemplateArea
    theme: Theme


def make_world() -> World:
    cast = make_cast()
    figures(cast)
    adopted = analysis(cast.unit, cast.rektor, LAST_YEAR, title="Daglig läsning lyfter alla klasser")
    analyses.submit_analysis(analysis=adopted, by=cast.rektor)
    analyses.adopt_analysis(analysis=adopted, by=cast.verksamhetschef)
    draft = analysis(cast.unit, cast.rektor, YEAR, title=SECRET)
    invitation, said = together(draft, cast)
    returned = analysis(cast.other_unit, cast.other_rektor, LAST_YEAR, title="Elevrådet leder samtalen")
    analyses.submit_analysis(analysis=returned, by=cast.other_rektor)
    asked = analyses.pin_comment(card=returned.findings.get(), text="Hur vet ni det?", by=cast.verksamhetschef)
    analyses.return_analysis(analysis=returned, comment="Skriv om orsakerna.", by=cast.verksamhetschef)
    submitted = analysis(cast.other_unit, cast.other_rektor, YEAR, title="Läxhjälpen når inte alla")
    analyses.submit_analysis(analysis=submitted, by=cast.other_rektor)
    pinned = analyses.pin_comment(card=submitted.findings.get(), text=SECRET, by=cast.verksamhetschef)
    foreign = analysis(cast.foreign_unit, cast.foreign_rektor, YEAR, title="Grannkommunens iakttagelse")
    analyses.submit_analysis(analysis=foreign, by=cast.foreign_rektor)
    municipal = analysis(cast.municipality, cast.utvecklingsledare, YEAR, title="Läxhjälpen är ojämn")
    [citation] = analyses.cite(finding=municipal.findings.get(), cited=[submitted.findings.get()], by=cast.utvecklingsledare)
    draft_plan = plan(cast.unit, cast.rektor, YEAR, title=SECRET)
    adopted_plan = plan(cast.unit, cast.rektor, LAST_YEAR, title="Studiero vid lektionsstart")
    plans.adopt_plan(plan=adopted_plan, by=cast.rektor)
    [look_back] = analyses.bring_in(analysis=draft, by=cast.rektor)
    follow_up(Measure.objects.get(goal__plan=adopted_plan), cast.rektor)
    revised_plan = plan(cast.other_unit, cast.other_rektor, YEAR, title="Läxhjälp")
    plans.adopt_plan(plan=revised_plan, by=cast.other_rektor)
    plans.revise_plan(plan=revised_plan, by=cast.other_rektor)
    open_meeting, locked_meeting = meetings(cast)
    waiting, granted = (support_request(cast, need) for need in ("Handledning i matematik", "Stöd i språkutveckling"))
    support.decide(request=granted, grant=True, days=10, decision="Börjar i augusti.", by=cast.verksamhetschef)
    published_report = report(cast, LAST_YEAR, "Kvalitetsrapport 2025")
    published_report = reports.publish_report(report=published_report, by=cast.forvaltningschef)
    make_pdf(published_report.renderings.get(of_published=True))
    questions = [
        reports.ask(report=published_report, text=text, by=cast.politiker) for text in ("Vad krävs?", "Vad hände sedan?")
    ]
    reports.answer(question=questions[1], text="Alla klasser läser dagligen.", by=cast.utvecklingsledare)
    written_area = template_being_written(draft.template, cast.utvecklingsledare)
    world = World(
        cast=cast,
        draft=draft,
        returned=returned,
        submitted=submitted,
        adopted=adopted,
        municipal=municipal,
        foreign=foreign,
        finding=draft.findings.get(),
        cause=Cause.objects.get(finding__analysis=draft),
        conclusion=Conclusion.objects.get(finding__analysis=draft),
        citation=citation,
        observation=draft.observations.get(),
        look_back=look_back,
        invitation=invitation,
        said=said,
        asked=asked,
        pinned=pinned,
        ground=Ground.objects.get(finding__analysis=draft),
        deed=Event.objects.filter(verb="add", object_type="analyses.cause", changes__analysis=[draft.pk, draft.pk]).get(),
        document=document(draft, cast.rektor),
        held=held_text(draft, cast.rektor),
        draft_plan=draft_plan,
        adopted_plan=adopted_plan,
        revised_plan=revised_plan,
        goal=draft_plan.goals.get(),
        measure=Measure.objects.get(goal__plan=draft_plan),
        adopted_measure=Measure.objects.get(goal__plan=adopted_plan),
        open_meeting=open_meeting,
        locked_meeting=locked_meeting,
        item=open_meeting.items.get(),
        unit_promise=open_meeting.promises.get(side=Side.UNIT),
        office_promise=open_meeting.promises.get(side=Side.ADMINISTRATION),
        kept_promise=locked_meeting.promises.get(side=Side.UNIT),
        unit_answer=open_meeting.answers.get(question__number=1, side=Side.UNIT),
        waiting=waiting,
        granted=granted,
        draft_report=report(cast, YEAR, SECRET),
        published_report=published_report,
        unanswered=questions[0],
        answered=questions[1],
        import_run=import_run(cast),
        register_run=register_run(cast),
        own_indicator=own_indicator(cast.municipality, cast.administrator),
        published_template=draft.template,
        written_template=written_area.template,
        foreign_template=foreign.template,
        published_area=draft.template.areas.get(key="norms"),
        written_area=written_area,
        theme=Theme.objects.filter(municipality=cast.municipality).latest("pk"),
        foreign_indicator=own_indicator(cast.elsewhere, person("foreign_administrator", Role.ADMINISTRATOR, cast.elsewhere)),
    )
    for each in vars(world).values():
        if each is not cast:
            each.refresh_from_db()
    return world


def template_being_written(published: Template, by: User) -> TemplateArea:
    """An area, with a title nobody else may read, of the next version of a template."""
    area = templates.begin_version(template=published, by=by).areas.get(key="norms")
    templates.save_template_text(part=area, field="title", value=SECRET, seen=version_of(area.title), by=by)
    return area


def own_indicator(node: Node, by: User, title: str = "Läsglädje") -> Indicator:
    """An indicator of one municipality's own, with a break."""
    own = library.Own(title=title, short_title=title, source="Egen enkät", measure=Indicator.Measure.PERCENT)
    indicator = library.add_own(municipality=node, own=own, by=by)
    library.add_break(indicator=indicator, school_year=YEAR, reason="Nya frågor", by=by)
    return indicator


def figures(cast: Cast) -> None:
    calm = indicators.add_indicator(
        key="calm",
        title="Studiero, andel (%)",
        short_title="Studiero",
        measure=Indicator.Measure.PERCENT,
        source="Provet",
        area_keys=["safety"],
        by=SYSTEM,
    )
    for node, raw in ((cast.unit, "72"), (cast.other_unit, "77"), (cast.municipality, "73")):
        for year in (LAST_YEAR, YEAR):
            indicators.record_value(
                node=node, indicator=calm, school_year=year, raw=raw, denominator=80, source="Provet", by=SYSTEM
            )


def analysis(node: Node, by: User, year: SchoolYear, *, title: str) -> Analysis:
    """A draft with one whole chain in the area of safety."""
    started = analyses.start_analysis(node=node, school_year=year, by=by)
    chain(started, title, by)
    return started


def chain(started: Analysis, title: str, by: User) -> Finding:
    area = started.template.areas.filter(key="safety").first() or started.template.areas.first()
    finding = analyses.add_finding(analysis=started, area=area, kind=Finding.Kind.CHALLENGE, title=title, text=title, by=by)
    seen = analyses.add_observation(analysis=started, area=area, text=title, origin="Lektionsbesök i mars", by=by)
    analyses.add_ground(finding=finding, observation=seen, by=by)
    analyses.add_cause(finding=finding, text="Tillfällig personal", by=by)
    analyses.add_conclusion(finding=finding, text="Två vuxna möter klassen", by=by)
    return finding


def together(draft: Analysis, cast: Cast) -> tuple[Invitation, Comment]:
    """A contributor is invited to write about norms, and the deputy has said something that only the team hears."""
    area = draft.template.areas.get(key="norms")
    [invitation] = analyses.invite(analysis=draft, user=cast.contributor, parts=[area], by=cast.rektor)
    analyses.be_present(analysis=draft, place="safety", by=cast.deputy)
    return invitation, analyses.add_comment(card=draft.findings.get(), text=SECRET, by=cast.deputy)


def plan(node: Node, by: User, year: SchoolYear, *, title: str) -> Plan:
    """A draft with one goal, which rests on the same year's conclusion, and one measure."""
    started = plans.start_plan(node=node, school_year=year, by=by)
    goal = plans.add_goal(plan=started, title=title, by=by)
    for conclusion in Analysis.objects.get(node=node, school_year=year).findings.get().conclusions.all():
        plans.rest_on(goal=goal, conclusion=conclusion, by=by)
    plans.save_text(obj=goal, field="target", value="80 procent", seen=version_of(""), by=by)
    measure = plans.add_measure(goal=goal, by=by)
    plans.save_text(obj=measure, field="text", value="Två vuxna vid lektionsstart", seen=version_of(""), by=by)
    return started


def follow_up(measure: Measure, by: User) -> None:
    plans.add_follow_up(
        measure=measure, on=dt.date(2026, 3, 12), note="9 av 12 lektioner", effect="partly", next="continue", by=by
    )


def meetings(cast: Cast) -> tuple[Meeting, Meeting]:
    """The unit's series: April locked with an item and promises from both sides, May open."""
    first = timezone.make_aware(dt.datetime(2026, 4, 14, 13))
    series = dialogues.make_series(node=cast.unit, school_year=YEAR, first=first, place="Almskolan", by=cast.verksamhetschef)
    april, may, _june = series.meetings.order_by("starts_at")
    for meeting in (april, may):
        dialogues.add_item(
            meeting=meeting, agenda=3, kind="decision", text=f"Kartläggning {meeting.starts_at:%B}", by=cast.rektor
        )
        for side, by in ((Side.UNIT, cast.rektor), (Side.ADMINISTRATION, cast.verksamhetschef)):
            dialogues.add_promise(
                meeting=meeting, side=side, owner="Ansvarig", text="Besked om tjänst", due_on=dt.date(2026, 5, 29), by=by
            )
    dialogues.confirm(meeting=april, side=Side.UNIT, by=cast.rektor)
    dialogues.confirm(meeting=april, side=Side.ADMINISTRATION, by=cast.verksamhetschef)
    dialogues.add_correction(meeting=april, text="Vecka 18, inte 17.", by=cast.rektor)
    dialogues.settle_promise(promise=april.promises.get(side=Side.UNIT), kept=True, by=cast.rektor)
    return may, Meeting.objects.get(pk=april.pk)


def support_request(cast: Cast, need: str) -> SupportRequest:
    return support.request_support(node=cast.unit, school_year=YEAR, need=need, days=20, by=cast.rektor)


def report(cast: Cast, year: SchoolYear, title: str) -> Report:
    """A draft whose PDF is made; the file itself is invented, laying it out is tested with the reports."""
    started = reports.start_report(
        node=cast.municipality, school_year=year, title=title, data_date=clock.today(), by=cast.utvecklingsledare
    )
    make_pdf(reports.ask_for_rendering(report=started, by=cast.utvecklingsledare))
    return started


def make_pdf(rendering: Rendering) -> None:
    """As if the worker had been here."""
    rendering.state, rendering.progress, rendering.pdf, rendering.pages = Rendering.State.DONE, 100, b"%PDF-1.7", 1
    rendering.digest = digest_of(gather(rendering.report))
    rendering.save()


def document(analysis: Analysis, by: User) -> AnalysisDocument:
    """The draft on paper, for the one who asked; the file itself is invented."""
    asked = analyses.ask_for_document(analysis=analysis, number=0, by=by)
    asked.state, asked.progress, asked.pdf, asked.pages = AnalysisDocument.State.DONE, 100, b"%PDF-1.7", 1
    asked.save()
    return asked


def held_text(analysis: Analysis, by: User) -> HeldText:
    """A text that looks as if it told of a child: its author's own until it is corrected or confirmed."""
    finding = analysis.findings.select_related("area").order_by("pk")[0]
    analyses.save_text(obj=finding, field="text", value=f"Eleven Kalle. {SECRET}", seen=version_of(finding.text), by=by)
    return HeldText.objects.get(analysis=analysis)


def import_run(cast: Cast) -> ImportRun:
    content = A_FILE.read_text("utf-8-sig").replace(";Motala;0583;", ";Provköping;9901;")
    return indicators.preview_import(
        content=content.encode(), file_name="slutbetyg.csv", municipality=cast.municipality, by=cast.administrator
    )


def register_run(cast: Cast) -> ImportRun:
    """A register that holds one of the units under another name, and a new one."""
    content = register_of(("99010001", "Almskolan F-9", "F–9", 310), ("99010009", "Nya skolan", "F–3", 40))
    return register.preview_register(
        content=content, file_name="register.csv", municipality=cast.municipality, by=cast.administrator
    )
