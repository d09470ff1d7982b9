"""The page of reports and questions: for those who read and ask, and for those who prepare and answer."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from reports.models import Question, Rendering, Report
from reports.queries.parts import words
from reports.workflow import State
from schoolplan.kit.access import may
from units.access import home_nodes, paths_where
from units.models import MunicipalitySettings, Node, User


@dataclass(frozen=True)
class BoardPage:
    """``newest`` stands large. Drafts and unanswered questions are there for those who can do something about them."""

    user: User
    political_body: str
    published: tuple[Report, ...]
    drafts: tuple[Report, ...]
    questions: tuple[Question, ...]
    may_start_for: tuple[Node, ...]
    pages: int | None

    @property
    def newest(self) -> Report | None:
        return self.published[0] if self.published else None

    @property
    def earlier(self) -> tuple[Report, ...]:
        return self.published[1:]

    @cached_property
    def answered(self) -> list[Question]:
        found = [question for question in self.questions if question.answered_at]
        return sorted(found, key=lambda question: (question.answered_at, question.pk), reverse=True)

    @cached_property
    def waiting(self) -> list[Question]:
        return [question for question in self.questions if not question.answered_at]

    @cached_property
    def may_ask_about(self) -> list[Report]:
        return [report for report in self.published if may(self.user, "reports.ask_question", report)]

    @property
    def suggestions(self) -> list[str]:
        """Questions that the report itself suggests, without what it says after the question mark."""
        return [_question(line) for line in words(self.newest.questions.splitlines())] if self.newest else []


def board_page(user: User) -> BoardPage:
    reports = list(
        Report.objects.visible_to(user).select_related("node").defer("content").order_by("-published_at", "-school_year", "-pk")
    )
    published = tuple(report for report in reports if report.is_published)
    questions = Question.objects.visible_to(user).select_related("report__node", "answered_by").defer("report__content")
    starts = Node.objects.municipalities().filter(paths_where(user, "report.prepare"))
    return BoardPage(
        user=user,
        political_body=_political_body(user),
        published=published,
        drafts=tuple(report for report in reports if report.state == State.DRAFT),
        questions=tuple(questions.order_by("-asked_at", "-pk")),
        may_start_for=tuple(starts),
        pages=_pages(published[0], user) if published else None,
    )


def _question(line: str) -> str:
    asked, mark, _background = line.partition("?")
    return asked + mark


def _political_body(user: User) -> str:
    paths = [node.path[:end] for node in home_nodes(user) for end in range(Node.steplen, len(node.path) + 1, Node.steplen)]
    own = MunicipalitySettings.objects.filter(municipality__path__in=paths).order_by("pk").first()
    return own.political_body if own else ""


def _pages(report: Report, user: User) -> int | None:
    newest = newest_pdf(report, user)
    return newest.pages if newest else None


def newest_pdf(report: Report, user: User) -> Rendering | None:
    """The newest finished PDF that the person may read, without the file itself; of a published report the published text."""
    finished = Rendering.objects.visible_to(user).finished().without_file()
    return finished.filter(Q(of_published=True) | Q(report__state=State.DRAFT), report=report).first()


@dataclass(frozen=True)
class Making:
    """How the PDF stands: what is on its way, and what is finished."""

    latest: Rendering | None
    finished: Rendering | None


def making(report: Report, user: User) -> Making:
    latest = Rendering.objects.visible_to(user).without_file().filter(report=report).first()
    return Making(latest, newest_pdf(report, user))
