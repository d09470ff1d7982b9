"""What stands in a version: everything that was typed, as it was typed, and how two versions are laid side by side."""

import pytest
from django.utils.translation import gettext as _

from analyses import queries, services
from analyses.models import Analysis, AnalysisVersion, Finding, Section, SectionText, TemplateSection, Theme
from analyses.versions import as_it_stands, freeze, read
from plans import services as plans
from schoolplan.kit.versions import version_of
from support import services as support
from tests.factories import YEAR

NEED = "Handledning i matematik, för att två av tre är nya"


def save(obj, field, value, by):
    services.save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=by)


@pytest.fixture
def whole(cast, analysis, finding, observation, publish):
    """Something in every part of the analysis."""
    sections = {section.key: section for section in analysis.template.sections.all()}
    for place, key in enumerate((Section.LOOK_BACK, Section.SOURCES, Section.EQUITY, Section.SUMMARY)):
        if key not in sections:
            sections[key] = TemplateSection.objects.create(
                template=analysis.template, key=key, title=f"Del {key}", question=f"Fråga {key}", position=place
            )
    SectionText.objects.get_or_create(analysis=analysis, section=sections[Section.EQUITY])
    text = analysis.section_texts.get(section=sections[Section.EQUITY])
    save(text, "text", "Vi når inte alla lika.", cast.rektor)
    save(analysis, "summary", "Året i korthet", cast.rektor)
    save(analysis, "sources", ["grades", "skolenkaten"], cast.rektor)
    save(analysis, "other_sources", "Rastvärdarnas anteckningar", cast.rektor)
    analysis.look_backs.create(title="Läsning varje dag", did="Vi läste", happened="Fler läser", effect="yes", next="permanent")
    group, _made = analysis.participations.get_or_create(group="pupils")
    save(group, "ways", ["pupil_council"], cast.rektor)
    save(group, "when", "April", cast.rektor)
    finding.themes.add(Theme.objects.get_or_create(municipality=cast.municipality, name="Matematik")[0])
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    services.add_ground(finding=finding, value_id=publish("78").pk, by=cast.rektor)
    conclusion = finding.conclusions.get()
    conclusion.causes.set(finding.causes.all())
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    plans.rest_on(goal=plans.add_goal(plan=plan, title="Alla når E", by=cast.rektor), conclusion=conclusion, by=cast.rektor)
    need = support.request_support(node=cast.unit, school_year=YEAR, need=NEED, days=5, by=cast.rektor)
    need.conclusions.add(conclusion)
    analysis.refresh_from_db()
    return analysis


def words_of(text):
    """Everything in a text that can be read, as plain values."""
    return {
        "template": (text.template, text.template_version),
        "sections": [(s.key, s.title, s.question, s.text, s.pk) for s in text.sections],
        "look_backs": [(b.pk, b.title, b.did, b.happened, b.effect, b.next) for b in text.look_backs],
        "sources": (text.sources, text.other_sources),
        "brief": (text.brief.facts, [ground.value_id for ground in text.brief.figures]),
        "participations": [(p.group, p.ways, p.when, p.note) for p in text.participations],
        "areas": [
            (
                a.key,
                a.title,
                a.question,
                a.judgement.pk,
                a.judgement.level,
                a.judgement.reason,
                [(o.pk, o.text, o.origin) for o in a.observations],
            )
            for a in text.areas
        ],
        "findings": [
            (
                (f.finding.pk, f.finding.kind, f.finding.title, f.finding.text, f.themes, f.cited),
                [(g.value_id, g.observation and g.observation.text) for g in f.grounds],
                [(c.pk, c.text, c.direction, c.influence, c.evidence) for c in f.causes],
                [
                    (s.conclusion.pk, s.conclusion.text, s.conclusion.kind, [c.pk for c in s.draws_on], s.goals, s.support)
                    for s in f.steps
                ],
            )
            for f in text.findings
        ],
    }


