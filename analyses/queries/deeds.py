"""What has been done with the shape of an analysis, to be read and undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analyses.models import Analysis, Cause, Conclusion, Finding, Observation
from journal.models import Event
from schoolplan.kit.text import whole_number
from units.models import User

AT_MOST = 100  # what stands on the page of deeds, newest first

_NAMES = {model._meta.label_lower: model._meta.model_name for model in (Finding, Observation, Cause, Conclusion)}


@dataclass(frozen=True)
class Deed:
    """A deed that can be undone. ``is_undone`` when it has been, and not been done again since."""

    event: Event
    is_undone: bool = False

    @property
    def words(self) -> str:
        """What was done, as a sentence."""
        if self.event.verb != "undo":
            return _words(self.event.verb, self.event.object_type)
        verb, kind, _name, is_again = self.event.changes.get("deed", ["undo", "", "", False])
        done = _words(verb, kind)
        return _("Done again: %(what)s") % {"what": done} if is_again else _("Undone: %(what)s") % {"what": done}

    @property
    def about(self) -> str:
        """Of what it was done."""
        return self.event.changes.get("deed", [""] * 3)[2] if self.event.verb == "undo" else self.event.object_name

    @property
    def take_back(self) -> str:
        """What the button says."""
        return _("Do it again") if self.event.verb == "undo" else _("Undo")


def _words(verb: str, object_type: str) -> str:
    kind = _NAMES.get(object_type) or ""
    sentences = {
        ("add", "finding"): _("The finding is added."),
        ("add", "observation"): _("The observation is added."),
        ("add", "cause"): _("The cause is added."),
        ("add", "conclusion"): _("The conclusion is added."),
        ("remove", "finding"): _("The finding is removed."),
        ("remove", "observation"): _("The observation is removed."),
        ("remove", "cause"): _("The cause is removed."),
        ("remove", "conclusion"): _("The conclusion is removed."),
        ("move", "finding"): _("The finding is moved."),
        ("move", "cause"): _("The cause is moved."),
        ("move", "conclusion"): _("The conclusion is moved."),
        ("split", "finding"): _("The finding is split in two."),
        ("merge", "finding"): _("The findings are merged."),
        ("ground", "finding"): _("What the finding rests on is changed."),
        ("cite", "finding"): _("The finding rests on the units' words."),
        ("cite_no_more", "finding"): _("The finding rests on some of the units' words no more."),
        ("theme", "finding"): _("The finding's themes are changed."),
        ("draw_on", "conclusion"): _("What the conclusion draws on is changed."),
    }
    return sentences.get((verb, kind)) or _("It is done.")


def deeds_of(analysis: Analysis) -> tuple[Deed, ...]:
    """The latest deeds, newest first, in one query."""
    events = list(_events(analysis).order_by("-pk")[:AT_MOST])
    undone = _undone(events)
    return tuple(Deed(event, event.pk in undone) for event in events)


def latest_deed(analysis: Analysis, user: User) -> Deed | None:
    """What the person did last, which has just been done."""
    event = _events(analysis).filter(actor_id=user.pk).order_by("-pk").first()
    return Deed(event) if event else None


def deed_of(analysis: Analysis, number: str) -> Deed | None:
    """The deed whose event has the number, if the analysis has such a one."""
    pk = whole_number(number)
    event = None if pk is None else _events(analysis).filter(pk=pk).first()
    return Deed(event) if event else None


def _events(analysis: Analysis) -> "QuerySet[Event]":
    return Event.objects.filter(node_id=analysis.node_id, changes__analysis=[analysis.pk, analysis.pk])


def undone_among(analysis: Analysis) -> set[int]:
    """The numbers of the events that have been undone, and not done again since."""
    return _undone(_events(analysis).filter(verb="undo").order_by("-pk"))


def _undone(newest_first: Iterable[Event]) -> set[int]:
    """An undoing that has itself been undone counts no more."""
    undone: set[int] = set()
    for event in newest_first:
        if event.verb == "undo" and event.pk not in undone:
            undone.add(event.changes["undone"][1])
    return undone
