"""Making the demo municipality, in the order in which its two years happened."""

import datetime as dt

from django.db import transaction

from indicators.services.library import load_national
from journal.services import SYSTEM
from schoolplan.demo.analyses import make_municipal_analysis, make_unit_analyses
from schoolplan.demo.dialogues import make_dialogues
from schoolplan.demo.figures import make_figures
from schoolplan.demo.people import make_places
from schoolplan.demo.plans import make_plans, tell_the_latest
from schoolplan.demo.reports import make_report, make_support
from schoolplan.kit import clock
from units.models import Node
from units.years import SchoolYear

LAST, THIS = SchoolYear(2024), SchoolYear(2025)
SLUG = "lindvik-kommun"


def _at(year: int, month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(year, month, day, hour)


@transaction.atomic
def seed() -> bool:
    """Make Lindvik, or leave everything as it is when Lindvik is there. True when it was made."""
    if Node.objects.filter(slug=SLUG).exists():
        return False
    with clock.standing_at(_at(2022, 8, 15)):
        load_national(by=SYSTEM)
        lindvik = make_places()
    make_dialogues(lindvik, LAST)
    with clock.standing_at(_at(2025, 10, 1)):  # before the analyses, whose findings rest on figures
        make_figures(lindvik)
    make_unit_analyses(lindvik, LAST, written=_at(2025, 6, 16), answered=_at(2025, 9, 2))
    make_municipal_analysis(lindvik, LAST, written=_at(2025, 10, 14), adopted=_at(2025, 11, 4))
    make_plans(lindvik, THIS, adopted=_at(2025, 9, 23), municipal=_at(2025, 11, 11))
    make_support(lindvik, THIS, asked=_at(2025, 10, 6), decided=_at(2025, 11, 18))
    make_report(lindvik, LAST, written=_at(2025, 11, 12), published=_at(2025, 11, 26))
    make_dialogues(lindvik, THIS)
    make_unit_analyses(lindvik, THIS, written=_at(2026, 5, 28, 15), answered=_at(2026, 6, 1, 14))
    tell_the_latest(lindvik, THIS)
    make_municipal_analysis(lindvik, THIS, written=_at(2026, 6, 1, 16), adopted=None)
    return True