def test_what_is_frozen_is_read_back_whole(whole):
    living = words_of(as_it_stands(whole))
    version = AnalysisVersion(analysis=whole, number=1, content=freeze(whole))
    assert words_of(read(version)) == living
    [(_words, grounds, causes, [conclusion])] = living["findings"]
    assert living["sources"] == (("grades", "skolenkaten"), "Rastvärdarnas anteckningar")
    assert [text for key, _t, _q, text, _pk in living["sections"] if text] == ["Vi når inte alla lika.", "Året i korthet"]
    assert conclusion[3:] == ([causes[0][0]], ("Alla når E",), (NEED,))
    assert len(grounds) == 2
    assert dict(living["brief"][0])[_("Leaders")] == "Deputy (biträdande rektor), Rektor (rektor), Chief (administrativ chef)"


def test_a_figure_is_frozen_as_its_number_never_as_its_words(whole, publish):
    [finding] = [finding for area in freeze(whole)["areas"] for finding in area["findings"]]
    assert [sorted(ground) for ground in finding["grounds"]] == [["observation"], ["value"]]


def test_a_version_stays_as_it_was_whatever_is_written_afterwards(cast, whole, finding):
    version = services.submit_analysis(analysis=whole, by=cast.rektor)
    before = words_of(read(version))
    services.return_analysis(analysis=whole, comment="Mer", by=cast.verksamhetschef)
    finding.refresh_from_db()
    save(finding, "title", "Något annat", cast.rektor)
    Theme.objects.filter(name="Matematik").update(name="Något helt annat")
    finding.conclusions.get().goals.get().delete()
    version.refresh_from_db()
    assert words_of(read(version)) == before


def test_a_version_made_before_there_were_parts_is_still_read(cast, submitted):
    version = submitted.versions.get()
    finding = submitted.findings.get()
    version.content = {
        "node": "Almskolan",
        "school_year": "2024/25",
        "summary": "Så var det då.",
        "areas": [
            {
                "key": "knowledge",
                "title": "Kunskaper",
                "level": 2,
                "reason": "Därför",
                "findings": [
                    {
                        "id": finding.pk,
                        "kind": "challenge",
                        "title": "Då",
                        "text": "",
                        "causes": [],
                        "conclusions": [{"id": 1, "kind": "keep", "text": "Bevara", "no_measure_reason": ""}],
                        "cited": [],
                    }
                ],
            }
        ],
    }
    text = read(version)
    assert [(part.title, part.anchor) for part in text.parts] == [
        ("Kunskaper", "area-knowledge"),
        ("Rektors sammanfattning", "summary"),
    ]
    assert [(s.draws_on, s.goals, s.support) for f in text.findings for s in f.steps] == [((), (), ())]


def test_freezing_takes_as_many_queries_for_many_findings_as_for_one(cast, whole, django_assert_num_queries):
    whole = Analysis.objects.select_related("node", "template").get(pk=whole.pk)
    with django_assert_num_queries(21):
        freeze(whole)
    area = whole.template.areas.get(key="knowledge")
    for n in range(3):
        found = services.add_finding(analysis=whole, area=area, kind="strength", title=f"Nummer {n}", by=cast.rektor)
        services.add_cause(finding=found, text="Orsak", by=cast.rektor)
        services.add_conclusion(finding=found, text="Slutsats", by=cast.rektor)
    whole = Analysis.objects.select_related("node", "template").get(pk=whole.pk)
    with django_assert_num_queries(21):
        freeze(whole)


def test_needs_of_support_are_for_those_who_may_see_them(cast, whole):
    version = services.submit_analysis(analysis=whole, by=cast.rektor)
    services.adopt_analysis(analysis=whole, by=cast.verksamhetschef)
    told = {
        who: [step.support for each in queries.whole_text(version, cast.people[who]).text.findings for step in each.steps]
        for who in ("rektor", "utvecklingsledare", "politiker", "other_rektor")
    }
    assert told == {"rektor": [(NEED,)], "utvecklingsledare": [(NEED,)], "politiker": [("",)], "other_rektor": [("",)]}


@pytest.fixture
def two(cast, submitted, finding):
    """Version 1, and a second version in which nearly everything has happened."""
    knowledge = submitted.template.areas.get(key="knowledge")
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    finding = Finding.objects.get(pk=finding.pk)
    save(finding, "text", "Från 87 till 76 procent", cast.rektor)
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    new = services.add_finding(analysis=submitted, area=knowledge, kind="strength", title="Läsningen lyfter", by=cast.rektor)
    services.add_cause(finding=new, text="Daglig läsning", by=cast.rektor)
    return submitted


