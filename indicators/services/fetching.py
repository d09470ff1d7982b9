"""Figures that are asked for from an open API: a person asks, the worker fetches, and the run goes on as that of a file."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import ImportRun, Indicator, PeerGroup, Source
from indicators.services import library
from indicators.services.runs import SMALLEST_STEP, code_of, or_say_why, preview_fetched
from indicators.sources import kolada, planned
from indicators.sources.http import OpenData, Progress
from indicators.workflow import PERMISSION, State
from journal.services import SYSTEM, Actor, record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.workflow import NotPossible
from units.models import ExternalId, Node, User
from units.services import add_elsewhere
from units.years import SchoolYear

MOST_YEARS = 15  # that are asked for at a time
GIVEN_UP = dt.timedelta(minutes=15)  # the worker is stopped after ten; what is still being fetched then never comes


def ask_planned(*, municipality: Node, by: User) -> ImportRun:
    """Let the worker fetch what Skolverket publishes of the municipality's school units, of all the years that it has."""
    return _ask(municipality, Source.PLANNED, {}, "skolverket-{code}.json", by)


def ask_kolada(
    *, municipality: Node, indicators: Collection[Indicator], first: SchoolYear, last: SchoolYear, by: User
) -> ImportRun:
    """Let the worker fetch key figures from Kolada. Raises ValidationError for what cannot be asked."""
    if not indicators or any(one.source != kolada.PUBLISHER or not one.official_id for one in indicators):
        raise ValidationError(_("Choose at least one of Kolada's key figures."))
    if not 0 <= last - first < MOST_YEARS or last > SchoolYear.current():
        raise ValidationError(
            _("Choose at most %(most)s school years, the first before the last, none that has not begun.") % {"most": MOST_YEARS}
        )
    asked = {"kpis": sorted(one.official_id for one in indicators), "first": int(first), "last": int(last)}
    return _ask(municipality, Source.KOLADA, asked, f"kolada-{{code}}-{first.slug}-{last.slug}.json", by)


def ask_again(*, run: ImportRun, by: User) -> ImportRun:
    """Ask for the same once more, after a fetch that failed. Raises NotPossible for a run that did not, or was never fetched."""
    if run.state != State.FAILED or run.source not in FETCH:
        raise NotPossible(_("Only what could not be fetched can be asked for again."))
    return _ask(run.node, run.source, run.asked, run.file_name, by)


@transaction.atomic
def _ask(municipality: Node, source: str, asked: dict[str, Any], name: str, by: User) -> ImportRun:
    """A new run that is being fetched; who asks twice gets the one that is under way."""
    require(by, PERMISSION, municipality)
    code = code_of(municipality)
    Node.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    same = ImportRun.objects.filter(node=municipality, source=source, asked=asked, state=State.FETCHING)
    if under_way := same.filter(uploaded_at__gt=clock.now() - GIVEN_UP).first():
        return under_way
    run = ImportRun.objects.create(
        node=municipality,
        source=source,
        asked=asked,
        file_name=name.format(code=code),
        state=State.FETCHING,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(by=by, verb="ask", obj=run, node_id=municipality.pk)
    transaction.on_commit(lambda: current_app.send_task("indicators.tasks.fetch_figures", [run.pk, by.pk]))
    return run


def fetch(*, run: ImportRun, by: User) -> ImportRun:
    """Fetch what was asked for and show what it would change, or say why it could not be fetched."""
    if run.state != State.FETCHING:
        return run
    require(by, PERMISSION, run)
    sorry = _("Something went wrong while the figures were fetched. Nothing was changed. Try again, or tell us.")
    return or_say_why(act=lambda: _show(run, FETCH[run.source](run, _progress_of(run)), by), run=run, by=by, sorry=sorry)


def _fetch_planned(run: ImportRun, progress: Progress) -> bytes:
    known = ExternalId.objects.filter(
        system=ExternalId.System.SCHOOL_UNIT, valid_to=None, node__path__startswith=run.node.path, node__closed_on=None
    )
    codes = sorted(known.values_list("value", flat=True))
    with OpenData(planned.PUBLISHER, settings.SKOLVERKET_API, planned.ACCEPT) as client:
        return planned.fetch(client, code_of(run.node), codes, progress)


def _fetch_kolada(run: ImportRun, progress: Progress) -> bytes:
    years = [SchoolYear(year) for year in range(run.asked["first"], run.asked["last"] + 1)]
    with OpenData(kolada.PUBLISHER, settings.KOLADA_API) as client:
        return kolada.fetch(client, code_of(run.node), run.asked["kpis"], years, progress)


FETCH = {Source.PLANNED.value: _fetch_planned, Source.KOLADA.value: _fetch_kolada}


@transaction.atomic
def _show(run: ImportRun, content: bytes, by: User) -> ImportRun:
    """Keep what the answers say beside the figures themselves, and go on to the preview of these."""
    library.load_national(by=SYSTEM)  # a new installation may not have them yet
    if run.source == Source.KOLADA:
        _keep_places(content, run.node, by)
        _keep_words(content, run.node)
    return preview_fetched(run=run, content=content, by=by)


def _keep_places(content: bytes, municipality: Node, by: Actor) -> None:
    group, names = kolada.peers(content)
    nodes = {code: add_elsewhere(name=name or code, code=code, by=by) for code, name in names.items()}
    if group:
        keep_group(
            municipality=municipality, group=group, members=[nodes[code] for code in group.members if code in nodes], by=by
        )


@transaction.atomic
def keep_group(*, municipality: Node, group: kolada.Group, members: Collection[Node], by: Actor) -> PeerGroup:
    """Whom the municipality is compared with, as published; the groups of earlier years stay."""
    kept, made = PeerGroup.objects.get_or_create(
        municipality=municipality, official_id=group.official_id, defaults={"title": group.title, "year": group.year}
    )
    before = set(kept.members.values_list("pk", flat=True))
    if made or (kept.title, kept.year) != (group.title, group.year) or before != {node.pk for node in members}:
        changes = {"title": ["" if made else kept.title, group.title], "members": [len(before), len(members)]}
        kept.title, kept.year = group.title, group.year
        kept.save(update_fields=["title", "year"])
        kept.members.set(members)
        record(by=by, verb="add" if made else "edit", obj=kept, node_id=municipality.pk, changes=changes)
    return kept


def _keep_words(content: bytes, municipality: Node) -> None:
    """Titles and definitions change over the years. These are the publisher's own, so it is the program that keeps them."""
    published = {about.key: about for about in kolada.read(content, municipality_code=code_of(municipality)).published}
    for indicator in Indicator.objects.filter(municipality=None, source=kolada.PUBLISHER, key__in=published):
        about = published[indicator.key]
        library.publish(indicator=indicator, title=about.title, definition=about.definition, on=clock.today(), by=SYSTEM)


def _progress_of(run: ImportRun) -> Progress:
    """Progress that the page sees at once: nothing else is written while answers are fetched."""
    told = 0

    def tell(percent: int) -> None:
        nonlocal told
        if percent >= told + SMALLEST_STEP:
            told = percent
            ImportRun.objects.filter(pk=run.pk, state=State.FETCHING).update(progress=percent)

    return tell
