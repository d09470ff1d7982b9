import pytest

from analyses import services
from analyses.models import Template
from analyses.templates import add_default_templates
from indicators import services as indicators
from indicators.models import Indicator
from journal.services import SYSTEM
from tests.factories import YEAR


@pytest.fixture
def school(cast) -> Template:
    """The published template of the schools, with all the default ones beside it."""
    add_default_templates(municipality=cast.municipality, by=SYSTEM)
    return Template.objects.get(municipality=cast.municipality, name="Grundskola")


@pytest.fixture
def analysis(cast):
    """The unit's draft of the year."""
    return services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)


@pytest.fixture
def finding(cast, analysis):
    """A whole chain in the draft: a challenge in Kunskaper with a cause and a conclusion."""
    area = analysis.template.areas.get(key="knowledge")
    found = services.add_finding(
        analysis=analysis,
        area=area,
        kind="challenge",
        title="Vi tappar elever i matematik",
        text="Från 87 till 78 procent",
        by=cast.rektor,
    )
    services.add_cause(finding=found, text="Vi kartlägger inte", by=cast.rektor)
    services.add_conclusion(finding=found, text="Börja med kartläggning", by=cast.rektor)
    return found


@pytest.fixture
def submitted(cast, analysis, finding):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    analysis.refresh_from_db()
    return analysis


@pytest.fixture
def indicator(cast):
    """What the municipality measures itself in Kunskaper: own small numbers are masked per audience."""
    return indicators.add_indicator(
        key="maths",
        title="Elever med minst E i matematik, andel (%)",
        short_title="Minst E i matematik",
        measure=Indicator.Measure.PERCENT,
        decimals=1,
        source="Egen uppföljning",
        area_keys=["knowledge"],
        by=SYSTEM,
    )


@pytest.fixture
def publish(cast, indicator):
    """A figure of the unit, of 125 pupils unless something else is said; what held before is superseded."""

    def act(raw, people=125, *, node=None, year=YEAR, on=None):
        return indicators.record_value(
            node=node or cast.unit,
            indicator=indicator,
            school_year=year,
            raw=raw,
            denominator=people,
            source="Egen uppföljning",
            fetched_on=on,
            by=SYSTEM,
        )

    return act


@pytest.fixture
def observation(cast, analysis):
    """What the unit has seen itself in Kunskaper."""
    area = analysis.template.areas.get(key="knowledge")
    return services.add_observation(
        analysis=analysis, area=area, text="Eleverna räknar hellre i par", origin="Lektionsbesök i mars", by=cast.rektor
    )
