"""Undoing: a deed that changes the shape of an analysis remembers which rows it changed, and can be taken back.

What is remembered stands in the journal, beside the words of the event: ``rows`` holds the rows as they were before and after, by
kind and number. Taking back is a deed as well, so it can be taken back in its turn. Words that somebody has written since are
never overwritten: either they stay, or the deed is not undone, with a sentence that says why.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from analyses.models import Analysis, Cause, Citation, Comment, Conclusion, Finding, Ground, Observation, TemplateArea
from analyses.services.locking import lock
from analyses.services.writing import WRITABLE
from journal.models import Event
from journal.services import record
from schoolplan.kit.access import require
from units.models import User

Rows = dict[str, dict[str, Any]]  # "cause:12" → the fields of the row, by column

# What an analysis is shaped by; what something hangs on comes before it.
KINDS: dict[str, type[models.Model]] = {
    "observation": Observation,
    "finding": Finding,
    "cause": Cause,
    "conclusion": Conclusion,
    "ground": Ground,
    "citation": Citation,
    "comment": Comment,
}
LINKS = {"finding": "themes", "conclusion": "causes"}
WRITTEN = {str(model._meta.model_name): fields for model, fields in WRITABLE.items()}
PLACE = "position"  # order gives way: it is set back without asking what it has become since


@dataclass
class Deed:
    """A deed in the doing. ``changes`` is what its event says besides the rows; ``event`` is there when something was changed."""

    obj: models.Model
    changes: dict[str, list[Any]] = field(default_factory=dict)
    event: Event | None = None


@contextmanager
def undoable(*, analysis: Analysis, obj: models.Model, verb: str, by: User) -> Iterator[Deed]:
    """Do something to the shape of an analysis that is held, and record it so that it can be undone.

    ``obj`` is what the event tells of. When nothing was changed, nothing is recorded.
    """
    deed, before = Deed(copy(obj)), _rows_of(analysis)
    yield deed
    rows = _difference(before, _rows_of(analysis))
    if rows != [{}, {}]:
        changes = deed.changes | {"analysis": [analysis.pk, analysis.pk], "rows": rows}
        deed.event = record(by=by, verb=verb, obj=deed.obj, node_id=analysis.node_id, changes=changes)


def record_added(*, obj: models.Model, analysis: Analysis, by: User, changes: dict[str, Any], verb: str = "add") -> Event:
    """Record that a row was added, so that it can be undone; what it was added with is read from ``obj`` itself."""
    kind = str(obj._meta.model_name)
    row: dict[str, Any] = {name: _plain(getattr(obj, name)) for name in _columns(type(obj))}
    if link := LINKS.get(kind):
        row[link] = sorted(each.pk for each in getattr(obj, link).all())
    rows = [{}, {f"{kind}:{obj.pk}": row}]
    changes = changes | {"analysis": [analysis.pk, analysis.pk], "rows": rows}
    return record(by=by, verb=verb, obj=obj, node_id=analysis.node_id, changes=changes)


@transaction.atomic
def undo(*, event: Event, analysis: Analysis, by: User) -> Event:
    """Take back what an event of the analysis did, and give the event that tells so.

    Raises ValidationError when something has come in between, and PermissionDenied for those who do not write in all its parts.
    """
    lock(analysis)
    before, after = event.changes["rows"]
    for area in _areas(analysis, before, after):
        require(by, "analyses.write_part", Finding(analysis=analysis, area=area))
    try:
        with transaction.atomic(), undoable(analysis=analysis, obj=analysis, verb="undo", by=by) as deed:
            deed.changes |= {"undone": [None, event.pk], "deed": _told(event)}
            _take_back(analysis, before, after)
            connection.check_constraints()
    except IntegrityError as error:
        raise _in_the_way() from error
    if deed.event is None:
        raise ValidationError(_("This has already been undone."))
    return deed.event


def _told(event: Event) -> list[Any]:
    """What was done in the first place, as verb, kind and name, and whether it is done once more."""
    if event.verb == "undo":
        *first, is_again = event.changes.get("deed", ["undo", "", "", True])
        return [*first, not is_again]
    return [event.verb, event.object_type, event.object_name, False]


def _in_the_way() -> ValidationError:
    return ValidationError(_("This can not be undone any more, because something it touches has been changed since."))


# --- rows ------------------------------------------------------------------------------------------------


def _rows_of(analysis: Analysis) -> Rows:
    """Every row that shapes the analysis. As many queries whatever its size."""
    in_finding = Q(finding__analysis=analysis)
    belongs = {
        "observation": Q(analysis=analysis),
        "finding": Q(analysis=analysis),
        "citation": in_finding | Q(cited__analysis=analysis),
        "comment": Q(analysis=analysis, kind__in=WRITTEN),
    }
    found: Rows = {}
    for kind, model in KINDS.items():
        columns = ("object_id", "part") if kind == "comment" else _columns(model)
        for row in model._default_manager.filter(belongs.get(kind, in_finding)).order_by("pk").values("pk", *columns):
            links: dict[str, Any] = {LINKS[kind]: []} if kind in LINKS else {}
            found[f"{kind}:{row['pk']}"] = {name: _plain(row[name]) for name in columns} | links
    for kind, link in LINKS.items():
        _add_links(found, kind, link, belongs.get(kind, in_finding))
    return found


def _add_links(found: Rows, kind: str, link: str, belongs: Q) -> None:
    linked = KINDS[kind]._default_manager.filter(belongs).exclude(**{link: None}).order_by("pk", link)
    for pk, other in linked.values_list("pk", link):
        found[f"{kind}:{pk}"][link].append(other)


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _difference(before: Rows, after: Rows) -> list[Rows]:
    """Of rows that came or went everything; of those that were changed the fields that differ."""
    old, new = {}, {}
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            names = [name for name in was if was[name] != now[name]]
            was, now = ({name: row[name] for name in names} for row in (was, now))
        if was:
            old[key] = was
        if now:
            new[key] = now
    return [old, new]


def _areas(analysis: Analysis, before: Rows, after: Rows) -> Iterable[TemplateArea]:
    """The areas in which a deed changed something, as they were, and those where what it changed stands now."""
    now = _rows_of(analysis)
    areas: set[int | None] = set()
    for key, row in [*before.items(), *after.items()]:
        for each in (row, now.get(key, {})):
            finding = now.get(f"finding:{each.get('finding_id')}", {})
            areas |= {each.get("area_id"), finding.get("area_id")}
    return TemplateArea.objects.filter(pk__in=[area for area in areas if area])


def _parsed(key: str) -> tuple[str, int]:
    kind, _colon, pk = key.partition(":")
    return kind, int(pk)


# --- taking back -----------------------------------------------------------------------------------------


def _take_back(analysis: Analysis, before: Rows, after: Rows) -> None:
    now = _rows_of(analysis)
    gone = {key: row for key, row in before.items() if key not in after}
    _bring_back(gone, now)
    for key in before.keys() & after.keys():
        _set_back(key, before[key], after[key], now)
    _take_away(analysis, {key: row for key, row in after.items() if key not in before}, now)


def _bring_back(gone: Rows, now: Rows) -> None:
    """Rows with their own numbers, so that what pointed to them does so again."""
    if gone.keys() & now.keys():
        raise ValidationError(_("This has already been undone."))
    for kind, model in KINDS.items():
        rows = {pk: row for key, row in gone.items() for of, pk in [_parsed(key)] if of == kind}
        columns = {pk: {name: value for name, value in row.items() if name != LINKS.get(kind)} for pk, row in rows.items()}
        model._default_manager.bulk_create(model(pk=pk, **row) for pk, row in columns.items())
        for pk, row in rows.items():
            if kind in LINKS:
                _link(kind, pk, came=row[LINKS[kind]], went=[])


def _set_back(key: str, was: dict[str, Any], became: dict[str, Any], now: Rows) -> None:
    kind, pk = _parsed(key)
    if key not in now:
        raise _in_the_way()
    fields = {}
    for name in was.keys() - {LINKS.get(kind)}:
        current = now[key][name]
        if current == became[name] or name == PLACE:
            fields[name] = was[name]
        elif current != was[name] and name not in WRITTEN.get(kind, ()):
            raise _in_the_way()
    if fields:
        KINDS[kind]._default_manager.filter(pk=pk).update(**fields)
    if link := LINKS.get(kind):
        old, new = set(was.get(link, [])), set(became.get(link, []))
        _link(kind, pk, came=old - new, went=new - old)


def _link(kind: str, pk: int, *, came: Iterable[int], went: Iterable[int]) -> None:
    links = getattr(KINDS[kind]._default_manager.get(pk=pk), LINKS[kind])
    links.remove(*went)
    links.add(*links.model._default_manager.filter(pk__in=came))


def _take_away(analysis: Analysis, made: Rows, now: Rows) -> None:
    """Rows that the deed made go, unless somebody has written in them or hung something on them since."""
    left = _rows_of(analysis)
    hung_on = {(name, row[name]) for key, row in left.items() if key not in made for name in row if name.endswith("_id")}
    for kind in reversed(KINDS):
        for key, row in made.items():
            of, pk = _parsed(key)
            if of != kind or key not in now:
                continue
            if any(now[key][name] != row[name] for name in WRITTEN.get(kind, ())):
                raise ValidationError(_("Somebody has written there since, so it stays. Remove it if it shall go."))
            if (f"{kind}_id", pk) in hung_on or _leads_on(kind, pk):
                raise _in_the_way()
            KINDS[kind]._default_manager.filter(pk=pk).delete()


def _leads_on(kind: str, pk: int) -> bool:
    """Whether a goal or a request for support rests on a conclusion."""
    conclusion = Conclusion.objects.filter(pk=pk)
    return kind == "conclusion" and conclusion.exclude(goals=None, support_requests=None).exists()
