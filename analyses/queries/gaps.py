"""What remains to be written: the same list for those who write and for those who read what was handed in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analyses.models import Cause, Conclusion, Finding, Judgement
from analyses.versions import ReadVersion


@dataclass(frozen=True)
class Gap:
    """Something that remains, said as what would help, with the place on the page where it belongs."""

    words: str
    about: str
    anchor: str


@dataclass(frozen=True)
class Chain:
    """A finding with what hangs on it, living or frozen."""

    finding: Finding
    causes: Iterable[Cause]
    conclusions: Iterable[Conclusion]


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
    causes = [cause for cause in chain.causes if cause.text.strip()]
    found = []
    if not chain.finding.title.strip() or not chain.finding.text.strip():
        found.append(Gap(_("What you see, in words"), about, anchor))
    if any(not (cause.influence and cause.evidence) for cause in causes):
        found.append(Gap(_("Who can influence a cause, and how sure you are"), about, anchor))
    if not causes:
        found.append(Gap(_("A cause"), about, anchor))
    elif not any(conclusion.text.strip() for conclusion in chain.conclusions):
        found.append(Gap(_("A conclusion"), about, anchor))
    return found


def summary_gap(summary: str) -> Gap | None:
    return None if summary.strip() else Gap(_("Your summary"), _("half a page, what politicians read first"), "summary")


def gaps_of_version(text: ReadVersion) -> list[Gap]:
    """What a handed-in text lacks, with the places on its own page."""
    found = []
    for area in text.areas:
        chains = [Chain(each.finding, each.causes, each.conclusions) for each in area.findings]
        for gap in gaps(area.judgement, area.title, chains):
            found.append(Gap(gap.words, gap.about, f"area-{area.key}" if gap.anchor == "judgement" else gap.anchor))
    missing = summary_gap(text.summary)
    return [*found, missing] if missing else found
