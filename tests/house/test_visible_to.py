"""A list holds what its reader may open, and nothing else: ``visible_to`` is the view permission, for everyone."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models

from schoolplan.kit.access import may
from tests.house.matrix import PERSONAS
from tests.house.world import World

# The permission on the object itself, or on what it belongs to.
VIEW: dict[str, tuple[str, str]] = {
    "units.Node": ("units.view_node", ""),
    "indicators.Indicator": ("indicators.see_library", ""),
    "indicators.Value": ("units.view_node", "node"),
    "indicators.ImportRun": ("indicators.import_results", ""),
    "analyses.Template": ("analyses.manage_templates", ""),
    "analyses.Analysis": ("analyses.view_analysis", ""),
    "analyses.Judgement": ("analyses.view_analysis", ""),
    "analyses.Finding": ("analyses.view_analysis", ""),
    "analyses.Observation": ("analyses.view_analysis", ""),
    "analyses.Ground": ("analyses.view_analysis", ""),
    "analyses.Cause": ("analyses.view_analysis", ""),
    "analyses.SectionText": ("analyses.view_analysis", ""),
    "analyses.LookBack": ("analyses.view_analysis", ""),
    "analyses.Participation": ("analyses.view_analysis", ""),
    "analyses.Invitation": ("analyses.view_together", ""),
    "analyses.Comment": ("analyses.view_comment", ""),
    "analyses.Conclusion": ("analyses.view_analysis", ""),
    "analyses.Citation": ("analyses.view_analysis", "finding"),
    "analyses.AnalysisVersion": ("analyses.view_version", ""),
    "analyses.Review": ("analyses.view_review", ""),
    "analyses.AnalysisDocument": ("analyses.view_document", ""),
    "analyses.HeldText": ("analyses.view_held_text", ""),
    "plans.Plan": ("plans.view_plan", ""),
    "plans.Goal": ("plans.view_plan", ""),
    "plans.Measure": ("plans.view_plan", ""),
    "plans.PlanVersion": ("plans.view_version", ""),
    "support.SupportRequest": ("support.view_request", ""),
    "dialogues.Series": ("dialogues.view_meeting", ""),
    "dialogues.Meeting": ("dialogues.view_meeting", ""),
    "dialogues.Answer": ("dialogues.view_meeting", ""),
    "dialogues.MinuteItem": ("dialogues.view_meeting", ""),
    "dialogues.Promise": ("dialogues.view_meeting", ""),
    "reports.Report": ("reports.view_report", ""),
    "reports.Rendering": ("reports.view_rendering", ""),
    "reports.Question": ("reports.view_question", ""),
}


def test_every_model_with_visible_to_is_here() -> None:
    assert set(VIEW) == {m._meta.label for m in apps.get_models() if hasattr(m._default_manager, "visible_to")}


@pytest.mark.parametrize("persona", sorted(PERSONAS))
@pytest.mark.parametrize("label", VIEW)
def test_a_list_holds_what_the_reader_may_open(label: str, persona: str, world: World, db: None) -> None:
    model: type[models.Model] = apps.get_model(label)
    permission, owner = VIEW[label]
    user = world.cast.people.get(persona, AnonymousUser())
    everything = list(model._default_manager.all())
    may_open = {each for each in everything if may(user, permission, getattr(each, owner) if owner else each)}
    assert set(model._default_manager.visible_to(user)) == may_open


def test_the_world_holds_what_could_leak(world: World, db: None) -> None:
    """Of every model there is something, and nobody sees it all unless the policy says so."""
    for label in VIEW:
        model = apps.get_model(label)
        assert model._default_manager.exists(), label
        assert not model._default_manager.visible_to(world.cast.stranger).exists(), label
