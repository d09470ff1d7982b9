"""Who may what in which state, for every state of everything that has states, as literal tables.

Each thing is put in each of its states in memory; whom a table does not name may not. A transition is followed from exactly the
states its table names.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db.models import Model

from analyses import workflow as analyses
from dialogues import workflow as dialogues
from indicators import workflow as indicators
from plans import workflow as plans
from reports import workflow as reports
from schoolplan.kit.access import may
from schoolplan.kit.workflow import NotPossible, Workflow
from support import workflow as support
from tests.house.matrix import (
    BOARD,
    HEAD,
    LEAD,
    LEADERS,
    OFFICE,
    OPERATIONS,
    OTHER_TEAM,
    PERSONAS,
    READERS,
    RECTOR,
    REGION,
    TEAM,
    people,
)
from tests.house.world import World

NOBODY_AT_ALL = people("")

# Every workflow: from which state each transition goes where.
WAYS: list[tuple[Workflow, set[str], dict[str, dict[str, str]]]] = [
    (
        analyses.WORKFLOW,
        set(analyses.State.values),
        {
            "submit": {"draft": "submitted", "returned": "submitted"},
            "return": {"submitted": "returned"},
            "adopt": {"submitted": "adopted"},
        },
    ),
    (plans.WORKFLOW, set(plans.State.values), {"adopt": {"draft": "adopted"}, "revise": {"adopted": "draft"}}),
    (support.WORKFLOW, set(support.State.values), {"grant": {"requested": "granted"}, "decline": {"requested": "declined"}}),
    (dialogues.WORKFLOW, set(dialogues.State.values), {"confirm": {"open": "locked"}}),
    (
        dialogues.PROMISE_WORKFLOW,
        set(dialogues.PromiseState.values),
        {"keep": {"open": "kept"}, "break": {"open": "broken"}, "reopen": {"kept": "open", "broken": "open"}},
    ),
    (reports.WORKFLOW, set(reports.State.values), {"publish": {"draft": "published"}}),
    (
        indicators.WORKFLOW,
        set(indicators.State.values),
        {
            "preview": {"fetching": "preview"},
            "confirm": {"preview": "running"},
            "finish": {"running": "done"},
            "fail": {"fetching": "failed", "running": "failed"},
            "undo": {"done": "undone"},
        },
    ),
]


@pytest.mark.parametrize(("workflow", "states", "ways"), WAYS, ids=lambda part: "+".join(part) if isinstance(part, dict) else "")
def test_every_way_between_states(workflow: Workflow, states: set[str], ways: dict[str, dict[str, str]]) -> None:
    assert {name: _followed(workflow, name, states) for name in (way.name for way in workflow)} == ways


def _followed(workflow: Workflow, name: str, states: set[str]) -> dict[str, str]:
    found = {}
    for state in states:
        try:
            found[state] = workflow.follow(name, state)
        except NotPossible:
            assert not workflow.allows(name, state)
    return found


# thing of the world → permission → state → who may
MAY: dict[str, dict[str, dict[str, frozenset[str]]]] = {
    "draft": {  # the unit's analysis
        "analyses.view_analysis": {"draft": TEAM, "returned": TEAM, "submitted": TEAM | OFFICE, "adopted": READERS},
        "analyses.write_analysis": {"draft": LEADERS, "returned": LEADERS, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
        "analyses.submit_analysis": {"draft": RECTOR, "returned": RECTOR, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
        "analyses.delegate_submission": {
            "draft": RECTOR,
            "returned": RECTOR,
            "submitted": NOBODY_AT_ALL,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.view_together": dict.fromkeys(analyses.State.values, TEAM),
        "analyses.comment": {"draft": TEAM, "returned": TEAM, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
        "analyses.write_part": {  # the summary; nobody is invited to it
            "draft": LEADERS,
            "returned": LEADERS,
            "submitted": NOBODY_AT_ALL,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.review_analysis": {
            "draft": NOBODY_AT_ALL,
            "returned": NOBODY_AT_ALL,
            "submitted": OPERATIONS | HEAD,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.cite": dict.fromkeys(analyses.State.values, NOBODY_AT_ALL),  # a unit has nothing below it
    },
    "municipal": {  # the municipality's own analysis
        "analyses.view_analysis": {"draft": OFFICE, "returned": OFFICE, "submitted": OFFICE, "adopted": READERS},
        "analyses.write_analysis": {"draft": OFFICE, "returned": OFFICE, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
        "analyses.submit_analysis": {
            "draft": LEAD | OPERATIONS,
            "returned": LEAD | OPERATIONS,
            "submitted": NOBODY_AT_ALL,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.review_analysis": {
            "draft": NOBODY_AT_ALL,
            "returned": NOBODY_AT_ALL,
            "submitted": HEAD,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.cite": {"draft": OFFICE, "returned": OFFICE, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
    },
    "draft_plan": {
        "plans.view_plan": {"draft": TEAM, "adopted": READERS},
        "plans.write_plan": {"draft": LEADERS, "adopted": NOBODY_AT_ALL},
        "plans.adopt_plan": {"draft": RECTOR, "adopted": RECTOR},
        "plans.follow_up": {"draft": LEADERS, "adopted": LEADERS},
    },
    "waiting": {  # a request for support
        "support.view_request": dict.fromkeys(support.State.values, LEADERS | OFFICE),
        "support.decide_request": {"requested": OPERATIONS, "granted": NOBODY_AT_ALL, "declined": NOBODY_AT_ALL},
    },
    "open_meeting": {
        "dialogues.view_meeting": dict.fromkeys(dialogues.State.values, LEADERS | OFFICE),
        "dialogues.move_meeting": {"open": LEAD | OPERATIONS, "locked": NOBODY_AT_ALL},
        "dialogues.take_minutes": {"open": LEADERS | OFFICE, "locked": NOBODY_AT_ALL},
        "dialogues.act_for_unit": {"open": LEADERS, "locked": NOBODY_AT_ALL},
        "dialogues.act_for_administration": {"open": OFFICE, "locked": NOBODY_AT_ALL},
        "dialogues.confirm_for_unit": {"open": RECTOR, "locked": NOBODY_AT_ALL},
        "dialogues.confirm_for_administration": {"open": OPERATIONS | HEAD, "locked": NOBODY_AT_ALL},
        "dialogues.confirm_meeting": {"open": RECTOR | OPERATIONS | HEAD, "locked": NOBODY_AT_ALL},
        "dialogues.correct_meeting": {"open": NOBODY_AT_ALL, "locked": LEADERS | OFFICE},
    },
    "unit_promise": {"dialogues.settle_promise": dict.fromkeys(dialogues.PromiseState.values, LEADERS)},
    "office_promise": {"dialogues.settle_promise": dict.fromkeys(dialogues.PromiseState.values, OFFICE)},
    "draft_report": {
        "reports.view_report": {"draft": OFFICE, "published": READERS | REGION},
        "reports.prepare_report": {"draft": OFFICE, "published": NOBODY_AT_ALL},
        "reports.render_report": dict.fromkeys(reports.State.values, OFFICE),
        "reports.publish_report": {"draft": HEAD, "published": NOBODY_AT_ALL},
        "reports.ask_question": {"draft": NOBODY_AT_ALL, "published": BOARD},
    },
    "import_run": {"indicators.import_results": dict.fromkeys(indicators.State.values, people("administrator"))},
}
TABLES = [(thing, permission) for thing, permissions in MAY.items() for permission in permissions]


@pytest.mark.parametrize(("thing", "permission"), TABLES)
def test_who_may_in_each_state(thing: str, permission: str, world: World, db: None) -> None:
    obj: Any = getattr(world, thing)
    table: Mapping[str, frozenset[str]] = MAY[thing][permission]
    assert set(table) == {value for value, _words in obj._meta.get_field("state").flatchoices}
    assert {state: _who_may(world, permission, _in_state(obj, state)) for state in table} == table


def _in_state(obj: Model, state: str) -> Model:
    fresh = type(obj)._default_manager.get(pk=obj.pk)
    fresh.state = state  # type: ignore[attr-defined]
    return fresh


def _who_may(world: World, permission: str, obj: Model) -> frozenset[str]:
    return frozenset(
        persona for persona in PERSONAS if persona in world.cast.people and may(world.cast.people[persona], permission, obj)
    )


# comment of the world → permission → state of its analysis → who may
OF_COMMENT: dict[str, dict[str, dict[str, frozenset[str]]]] = {
    "said": {  # by the deputy, for the team
        "analyses.view_comment": dict.fromkeys(analyses.State.values, TEAM),
        "analyses.resolve_comment": {"draft": TEAM, "returned": TEAM, "submitted": NOBODY_AT_ALL, "adopted": NOBODY_AT_ALL},
        "analyses.remove_comment": {
            "draft": people("deputy"),
            "returned": people("deputy"),
            "submitted": NOBODY_AT_ALL,
            "adopted": NOBODY_AT_ALL,
        },
    },
    "asked": {  # sent by the administration when it returned the other school's analysis
        "analyses.view_comment": dict.fromkeys(analyses.State.values, OTHER_TEAM | OFFICE),
        "analyses.resolve_comment": {
            "draft": OTHER_TEAM,
            "returned": OTHER_TEAM,
            "submitted": NOBODY_AT_ALL,
            "adopted": NOBODY_AT_ALL,
        },
        "analyses.remove_comment": dict.fromkeys(analyses.State.values, NOBODY_AT_ALL),
    },
    "pinned": {  # by the head of operations, who has not answered yet
        "analyses.view_comment": {"draft": NOBODY_AT_ALL, "returned": NOBODY_AT_ALL, "submitted": OFFICE, "adopted": OFFICE},
        "analyses.resolve_comment": dict.fromkeys(analyses.State.values, NOBODY_AT_ALL),
        "analyses.remove_comment": {
            "draft": NOBODY_AT_ALL,
            "returned": NOBODY_AT_ALL,
            "submitted": OPERATIONS,
            "adopted": NOBODY_AT_ALL,
        },
    },
}


@pytest.mark.parametrize("thing", OF_COMMENT)
def test_who_may_with_a_comment_in_each_state_of_its_analysis(thing: str, world: World, db: None) -> None:
    comment = getattr(world, thing)
    for permission, table in OF_COMMENT[thing].items():
        assert set(table) == set(analyses.State.values)
        found = {}
        for state in table:
            comment.analysis = _in_state(comment.analysis, state)
            found[state] = _who_may(world, permission, comment)
        assert found == table, permission
    comment.refresh_from_db()


def test_a_side_that_has_confirmed_is_not_asked_again(world: World, db: None) -> None:
    from dialogues.services import confirm

    confirm(meeting=world.open_meeting, side=dialogues.Side.UNIT, by=world.cast.rektor)
    meeting = _in_state(world.open_meeting, "open")
    assert _who_may(world, "dialogues.confirm_for_unit", meeting) == NOBODY_AT_ALL
    assert _who_may(world, "dialogues.confirm_for_administration", meeting) == OPERATIONS | HEAD


def test_a_question_is_answered_once_and_only_about_what_is_published(world: World, db: None) -> None:
    assert _who_may(world, "reports.answer_question", world.unanswered) == OFFICE
    assert _who_may(world, "reports.answer_question", world.answered) == NOBODY_AT_ALL
    assert _who_may(world, "reports.view_question", world.answered) == OFFICE | BOARD
    world.unanswered.report = _in_state(world.published_report, "draft")
    assert _who_may(world, "reports.view_question", world.unanswered) == NOBODY_AT_ALL
    world.unanswered.refresh_from_db()
