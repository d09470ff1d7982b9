import pytest

from analyses import services
from tests.factories import YEAR


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
