"""One report: reading it, writing it, its PDF and its publication."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from reports import services
from reports.models import Report
from reports.queries.board import making, newest_pdf
from reports.queries.content import gather
from reports.queries.figures import with_charts
from reports.queries.people import unconfirmed
from schoolplan.kit.access import require
from schoolplan.kit.autosave import Clean, autosave_response, editable
from schoolplan.kit.htmx import render_part
from schoolplan.kit.versions import Saved
from units.http import Request


def _readable(request: Request, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).select_related("node"), pk=pk)


@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """The report as a page, from the same content as the PDF: frozen when published, as it stands now while a draft."""
    report = _readable(request, pk)
    content = report.content if report.is_published else gather(report)
    context = {"report": report, "content": with_charts(content), "making": making(report, request.user)}
    return render(request, "reports/report.html", context)


@require_GET
def edit(request: Request, pk: int) -> HttpResponse:
    report = _readable(request, pk)
    require(request.user, "reports.prepare_report", report)
    return _edit_page(request, report)


def _edit_page(request: Request, report: Report, problems: list[str] | None = None) -> HttpResponse:
    context = {"report": report, "making": making(report, request.user), "problems": problems or []}
    return render(request, "reports/edit.html", context, status=422 if problems else 200)


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    if kind != "report":
        raise Http404(kind)
    report = _readable(request, pk)
    require(request.user, "reports.prepare_report", report)
    part = editable(report, field, services.TEXT_FIELDS)

    def save(clean: Clean, seen: str) -> Saved:
        return services.save_text(report=report, field=field, value=clean(), seen=seen, by=request.user)

    return autosave_response(request, part, save, page=lambda: reverse("reports:edit", args=[report.pk]))


@require_POST
def render_pdf(request: Request, pk: int) -> HttpResponse:
    report = _readable(request, pk)
    try:
        services.ask_for_rendering(report=report, by=request.user)
    except services.WordsToLookAt:
        to = reverse("reports:words", args=[report.pk])
        return HttpResponseClientRedirect(to) if request.headers.get("HX-Request") else redirect(to)
    if request.headers.get("HX-Request"):
        return progress_part(request, report)
    return redirect("reports:report" if report.is_published else "reports:edit", report.pk)


@require_http_methods(["GET", "POST"])
def words(request: Request, pk: int) -> HttpResponse:
    """Words that look like personal data, which stop the PDF until they are corrected, or confirmed here one by one."""
    report = _readable(request, pk)
    require(request.user, "reports.prepare_report", report)
    found = unconfirmed(gather(report), node=report.node, report=report)
    if request.method == "POST":
        chosen = set(request.POST.getlist("confirmed"))
        hits = [each.hit for each in found if each.hit.digest in chosen]
        services.let_words_stand(report=report, hits=hits, by=request.user)
        return redirect("reports:words", report.pk)
    return render(request, "reports/words.html", {"report": report, "found": found})


@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """How far the PDF has come. Without htmx it is a small page of its own that is reloaded by hand."""
    report = _readable(request, pk)
    if request.headers.get("HX-Request"):
        return progress_part(request, report)
    return render(request, "reports/progress.html", {"report": report, "making": making(report, request.user)})


def progress_part(request: Request, report: Report) -> HttpResponse:
    return render_part(request, "reports/progress.html", "progress", {"report": report, "making": making(report, request.user)})


@require_http_methods(["GET", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    report = _readable(request, pk)
    if request.method == "GET":
        return redirect("reports:report", report.pk)
    require(request.user, "reports.publish_report", report)
    try:
        services.publish_report(report=report, by=request.user)
    except ValidationError as error:
        return _edit_page(request, report, error.messages)
    messages.success(request, _("The report is published. Its readers find it now, and the PDF as soon as it has been made."))
    return redirect("reports:report", report.pk)


@require_GET
def pdf(request: Request, pk: int) -> HttpResponse:
    """The newest PDF the reader may have; until there is one, the report's page says how far it has come."""
    report = _readable(request, pk)
    newest = newest_pdf(report, request.user)
    if newest is None or newest.pdf is None:
        messages.info(request, _("The PDF is not finished yet. The page shows how far it has come."))
        return redirect("reports:report", report.pk)
    file = newest.pdf
    name = slugify(f"{report.title} {report.node.name}")
    return HttpResponse(
        bytes(file or b""), content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )
