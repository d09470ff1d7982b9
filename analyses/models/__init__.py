"""What it means: the annual analysis as a chain of linked records, at unit, area and municipality level.

``templates`` holds the questions, ``analysis`` the year's analysis and what stands in it, ``chain`` findings with causes and
conclusions, ``reading`` what was handed in and answered, ``documents`` its PDFs, ``together`` those who write it.
"""

from analyses.models.analysis import (
    Analysis,
    AnalysisQuerySet,
    Effect,
    Judgement,
    LookBack,
    Next,
    Observation,
    Participation,
    SectionText,
)
from analyses.models.chain import Cause, Citation, Conclusion, Finding, Ground, written
from analyses.models.documents import AnalysisDocument
from analyses.models.reading import AnalysisVersion, Review
from analyses.models.templates import Section, Template, TemplateArea, TemplateField, TemplatePart, TemplateSection, Theme
from analyses.models.together import Comment, Confirmation, HeldText, Invitation, Presence

__all__ = [
    "Analysis",
    "AnalysisDocument",
    "AnalysisQuerySet",
    "AnalysisVersion",
    "Cause",
    "Citation",
    "Comment",
    "Conclusion",
    "Confirmation",
    "Effect",
    "Finding",
    "Ground",
    "HeldText",
    "Invitation",
    "Judgement",
    "LookBack",
    "Next",
    "Observation",
    "Participation",
    "Presence",
    "Review",
    "Section",
    "SectionText",
    "Template",
    "TemplateArea",
    "TemplateField",
    "TemplatePart",
    "TemplateSection",
    "Theme",
    "written",
]
