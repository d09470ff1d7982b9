"""Beginning an analysis: the year starts with what is known."""

from django.db import transaction

from analyses.models import Analysis, Judgement, Participation, Section, SectionText
from analyses.services.carrying import carry_forward
from analyses.templates import template_for
from journal.services import record
from schoolplan.kit.access import require
from units.models import Node, User
from units.years import SchoolYear


@transaction.atomic
def start_analysis(*, node: Node, school_year: SchoolYear, by: User) -> Analysis:
    """The node's analysis of the year, made when it does not exist.

    It has a row for every area and section of its template and for each group that takes part, and a look-back for each
    priority of the plan that it answers, filled in with what has been told of it.
    """
    require(by, "analyses.start_analysis", node)
    template = template_for(node, by=by)
    due = school_year.ends.replace(month=6, day=18)
    analysis, is_new = Analysis.objects.get_or_create(
        node=node, school_year=school_year, defaults={"template": template, "due_on": due}
    )
    if is_new:
        Judgement.objects.bulk_create(Judgement(analysis=analysis, area=area) for area in template.areas.all())
        sections = template.sections.exclude(key=Section.SUMMARY)  # the summary is a field of the analysis itself
        SectionText.objects.bulk_create(SectionText(analysis=analysis, section=section) for section in sections)
        Participation.objects.bulk_create(Participation(analysis=analysis, group=group) for group in Participation.Group)
        record(by=by, verb="start", obj=analysis, node_id=node.pk)
        carry_forward(analysis=analysis, by=by)
    return analysis
