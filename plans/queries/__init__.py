"""What the pages of plans show."""

from plans.queries.follow_up import FollowUpPage, MeasureDue, Reason, follow_up_page, measures_to_follow_up
from plans.queries.index import Group, PlanIndex, Row, plan_index
from plans.queries.page import (
    GoalCard,
    MeasureCard,
    PlanPage,
    VersionPage,
    candidates,
    goals_for,
    measure_card,
    plan_page,
    version_page,
)
from plans.queries.progress import Freshness, freshness

__all__ = [
    "FollowUpPage",
    "Freshness",
    "GoalCard",
    "Group",
    "MeasureCard",
    "MeasureDue",
    "PlanIndex",
    "PlanPage",
    "Reason",
    "Row",
    "VersionPage",
    "candidates",
    "follow_up_page",
    "freshness",
    "goals_for",
    "measure_card",
    "measures_to_follow_up",
    "plan_index",
    "plan_page",
    "version_page",
]
