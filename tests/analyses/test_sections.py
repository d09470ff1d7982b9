"""The sections of the analysis beside its areas: what they show of what is known, and what remains in them."""

import datetime as dt

import pytest
from django.urls import reverse

from analyses import queries, services
from analyses.choices import sources_for, ways_for
from analyses.models import LookBack, Participation, Section, TemplateSection
from analyses.queries.gaps import Beside, section_gaps
from analyses.versions import read
from plans import services as plans
from schoolplan.kit.versions import version_of
from support import services as support
from tests.factories import YEAR
from tests.plans.conftest import add_whole_goal, add_whole_measure
from units.models import FormerName, MunicipalitySettings, Succession


def known(analysis, key, user):
    return queries.section_page(analysis, key, user).known


def left(analysis):
    return [(part.key, gap.anchor) for part, gap in queries.overview(analysis).gaps if part.kind == "section"]


def write(obj, by, **values):
    for field, value in values.items():
        services.save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=by)


# What the pages show of what is known


def test_the_unit_in_brief_is_filled_in(cast, analysis, indicator):
    brief = known(analysis, "brief", cast.rektor)
    assert (brief.forms, brief.area, brief.units) == (("grundskola",), "Rektorsområde Norr", 0)
    assert [leader.name for leader in brief.leaders] == ["Rektor", "Deputy", "Chief"]
    assert (brief.has_news, brief.figures) == (False, ())


def test_only_what_is_new_since_last_year_is_told(cast, analysis):
    for name, until in (("Gamla skolan", dt.date(2025, 8, 1)), ("Äldre skolan", dt.date(2024, 8, 1))):
        FormerName.objects.create(node=cast.unit, name=name, until=until)
    Succession.objects.create(predecessor=cast.other_unit, successor=cast.unit, on=dt.date(2025, 7, 1))
    Succession.objects.create(predecessor=cast.preschool, successor=cast.unit, on=dt.date(2026, 8, 1))
    brief = known(analysis, "brief", cast.rektor)
    assert brief.former_names == (("Gamla skolan", dt.date(2025, 8, 1)),)
    assert (brief.took_over, brief.went_on_in) == ((("Björkskolan", dt.date(2025, 7, 1)),), ())


def test_conditions_stand_in_brief_and_results_do_not(cast, analysis, indicator, publish):
    publish("84")
    assert known(analysis, "brief", cast.rektor).figures == ()
    indicator.comparison = "condition"
    indicator.save()
    [figure] = known(analysis, "brief", cast.rektor).figures
    assert figure.short_title == "Minst E i matematik"


def test_small_numbers_are_masked_in_brief_as_everywhere(cast, analysis, indicator, publish):
    indicator.comparison = "condition"
    indicator.save()
    publish("75", people=4)
    [figure] = known(analysis, "brief", cast.rektor).figures
    assert figure.latest.shown.text == ".."


def test_the_sources_that_findings_rest_on_are_listed_by_themselves(cast, analysis, finding, observation, publish):
    services.add_ground(finding=finding, value_id=publish("84").pk, by=cast.rektor)
    sources = known(analysis, "sources", cast.rektor)
    assert (sources.figures, sources.observations, sources.titles) == (("Minst E i matematik",), 1, ())


def test_strengths_are_gathered_with_what_is_kept_and_spread(cast, analysis, finding):
    area = analysis.template.areas.get(key="norms")
    strength = services.add_finding(analysis=analysis, area=area, kind="strength", title="Lugna raster", by=cast.rektor)
    for kind, text in (("keep", "Lekarna ligger kvar"), ("change", "Syns inte här"), ("spread", "Visa Norrby"), ("keep", "")):
        services.add_conclusion(finding=strength, kind=kind, text=text, by=cast.rektor)
    [found] = known(analysis, "strengths", cast.rektor).findings
    assert (found.title, [conclusion.text for conclusion in found.kept]) == (
        "Lugna raster",
        ["Lekarna ligger kvar", "Visa Norrby"],
    )


