"""Template words for how things look: icons, judgements, texts, permissions, fields that save themselves."""

from typing import Any

import nh3
from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from schoolplan.kit import access
from schoolplan.kit.autosave import EditableField
from schoolplan.kit.guard.held import held_text

register = template.Library()

# Emphasis, lists and quotes are enough for an analysis. Links are left out: nobody is led away, and nothing takes long to read.
_NOT_USED = ["image", "link", "autolink", "reference", "table", "heading", "lheading", "html_block", "html_inline", "entity"]
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(_NOT_USED)
_ALLOWED_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite. It says nothing by itself: there is always a word beside it."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def step(level: int | None, words: str, *, spell_out: bool = True) -> SafeString:
    """A judgement as filled bars with its words; the words are always there for those who listen."""
    text = format_html("{}", words) if spell_out else format_html('<span class="ds-sr-only">{}</span>', words)
    return format_html(
        '<span class="step"><svg aria-hidden="true" focusable="false"><use href="#step-{}"/></svg>{}</span>', level or 0, text
    )


@register.filter
def prose(text: str | None) -> SafeString:
    """Plain text with light Markdown as safe HTML."""
    html = nh3.clean(_MARKDOWN.render(text or ""), tags=_ALLOWED_TAGS, attributes={})
    return mark_safe(html)


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str, obj: Model | None = None) -> bool:
    """Whether the reader may do something, for showing a button; the service asks again."""
    return access.may(context["request"].user, permission, obj)


@register.inclusion_tag("kit/_autosave.html", takes_context=True)
def autosave(
    context: template.Context, obj: Model, name: str, label: str = "", help: str = "", rows: int = 4, hide_label: bool = False
) -> dict[str, Any]:
    """A field that saves itself. The reader's own text that waits in it stands there in place of what others read."""
    request = context["request"]
    page = request.htmx.current_url_abs_path or request.get_full_path()
    held = held_text(context, obj, EditableField(obj, name).key)
    return {"field": EditableField(obj, name, label, help, rows, hide_label, held), "page": page, "request": request}


@register.filter
def ds_input(bound_field: Any) -> SafeString:
    """A form's field in Designsystemet's look."""
    return bound_field.as_widget(attrs={"class": "ds-input", "placeholder": False})  # type: ignore[no-any-return]


@register.filter
def only_choice(bound_field: Any) -> tuple[str, str] | None:
    """Value and words of a select with nothing to choose between. Keeps the choices, so that they are read once."""
    if bound_field.widget_type != "select":
        return None
    choices = bound_field.field.widget.choices = list(bound_field.field.widget.choices)
    return choices[0] if len(choices) == 1 else None
