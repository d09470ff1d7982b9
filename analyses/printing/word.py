"""The analysis as a Word file (docx) that colleagues can write in: real headings, lists and tables, in Swedish."""

import io
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from analyses.models import Cause, Ground, Section
from analyses.printing.front import Front, front_of
from analyses.queries.versions import WholeText
from analyses.versions import ReadArea, ReadFinding, ReadSection
from analyses.versions.outline import support_words


def render_word(whole: WholeText) -> bytes:
    """The file, with the figures as the one who saves it may see them."""
    with translation.override("sv"):
        return _Writer(whole).file()


class _Writer:
    def __init__(self, whole: WholeText) -> None:
        self.text, self.quotes = whole.text, whole.quotes
        self.paper: Any = Document()
        self._prepare(front_of(whole))

    def file(self) -> bytes:
        for part in self.text.parts:
            self.paper.add_heading(part.title, level=1)
            self._area(part) if isinstance(part, ReadArea) else self._section(part)
        out = io.BytesIO()
        self.paper.save(out)
        return out.getvalue()

    def _prepare(self, front: Front) -> None:
        properties = self.paper.core_properties
        properties.title = f"{front.unit}, {front.title}"
        properties.author, properties.language = front.unit, "sv-SE"
        _speak_swedish(self.paper)
        page = self.paper.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.header.paragraphs[0].text = f"{front.unit}\t\t{front.title}"
        page.footer.paragraphs[0].text = f"{front.edition}\t\t"
        _page_number(page.footer.paragraphs[0])
        self.paper.add_paragraph(front.municipality)
        self.paper.add_paragraph(front.unit, style="Title")
        self.paper.add_paragraph(front.title, style="Subtitle")
        self._facts([(_("State"), front.state), (_("Draft of") if front.is_draft else _("Handed in"), front.made)])

    def _facts(self, facts: list[tuple[str, str]]) -> None:
        for label, words in facts:
            paragraph = self.paper.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(words)

    def _said(self, text: str) -> None:
        """What somebody has written: a paragraph for each line, a list for what begins with a dash."""
        for line in filter(None, (line.strip() for line in text.splitlines())):
            is_item = line[:2] in ("- ", "* ", "• ")
            self.paper.add_paragraph(line[2:] if is_item else line, style="List Bullet" if is_item else None)

    def _listed(self, lines: list[str]) -> None:
        for line in lines:
            self.paper.add_paragraph(line, style="List Bullet")

    def _table(self, head: list[str], rows: list[list[str]]) -> None:
        table = self.paper.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            cell.text = words
        _repeat(table.rows[0])
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        self.paper.add_paragraph()

    def _section(self, part: ReadSection) -> None:
        if part.question:
            self.paper.add_paragraph().add_run(part.question).italic = True
        if part.key == Section.BRIEF and self.text.brief:
            self._facts(self.text.brief.facts)
            self._listed([words for ground in self.text.brief.figures if (words := self._ground(ground))])
        self._said(part.text)
        match part.key:
            case Section.LOOK_BACK:
                self._look_backs()
            case Section.SOURCES:
                self._sources()
            case Section.STRENGTHS:
                self._listed([each.finding.title for each in self.text.strengths if each.finding.title])
            case Section.PRIORITIES:
                self._listed(self.text.goals)
            case Section.SUPPORT:
                self._listed([need or _("The unit has asked for support.") for need in self.text.support])

    def _look_backs(self) -> None:
        for each in self.text.look_backs:
            self.paper.add_heading(each.title, level=2)
            answers = [
                (_("What we did"), each.did),
                (_("What happened, and what shows it"), each.happened),
                (_("Did it make a difference?"), capfirst(each.get_effect_display())),
                (_("What next?"), capfirst(each.get_next_display())),
            ]
            self._facts([(label, words) for label, words in answers if words])

    def _sources(self) -> None:
        self._listed([*self.text.source_titles, *filter(None, [self.text.other_sources])])
        if self.text.participations:
            rows = [
                [capfirst(group.get_group_display()), ", ".join([*ways, *filter(None, [group.note])]), group.when]
                for group, ways in self.text.took_part
            ]
            self._table([_("Who took part"), _("How"), _("When")], rows)

    def _area(self, area: ReadArea) -> None:
        level = area.judgement.get_level_display()
        self._facts([(_("Judgement"), capfirst(level) if level else _("No judgement has been made."))])
        self._said(area.judgement.reason)
        if area.observations:
            self.paper.add_heading(_("Own observations"), level=2)
            self._listed([" ".join(filter(None, [each.text, each.origin and f"({each.origin})"])) for each in area.observations])
        for read in area.findings:
            self._finding(read)

    def _finding(self, read: ReadFinding) -> None:
        finding = read.finding
        self.paper.add_heading(finding.title or _("Without a title"), level=2)
        facts = [(_("Kind"), capfirst(finding.get_kind_display())), (_("Themes"), ", ".join(read.themes))]
        self._facts([fact for fact in facts if fact[1]])
        self._said(finding.text)
        if grounds := [words for ground in read.grounds if (words := self._ground(ground))]:
            self.paper.add_heading(_("Rests on"), level=3)
            self._listed(grounds)
        if read.causes:
            self.paper.add_heading(_("Causes"), level=3)
            rows = [[each.text, *(capfirst(said or "–") for said in _facts_of(each))] for each in read.causes]
            self._table([_("Cause"), _("Promotes or hinders"), _("Who can influence"), _("How sure")], rows)
        for step in read.steps:
            kind = step.conclusion.get_kind_display()
            self.paper.add_heading(_("Conclusion: %(kind)s") % {"kind": kind}, level=3)
            self._said(step.conclusion.text)
            leads = [(_("Goal"), goal) for goal in step.goals]
            if step.conclusion.no_measure_reason:
                leads.append((_("No measure is needed"), step.conclusion.no_measure_reason))
            self._facts(leads)
            self._listed([support_words(need) for need in step.support])

    def _ground(self, ground: Ground) -> str:
        if ground.observation:
            return ground.observation.text
        quote = self.quotes.get(ground.value_id or 0)
        return f"{quote.words}. {quote.source}" if quote else ""


def _facts_of(cause: Cause) -> tuple[str, str, str]:
    return cause.get_direction_display(), cause.get_influence_display(), cause.get_evidence_display()


def _speak_swedish(paper: Any) -> None:
    """The language of the text, for spelling and for those who listen."""
    paper.styles["Normal"].font.size = Pt(11)
    defaults = paper.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "sv-SE")


def _page_number(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _repeat(row: Any) -> None:
    """The row heads its table on every page, and for those who listen."""
    properties = row._tr.get_or_add_trPr()
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)