def flat(found):
    """What has changed, as plain values: part, card, how, and each row with what is marked."""

    def marks(pieces):
        return [piece.words for piece in pieces if piece.is_changed]

    return [
        (
            part.title,
            card.title,
            card.is_added,
            card.is_removed,
            card.moved_from,
            [(r.label, marks(r.before), marks(r.after), r.moved_from) for r in card.rows],
        )
        for part in found.comparison.parts
        for card in part.cards
    ]


def test_what_has_come_gone_and_changed(cast, two):
    title = two.template.areas.get(key="knowledge").title
    found = queries.difference(two, 1, 0, cast.rektor)
    assert flat(found) == [
        (
            title,
            "Vi tappar elever i matematik",
            False,
            False,
            "",
            [
                (_("Pattern"), ["78"], ["76"], ""),
                (_("Conclusion"), ["\n" + _("Draws on: %(cause)s") % {"cause": "Vi kartlägger inte"}], [], ""),
                (_("Cause"), ["Vi kartlägger inte\nHindrande"], [], ""),
            ],
        ),
        (
            title,
            "Läsningen lyfter",
            True,
            False,
            "",
            [
                (_("Cause"), [], ["Daglig läsning\nFrämjande"], ""),
            ],
        ),
    ]


def test_a_conclusion_is_the_same_when_the_cause_it_draws_on_has_other_words(cast, submitted, finding):
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    cause = finding.causes.get()
    services.save_text(obj=cause, field="text", value="Vi kartlägger för sent", seen=version_of(cause.text), by=cast.rektor)
    [(_part, _title, *_how, rows)] = flat(queries.difference(submitted, 1, 0, cast.rektor))
    assert [label for label, *_marks in rows] == [_("Cause")]


def test_a_moved_finding_is_said_to_be_moved_and_what_has_gone_is_gone(cast, two, finding):
    other = two.template.areas.exclude(key="knowledge").first()
    services.submit_analysis(analysis=two, by=cast.rektor)
    services.return_analysis(analysis=two, comment="Mer", by=cast.verksamhetschef)
    Finding.objects.filter(pk=finding.pk).update(area=other)
    services.remove(obj=Finding.objects.get(title="Läsningen lyfter"), by=cast.rektor)
    found = queries.difference(two, 2, 0, cast.rektor)
    assert sorted((part, card, removed, moved) for part, card, _added, removed, moved, _rows in flat(found)) == sorted(
        [
            (other.title, "Vi tappar elever i matematik", False, "Kunskaper"),
            ("Kunskaper", "Läsningen lyfter", True, ""),
        ]
    )


def test_a_cause_on_another_finding_is_moved_not_lost(cast, two, finding):
    services.submit_analysis(analysis=two, by=cast.rektor)
    services.return_analysis(analysis=two, comment="Mer", by=cast.verksamhetschef)
    new = Finding.objects.get(title="Läsningen lyfter")
    new.causes.update(finding=finding)
    [(_part, title, *_how, rows)] = flat(queries.difference(two, 2, 0, cast.rektor))
    assert (title, rows) == ("Vi tappar elever i matematik", [(_("Cause"), [], [], "Läsningen lyfter")])


def test_two_versions_with_the_same_words_do_not_differ(cast, submitted):
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    found = queries.difference(submitted, 1, 0, cast.rektor)
    assert found.comparison.parts == ()
    assert "Kunskaper" in found.comparison.unchanged


def test_what_stands_now_is_the_own_team_s_while_it_writes(cast, two):
    readers = ("rektor", "verksamhetschef", "utvecklingsledare", "other_rektor", "politiker")
    assert [who for who in readers if queries.difference(two, 1, 0, cast.people[who])] == ["rektor"]
    services.submit_analysis(analysis=two, by=cast.rektor)
    assert [who for who in readers if queries.difference(two, 1, 0, cast.people[who])] == []
    assert [who for who in readers if queries.difference(two, 1, 2, cast.people[who])] == list(readers[:3])
    services.adopt_analysis(analysis=two, by=cast.verksamhetschef)
    assert [who for who in readers if queries.difference(two, 1, 2, cast.people[who])] == list(readers[:3])
