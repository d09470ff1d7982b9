"""Who writes where: inviting, delegating, and being here."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from analyses.forms import InviteForm
from analyses.models import Analysis, Invitation
from analyses.views.editor import analysis_of
from schoolplan.kit.access import may, require
from units.http import Request


@require_GET
def people(request: Request, pk: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_together", analysis)
    page = queries.people_page(analysis)
    return _people(request, analysis, page, _form(page))


@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.write_analysis", analysis)
    page = queries.people_page(analysis)
    form = _form(page, request)
    if not form.is_valid():
        return _people(request, analysis, page, form, status=422)
    services.invite(analysis=analysis, user=form.user, parts=form.records, by=request.user)
    messages.success(request, _("%(person)s can write in the parts you chose.") % {"person": form.user.name})
    return redirect("analyses:people", pk)


@require_POST
def end_invitation(request: Request, pk: int) -> HttpResponse:
    readable = Invitation.objects.visible_to(request.user).select_related("analysis__node", "user", "area", "section")
    invitation = get_object_or_404(readable, pk=pk)
    services.end_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation has ended. What was written stays."))
    return redirect("analyses:people", invitation.analysis_id)


@require_POST
def delegate(request: Request, pk: int) -> HttpResponse:
    """``allowed`` is filled in when the deputy may hand in, and empty when not."""
    analysis = analysis_of(request, pk)
    allowed = bool(request.POST.get("allowed"))
    services.delegate_submission(analysis=analysis, allowed=allowed, by=request.user)
    done = _("The deputy principal can hand in the analysis.") if allowed else _("Only the principal can hand in the analysis.")
    messages.success(request, done)
    return redirect("analyses:people", pk)


@require_POST
def presence(request: Request, pk: int) -> HttpResponse:
    """Tells that the person is here, and answers with who else is; with nothing when that is what the page shows already."""
    analysis = analysis_of(request, pk)
    place = request.POST.get("place", "")[:30]
    services.be_present(analysis=analysis, place=place if place.isprintable() else "", by=request.user)
    others = queries.others_here(analysis, request.user)
    shown = hashlib.md5(repr(others).encode(), usedforsecurity=False).hexdigest()
    if shown == request.POST.get("shown"):
        return HttpResponse(status=204)
    return render(request, "analyses/_presence.html", {"analysis": analysis, "others": others, "shown": shown})


def _form(page: queries.PeoplePage, request: Request | None = None) -> InviteForm:
    parts = [row.part for row in page.rows]
    return InviteForm(request.POST if request else None, people=page.candidates, parts=parts)


def _people(request: Request, analysis: Analysis, page: queries.PeoplePage, form: InviteForm, status: int = 200) -> HttpResponse:
    context = {
        "analysis": analysis,
        "page": page,
        "form": form,
        "chosen": request.POST.getlist("parts"),
        "may_invite": may(request.user, "analyses.write_analysis", analysis),
        "may_delegate": may(request.user, "analyses.delegate_submission", analysis) and page.has_deputy,
    }
    return render(request, "analyses/people.html", context, status=status)