def test_priorities_are_what_conclusions_have_led_to(cast, analysis, finding):
    assert [each.title for each in known(analysis, "priorities", cast.rektor).waiting] == ["Vi tappar elever i matematik"]
    plan = plans.start_plan(node=cast.unit, school_year=YEAR.next, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Fler räknar", conclusions=finding.conclusions.all())
    priorities = known(analysis, "priorities", cast.rektor)
    assert [(lead.title, [each.text for each in conclusions]) for lead, conclusions in priorities.leads] == [
        ("Fler räknar", ["Börja med kartläggning"])
    ]
    assert (priorities.waiting, priorities.too_many) == ((), False)


def test_a_challenge_that_needs_no_measure_does_not_wait(cast, analysis, finding):
    write(finding.conclusions.get(), cast.rektor, no_measure_reason="Löser sig med den nya klassen")
    assert known(analysis, "priorities", cast.rektor).waiting == ()


def test_more_priorities_than_the_municipality_finds_enough_get_a_kind_word(cast, client_of, analysis, finding):
    MunicipalitySettings.objects.filter(municipality=cast.municipality).update(priorities_at_most=1)
    plan = plans.start_plan(node=cast.unit, school_year=YEAR.next, by=cast.rektor)
    url = reverse("analyses:section", args=[analysis.pk, "priorities"])
    client = client_of("rektor")
    warned = []
    for title in ("Fler räknar", "Fler läser"):
        add_whole_goal(plan, cast.rektor, title=title, conclusions=finding.conclusions.all())
        warned.append((known(analysis, "priorities", cast.rektor).too_many, "Fler räknar" in client.get(url).content.decode()))
    assert warned == [(False, True), (True, True)]


def test_needs_of_support_stand_there_with_their_decision(cast, analysis):
    for need, days in (("Handledning i matematik", 20), ("Läslyft", 5)):
        request = support.request_support(node=cast.unit, school_year=YEAR, need=need, days=days, by=cast.rektor)
    support.decide(request=request, grant=True, days=3, decision="Börjar i augusti.", by=cast.verksamhetschef)
    support.request_support(node=cast.other_unit, school_year=YEAR, need="Någon annans", days=2, by=cast.other_rektor)
    shown = known(analysis, "support", cast.rektor)
    assert [(need.text, need.state, need.days_granted, need.decision) for need in shown.needs] == [
        ("Handledning i matematik", "requested", None, ""),
        ("Läslyft", "granted", 3, "Börjar i augusti."),
    ]
    assert shown.asking_url == reverse("support:index")
    assert known(analysis, "support", cast.contributor).needs == ()
    assert known(analysis, "support", cast.contributor).asking_url == ""


def test_a_section_and_an_area_may_have_the_same_key(cast, analysis):
    area = queries.sides(analysis, queries.AreaState, "support").current
    section = queries.sides(analysis, queries.SectionState, "support").current
    assert (area.url, section.url) == (
        reverse("analyses:area", args=[analysis.pk, "support"]),
        reverse("analyses:section", args=[analysis.pk, "support"]),
    )
    assert queries.section_page(analysis, "knowledge", cast.rektor) is None


# What remains


def test_what_remains_in_the_sections(cast, analysis):
    texts = [(key, "text") for key in ("equity", "health", "strengths", "priorities", "support")]
    assert left(analysis) == [("sources", "sources"), ("sources", "participation"), *texts, ("summary", "summary")]


def test_what_is_written_no_longer_remains(cast, analysis):
    for text in analysis.section_texts.select_related("section"):
        write(text, cast.rektor, text="Skrivet")
    write(analysis, cast.rektor, summary="Kort", other_sources="Egna samtal")
    write(analysis.participations.get(group=Participation.Group.PUPILS), cast.rektor, ways=["pupil_council"])
    analysis.refresh_from_db()
    assert left(analysis) == []


def test_the_reader_of_a_version_sees_the_same_list(cast, analysis, finding):
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Studiero")
    services.bring_in(analysis=analysis, by=cast.rektor)
    write(analysis.section_texts.select_related("section").get(section__key="equity"), cast.rektor, text="De nyanlända")
    version = services.submit_analysis(analysis=analysis, by=cast.rektor)
    living = [(gap.words, gap.about) for _part, gap in queries.overview(analysis).gaps]
    frozen = queries.gaps_of_version(read(version))
    assert [(gap.words, gap.about) for gap in frozen] == living
    assert {gap.anchor for gap in frozen if gap.about in ("Studiero", "Vi tappar elever i matematik")} == {
        f"lookback-{analysis.look_backs.get().pk}",
        f"finding-{finding.pk}",
    }


@pytest.mark.parametrize(("effect", "remaining"), [("", ["Studiero"]), ("too_early", [])])
def test_a_priority_of_last_year_waits_for_its_answer(effect, remaining):
    section = TemplateSection(key=Section.LOOK_BACK, title="Det här sa vi förra året", question="Vad hände?")
    told = Beside(look_backs=[LookBack(pk=7, title="Studiero", effect=effect), LookBack(pk=8, title="Läsning", effect="no")])
    gaps = section_gaps(section, "", told)
    assert [(gap.about, gap.anchor) for gap in gaps] == [(title, "lookback-7") for title in remaining]


@pytest.mark.parametrize(
    ("beside", "anchors"),
    [
        (Beside(), ["sources", "participation"]),
        (Beside(sources=["grades"]), ["participation"]),
        (Beside(other_sources="Samtal", participations=[Participation(group="staff", ways=["apt"])]), []),
        (
            Beside(other_sources=" ", participations=[Participation(group="staff", note="Bara en anteckning")]),
            ["sources", "participation"],
        ),
        (Beside(sources=["grades"], participations=[Participation(group="staff", when="APT i maj")]), []),
    ],
)
def test_sources_and_participation_are_asked_for_once_each(beside, anchors):
    section = TemplateSection(key=Section.SOURCES, title="Underlag", question="Vad?")
    assert [gap.anchor for gap in section_gaps(section, "", beside)] == anchors


@pytest.mark.parametrize(
    ("key", "question", "text", "remains"),
    [
        ("equity", "Vilka?", "", True),
        ("equity", "Vilka?", " \n", True),
        ("equity", "Vilka?", "De nyanlända", False),
        ("equity", "", "", False),
        ("brief", "Vad är nytt?", "", False),
    ],
)
def test_a_question_wants_a_text_where_nothing_else_answers_it(key, question, text, remains):
    section = TemplateSection(key=key, title="Del", question=question)
    assert bool(section_gaps(section, text, Beside())) is remains


def test_last_years_priorities_are_answered_first(cast):
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Studiero")
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    write(analysis.judgements.get(area__key="knowledge"), cast.rektor, level=3)
    whole = queries.overview(analysis)
    assert [part.key for part in whole.parts][:4] == ["brief", "look_back", "sources", "norms"]
    assert whole.next.key == "look_back"
    write(analysis.look_backs.get(), cast.rektor, effect="no")
    assert queries.overview(analysis).next.key == "knowledge"


# The pages


@pytest.mark.parametrize("key", Section.values)
def test_a_section_of_a_draft_is_its_teams_own(client_of, analysis, key):
    url = reverse("analyses:section", args=[analysis.pk, key])
    expected = {"rektor": 200, "contributor": 200, "other_rektor": 404, "verksamhetschef": 404, "politiker": 404, "stranger": 404}
    assert {persona: client_of(persona).get(url).status_code for persona in expected} == expected


@pytest.mark.parametrize(("key", "queries_asked"), [("look_back", 14), ("priorities", 15)])
def test_a_section_costs_the_same_whatever_it_holds(
    cast, client_of, analysis, finding, django_assert_max_num_queries, key, queries_asked
):
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    client, url = client_of("rektor"), reverse("analyses:section", args=[analysis.pk, key])
    counts = set()
    for number in (1, 2, 3):
        goal = add_whole_goal(plan, cast.rektor, title=f"Mål {number}", conclusions=finding.conclusions.all())
        add_whole_measure(goal, cast.rektor)
        services.bring_in(analysis=analysis, by=cast.rektor)
        with django_assert_max_num_queries(15) as asked:
            client.get(url)
        if number != 2:
            counts.add(len(asked))
    assert counts == {queries_asked}


@pytest.mark.parametrize("key", Section.values)
def test_no_section_asks_the_database_more_than_fifteen_times(client_of, analysis, finding, key, django_assert_max_num_queries):
    client, url = client_of("rektor"), reverse("analyses:section", args=[analysis.pk, key])
    with django_assert_max_num_queries(15):
        client.get(url)


def save(client, obj, field, htmx, **data):
    return client.post(reverse("analyses:save", args=[obj._meta.model_name, obj.pk, field]), data, **htmx)


def test_what_is_ticked_is_saved(client_of, analysis, htmx):
    client = client_of("rektor")
    response = save(client, analysis, "sources", htmx, value=["grades", "skolenkaten"], version=version_of([]))
    analysis.refresh_from_db()
    assert (response.status_code, analysis.sources) == (200, ["skolenkaten", "grades"])
    emptied = save(client, analysis, "sources", htmx, version=version_of(["skolenkaten", "grades"]))
    analysis.refresh_from_db()
    assert (emptied.status_code, analysis.sources) == (200, [])


def test_what_another_has_ticked_is_not_lost(client_of, analysis, htmx):
    staff = analysis.participations.get(group="staff")
    save(client_of("deputy"), staff, "ways", htmx, value=["apt"], version=version_of([]))
    response = save(client_of("rektor"), staff, "ways", htmx, value=["survey", "team_meeting"], version=version_of([]))
    staff.refresh_from_db()
    assert (response.status_code, staff.ways) == (409, ["apt"])
    page = response.content.decode()
    assert ("Arbetslag, Enkät" in page, "APT" in page, 'value="team_meeting,survey"' in page) == (True, True, True)


@pytest.mark.parametrize("value", ["child_interviews", "påhitt", "grades,påhitt"])
def test_what_can_not_be_ticked_here_is_refused(client_of, analysis, htmx, value):
    response = save(client_of("rektor"), analysis, "sources", htmx, value=value, version=version_of([]))
    analysis.refresh_from_db()
    assert (response.status_code, analysis.sources) == (422, [])


def test_schools_and_preschools_have_their_own_sources_and_ways(cast):
    school, preschool, whole = (dict(sources_for(node)) for node in (cast.unit, cast.preschool, cast.municipality))
    assert {"grades", "national_tests", "pupil_interviews"} <= school.keys() - preschool.keys()
    assert {"child_interviews", "observations"} == preschool.keys() - school.keys()
    assert whole.keys() == school.keys() | preschool.keys()
    assert (
        "pupil_council" in dict(ways_for(cast.preschool, "pupils")),
        "pupil_council" in dict(ways_for(cast.unit, "pupils")),
    ) == (
        False,
        True,
    )


def test_news_since_the_beginning_are_offered_and_taken_in(cast, client_of):
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    measure = add_whole_measure(add_whole_goal(plan, cast.rektor, title="Studiero"), cast.rektor)
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    plans.add_follow_up(measure=measure, on=dt.date(2026, 6, 1), note="11 av 12", effect="yes", next="continue", by=cast.rektor)
    look_back = analysis.look_backs.get()
    url = reverse("analyses:section", args=[analysis.pk, "look_back"])
    take_in = reverse("analyses:take_in", args=[look_back.pk])
    client = client_of("rektor")
    assert take_in in client.get(url).content.decode()
    assert client.post(take_in).url == f"{url}#lookback-{look_back.pk}"
    after = client.get(url).content.decode()
    assert (take_in in after, "11 av 12" in after) == (False, True)


def test_priorities_that_came_later_are_offered(cast, client_of, analysis):
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Kom till sedan")
    url, bring_in = (
        reverse(f"analyses:{name}", args=args)
        for name, args in (("section", [analysis.pk, "look_back"]), ("bring_in", [analysis.pk]))
    )
    client = client_of("rektor")
    assert bring_in in client.get(url).content.decode()
    assert bring_in not in client_of("contributor").get(url).content.decode()
    client.post(bring_in)
    page = client.get(url).content.decode()
    assert (bring_in in page, "Kom till sedan" in page) == (False, True)


def test_a_reader_of_what_is_handed_in_sees_no_fields(cast, client_of, submitted):
    page = client_of("verksamhetschef").get(reverse("analyses:section", args=[submitted.pk, "equity"])).content.decode()
    assert ("<textarea" in page, submitted.template.sections.get(key="equity").question in page) == (False, True)
