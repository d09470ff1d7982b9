"""A whole text as parts, cards and rows of plain words: what two versions are compared by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analyses.models import Cause, LookBack, Section
from analyses.versions.records import ReadArea, ReadConclusion, ReadFinding, ReadSection, ReadVersion

Figures = Mapping[int, str]  # the words of a figure as the reader may see them, by the number of its revision


@dataclass(frozen=True)
class Row:
    """A text with its label. ``key`` is the same in every version, wherever in the analysis the row has been moved.

    ``basis`` is what tells it from another where it quotes words that are not its own.
    """

    key: str
    label: str
    text: str
    basis: str


@dataclass(frozen=True)
class Card:
    key: str
    kind: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    cards: tuple[Card, ...]


def outline(text: ReadVersion, figures: Figures) -> tuple[Part, ...]:
    """The text in its order. Rows without words are left out: what is empty is not there."""
    return tuple(
        Part(part.anchor, part.title, tuple(card for card in _cards(part, text, figures) if card.rows)) for part in text.parts
    )


def _card(key: str, kind: str, title: str, rows: Iterable[tuple[str, ...]]) -> Card:
    """Each row as key, label and words, and its basis where that is not its words."""
    told = ((row, label, words.strip(), (basis or [words])[0].strip()) for row, label, words, *basis in rows)
    return Card(key, kind, title, tuple(Row(*each) for each in told if each[2]))


def _cards(part: ReadSection | ReadArea, text: ReadVersion, figures: Figures) -> list[Card]:
    if isinstance(part, ReadArea):
        return _cards_of_area(part, figures)
    own = _card(f"section-{part.key}", "", "", [(f"section-{part.key}", part.question or part.title, part.text)])
    match part.key:
        case Section.BRIEF:
            return [own, *_brief(text, figures)]
        case Section.LOOK_BACK:
            return [own, *(_look_back(each) for each in text.look_backs)]
        case Section.SOURCES:
            return [own, *_sources(text)]
    return [own]


def _brief(text: ReadVersion, figures: Figures) -> list[Card]:
    if text.brief is None:
        return []
    facts = [(f"brief-{label}", label, words) for label, words in text.brief.facts]
    shown = _lines(figures.get(ground.value_id or 0, "") for ground in text.brief.figures)
    return [_card("brief", "", "", [*facts, ("brief-figures", _("Conditions in figures"), shown)])]


def _look_back(each: LookBack) -> Card:
    key = f"lookback-{each.pk}"
    rows = [
        (f"{key}-did", _("What we did"), each.did),
        (f"{key}-happened", _("What happened, and what shows it"), each.happened),
        (f"{key}-effect", _("Did it make a difference?"), capfirst(each.get_effect_display())),
        (f"{key}-next", _("What next?"), capfirst(each.get_next_display())),
    ]
    return _card(key, _("Priority of last year"), each.title, rows)


def _sources(text: ReadVersion) -> list[Card]:
    used = _lines([*text.source_titles, text.other_sources])
    cards = [_card("sources", "", "", [("sources", _("Sources"), used)])]
    for group, ways in text.took_part:
        key = f"participation-{group.group}"
        words = _lines([*ways, group.when, group.note])
        cards.append(_card(key, _("Who took part"), capfirst(group.get_group_display()), [(key, _("How and when"), words)]))
    return cards


def _cards_of_area(area: ReadArea, figures: Figures) -> list[Card]:
    key = f"judgement-{area.key}"
    judgement = [
        (f"{key}-level", area.question or _("Judgement"), capfirst(area.judgement.get_level_display() or "")),
        (f"{key}-reason", _("The reason"), area.judgement.reason),
    ]
    observations = [
        _card(
            f"observation-{each.pk}",
            _("Own observation"),
            "",
            [
                (f"observation-{each.pk}", _("What we have seen"), each.text),
                (f"observation-{each.pk}-origin", _("How we know"), each.origin),
            ],
        )
        for each in area.observations
    ]
    return [_card(key, _("Judgement"), "", judgement), *observations, *(_finding(each, figures) for each in area.findings)]


def _finding(read: ReadFinding, figures: Figures) -> Card:
    key, finding = f"finding-{read.finding.pk}", read.finding
    grounds = [
        ground.observation.text if ground.observation else figures.get(ground.value_id or 0, "") for ground in read.grounds
    ]
    rows = [
        (f"{key}-kind", _("Strength or challenge"), capfirst(finding.get_kind_display())),
        (f"{key}-title", _("In one sentence"), finding.title),
        (f"{key}-text", _("Pattern"), finding.text),
        (f"{key}-themes", _("Themes"), _lines(read.themes)),
        (f"{key}-grounds", _("Rests on"), _lines(grounds)),
        *((f"cause-{cause.pk}", _("Cause"), _cause(cause)) for cause in read.causes),
        *(
            (f"conclusion-{step.conclusion.pk}", _("Conclusion"), _conclusion(step, _words), _conclusion(step, _number))
            for step in read.steps
        ),
    ]
    return _card(key, capfirst(finding.get_kind_display()), finding.title or _("Without a title"), rows)


def _words(cause: Cause) -> str:
    return cause.text


def _number(cause: Cause) -> str:
    return str(cause.pk)


def _cause(cause: Cause) -> str:
    facts = [cause.get_direction_display(), cause.get_evidence_display(), cause.get_influence_display()]
    return _lines([cause.text, *(capfirst(fact) for fact in facts if cause.text.strip())])


def _conclusion(step: ReadConclusion, told: Callable[[Cause], str]) -> str:
    """The conclusion with what it draws on, each cause as ``told``: with changed words it is the same cause."""
    conclusion = step.conclusion
    if not (conclusion.text.strip() or step.leads_on):
        return ""
    return _lines(
        [
            capfirst(conclusion.get_kind_display()),
            conclusion.text,
            *(_("Draws on: %(cause)s") % {"cause": told(cause)} for cause in step.draws_on),
            *(_("Leads to the goal: %(goal)s") % {"goal": goal} for goal in step.goals),
            *(support_words(need) for need in step.support),
            *(
                [_("No measure is needed: %(reason)s") % {"reason": conclusion.no_measure_reason}]
                if conclusion.no_measure_reason
                else []
            ),
        ]
    )


def support_words(need: str) -> str:
    """That a conclusion led to a request for support; what was asked for only to those who may see it."""
    return _("Leads to a request for support: %(need)s") % {"need": need} if need else _("Leads to a request for support")


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
