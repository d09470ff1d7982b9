"""What remains to be written: the same list for those who write and for those who read what was handed in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analyses.models import Cause, Conclusion, Finding, Judgement, LookBack, Participation, Section, TemplateSection, written
from analyses.versions import ReadSection, ReadVersion


@dataclass(frozen=True)
class Gap:
    """Something that remains, said as what would help, with the place on the page where it belongs."""

    words: str
    about: str
    anchor: str


@dataclass(frozen=True)
class Ties:
    """How the parts of a chain hang together, by number."""

    drawn_on: Collection[int]  # causes that a conclusion draws on
    drawing: Collection[int]  # conclusions that draw on a cause
    leading: Collection[int]  # conclusions that a goal or a request for support rests on


@dataclass(frozen=True)
class Chain:
    """A finding with what hangs on it, living or frozen. ``ties`` is None for a text from before they were told."""

    finding: Finding
    causes: Iterable[Cause]
    conclusions: Iterable[Conclusion]
    ties: Ties | None


@dataclass(frozen=True)
class Beside:
    """What is answered in the sections beside their texts, living or frozen."""

    look_backs: Sequence[LookBack] = ()
    sources: Sequence[str] = ()
    other_sources: str = ""
    participations: Sequence[Participation] = ()

    @property
    def has_sources(self) -> bool:
        return bool(self.sources or self.other_sources.strip())

    @property
    def somebody_took_part(self) -> bool:
        return any(each.ways or each.when.strip() for each in self.participations)


# Sections that are filled in by what the system knows, or answered by other things than a text.
WITHOUT_A_TEXT_OF_THEIR_OWN = (Section.BRIEF, Section.LOOK_BACK, Section.SOURCES)


def section_gaps(section: TemplateSection | ReadSection, text: str, beside: Beside) -> list[Gap]:
    """What remains in one section, living or frozen."""
    if section.key == Section.SUMMARY:
        missing = summary_gap(text)
        return [missing] if missing else []
    if section.key == Section.LOOK_BACK:
        return [_look_back_gap(look_back) for look_back in beside.look_backs if not look_back.effect]
    if section.key == Section.SOURCES:
        return _source_gaps(section.title, beside)
    if section.key in WITHOUT_A_TEXT_OF_THEIR_OWN or not section.question or text.strip():
        return []
    return [Gap(_("A few sentences of your own"), section.title, "text")]


def _look_back_gap(look_back: LookBack) -> Gap:
    return Gap(_("What came of it, and whether it made a difference"), look_back.title, f"lookback-{look_back.pk}")


def _source_gaps(title: str, beside: Beside) -> list[Gap]:
    found = []
    if not beside.has_sources:
        found.append(Gap(_("The sources you have used"), title, "sources"))
    if not beside.somebody_took_part:
        found.append(Gap(_("Who took part, and how"), title, "participation"))
    return found


def gaps(judgement: Judgement, title: str, chains: Iterable[Chain]) -> list[Gap]:
    """What remains in one area. A finding asks for a cause, and a cause for a conclusion: the chain must not end by itself."""
    found = []
    if judgement.level is None:
        found.append(Gap(_("Your judgement"), title, "judgement"))
    if not judgement.reason.strip():
        found.append(Gap(_("A reason for your judgement"), title, "judgement"))
    for chain in chains:
        found += _gaps_of_chain(chain)
    return found


def _gaps_of_chain(chain: Chain) -> list[Gap]:
    about, anchor = str(chain.finding), f"finding-{chain.finding.pk}"
    causes = written(chain.causes)
    found = []
    if not chain.finding.title.strip() or not chain.finding.text.strip():
        found.append(Gap(_("What you see, in words"), about, anchor))
    if any(not (cause.influence and cause.evidence) for cause in causes):
        found.append(Gap(_("Who can influence a cause, and how sure you are"), about, anchor))
    if not causes:
        found.append(Gap(_("A cause"), about, anchor))
    elif not any(conclusion.text.strip() for conclusion in chain.conclusions):
        found.append(Gap(_("A conclusion"), about, anchor))
    elif chain.ties:
        found += [
            Gap(_("A conclusion that draws on a cause"), str(cause), anchor)
            for cause in causes
            if cause.pk not in chain.ties.drawn_on
        ]
    return found + _gaps_of_conclusions(chain, bool(causes), anchor)


def _gaps_of_conclusions(chain: Chain, has_causes: bool, anchor: str) -> list[Gap]:
    """A conclusion draws on causes, and leads to a goal or a request for support, or says why no measure is needed."""
    found = []
    for conclusion in chain.conclusions:
        if chain.ties is None or not conclusion.text.strip():
            continue
        if has_causes and conclusion.pk not in chain.ties.drawing:
            found.append(Gap(_("The causes that a conclusion draws on"), str(conclusion), anchor))
        if conclusion.pk not in chain.ties.leading and not conclusion.no_measure_reason.strip():
            found.append(Gap(_("What a conclusion leads to"), str(conclusion), anchor))
    return found


def summary_gap(summary: str) -> Gap | None:
    return None if summary.strip() else Gap(_("Your summary"), _("half a page, what politicians read first"), "summary")


def gaps_of_version(text: ReadVersion) -> list[Gap]:
    """What a handed-in text lacks, with the places on its own page."""
    ties = _ties_of_version(text)
    beside = Beside(text.look_backs, text.sources, text.other_sources, text.participations)
    found: list[Gap] = []
    for part in text.parts:
        if isinstance(part, ReadSection):
            left = section_gaps(part, part.text, beside)
        else:
            chains = [Chain(each.finding, each.causes, each.conclusions, ties) for each in part.findings]
            left = gaps(part.judgement, part.title, chains)
        found += [gap if "-" in gap.anchor else Gap(gap.words, gap.about, part.anchor) for gap in left]
    return found


def _ties_of_version(text: ReadVersion) -> Ties | None:
    """None when the text was frozen before there were ties to freeze, and says nothing of its template."""
    if text.template_version is None:
        return None
    steps = [step for finding in text.findings for step in finding.steps]
    return Ties(
        drawn_on={cause.pk for step in steps for cause in step.draws_on},
        drawing={step.conclusion.pk for step in steps if step.draws_on},
        leading={step.conclusion.pk for step in steps if step.leads_on},
    )
