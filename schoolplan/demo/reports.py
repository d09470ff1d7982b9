"""The demo's quality report with its questions, and what was decided on support."""

import datetime as dt

from reports import services
from reports.models import Report
from schoolplan.demo.content import read
from schoolplan.demo.people import Lindvik
from schoolplan.kit import clock
from schoolplan.kit.versions import version_of
from support.services import decide, request_support
from units.years import SchoolYear


def make_report(lindvik: Lindvik, year: SchoolYear, *, written: dt.datetime, published: dt.datetime) -> Report:
    content = read("municipality")["report"]
    lead, head = lindvik.office["lead"], lindvik.office["administration"]
    texts = {
        "reference": content["reference"],
        "summary": "\n\n".join(content[part] for part in ("lead", "summary", "well", "concern")),
        "questions": "\n".join(f"{each['text']} {each['background']}" for each in content["board_questions"]),
        "decisions": "\n".join(f"{each['text']} {each['background']}" for each in content["decisions"]),
    }
    with clock.standing_at(written):
        report = services.start_report(
            node=lindvik.municipality, school_year=year, title=content["title"], data_date=content["data_date"], by=lead
        )
        for field, text in texts.items():
            services.save_text(report=report, field=field, value=text, seen=version_of(getattr(report, field)), by=lead)
        services.run_rendering(rendering_id=services.ask_for_rendering(report=report, by=lead).pk)
    with clock.standing_at(published):
        report = services.publish_report(report=report, by=head)
        services.run_rendering(rendering_id=report.renderings.latest("pk").pk)
    _make_questions(lindvik, report)
    return report


def _make_questions(lindvik: Lindvik, report: Report) -> None:
    for each in read("municipality")["questions"]:
        with clock.standing_at(each["asked"]):
            question = services.ask(report=report, text=each["text"], by=lindvik.office["board"])
        if each.get("answer"):
            with clock.standing_at(each["answered"]):
                services.answer(question=question, text=each["answer"], by=lindvik.office["operations"])


def make_support(lindvik: Lindvik, year: SchoolYear, *, asked: dt.datetime, decided: dt.datetime) -> None:
    for each in read("municipality")["support"]:
        unit = lindvik.units[each["unit"]]
        with clock.standing_at(asked):
            request = request_support(
                node=unit, school_year=year, need=each["need"], days=each["days_requested"], by=lindvik.principals[each["unit"]]
            )
        if each["state"] == "requested":
            continue
        with clock.standing_at(decided):
            decide(
                request=request,
                grant=each["state"] == "granted",
                days=each["days_granted"] or None,
                decision=each["decision"],
                by=lindvik.office["operations"],
            )
