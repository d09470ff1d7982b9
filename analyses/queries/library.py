"""What the library of indicators shows of the analyses: the areas of the templates, and the findings that rest on a figure."""

from django.urls import reverse

from analyses.models import Analysis, Finding, Template, TemplateArea
from analyses.templates import Words, default_titles, words_for
from indicators.models import Indicator
from indicators.neighbours import Use, Uses
from units.models import Node, User


def area_titles(municipality: Node) -> dict[str, str]:
    """The areas of the newest templates, in the words of the schools where pre-schools have others."""
    areas = TemplateArea.objects.filter(template__in=Template.objects.published().filter(municipality=municipality))
    titles: dict[str, str] = {}
    for area in sorted(areas.select_related("template"), key=_of_schools_and_newest):
        titles.setdefault(area.key, area.title)
    return titles or default_titles()


def _of_schools_and_newest(area: TemplateArea) -> tuple[int, int, int]:
    return list(Words).index(words_for(area.template.forms)), -area.template.version, area.position


def uses_of(indicator: Indicator, municipality: Node, user: User) -> Uses:
    """The findings that point to a value of the indicator, those of the latest school year first."""
    findings = Finding.objects.filter(
        grounds__value__indicator=indicator, analysis__node__path__startswith=municipality.path
    ).distinct()
    readable = findings.filter(analysis__in=Analysis.objects.visible_to(user)).select_related("analysis__node", "area")
    shown = sorted(readable, key=lambda finding: (-int(finding.analysis.school_year), finding.analysis.node.path, finding.pk))
    return Uses(
        tuple(
            Use(str(finding), str(finding.analysis), reverse("analyses:area", args=[finding.analysis_id, finding.area.key]))
            for finding in shown
        ),
        findings.count(),
    )
