"""Fields that save themselves, in every app the same way.

``{% autosave obj "field" %}`` draws the field; it posts to the app's ``save`` address, whose view calls
:func:`autosave_response` with the app's own service. The answer carries the status line and the field's new version, never the
input the person is typing in. A text that looks as if it told of a person is kept for its author, and the answer says why
(:mod:`schoolplan.kit.guard`). After two people have written in the same field it also carries the text that was chosen, which
``autosave.js`` puts into the field.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from schoolplan.kit import clock
from schoolplan.kit.guard import Held
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Conflict, Saved, version_of

LONGEST_TEXT = 20_000  # characters: some eight pages in one field


@dataclass(frozen=True)
class EditableField:
    """One field of one object, as a form that saves itself. Words are taken from the model unless given."""

    obj: models.Model
    name: str
    label: str = ""
    help: str = ""
    rows: int = 4
    hide_label: bool = False
    held: Held | None = None

    @property
    def model_field(self) -> Any:
        return self.obj._meta.get_field(self.name)

    @property
    def key(self) -> str:
        return f"{self.obj._meta.model_name}-{self.obj.pk}-{self.name}"

    @property
    def url(self) -> str:
        """The app's ``save`` address, or the one that the model names in ``saved_at``."""
        saved_at = getattr(self.obj, "saved_at", "save")
        return reverse(f"{self.obj._meta.app_label}:{saved_at}", args=[self.obj._meta.model_name, self.obj.pk, self.name])

    @property
    def wordings_url(self) -> str:
        """Where the text's earlier wordings are read: the app's ``wordings``, or what the model names in ``wordings_at``.

        Empty for choices, and in an app that has no such page.
        """
        if self.kind not in ("text", "line"):
            return ""
        read_at = getattr(self.obj, "wordings_at", "wordings")
        try:
            return reverse(f"{self.obj._meta.app_label}:{read_at}", args=[self.obj._meta.model_name, self.obj.pk, self.name])
        except NoReverseMatch:
            return ""

    @property
    def title(self) -> str:
        words = str(self.label or self.model_field.verbose_name)
        return words[:1].upper() + words[1:]

    @property
    def value(self) -> Any:
        return getattr(self.obj, self.name)

    @property
    def version(self) -> str:
        return self.held.version if self.held else version_of(self.value)

    @property
    def kind(self) -> str:
        """How the field is drawn. A judgement's few steps stand as cards to choose among; other choices fold into a list.

        What can be ticked, several at a time, is said by the object's ``choices_of(name)``.
        """
        if isinstance(self.model_field, ArrayField):
            return "checks"
        if self.model_field.choices:
            return "cards" if isinstance(self.model_field, models.IntegerField) else "select"
        if isinstance(self.model_field, models.DateField):
            return "date"
        return "text" if isinstance(self.model_field, models.TextField) else "line"

    @property
    def input_value(self) -> str:
        """The value as an input or textarea holds it: for the author of a text that waits, that text."""
        return self.held.text if self.held else self.raw(self.value)

    def raw(self, value: Any) -> str:
        """A value as it is posted: what is ticked goes with commas between."""
        if value is None:
            return ""
        return ",".join(value) if isinstance(value, list) else str(value)

    def words(self, value: Any) -> str:
        """A value as a person reads it."""
        if isinstance(value, list):
            return ", ".join(words for key, words, _chosen in self.choices if key in value)
        return self.raw(value)

    def posted(self, data: QueryDict) -> str:
        """What the form says: one value, or all that is ticked."""
        return ",".join(data.getlist("value")) if self.kind == "checks" else data.get("value", "")

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Each choice as value, words and whether it is the current one, or ticked."""
        if self.kind == "checks":
            return [(key, words, key in self.value) for key, words in self.obj.choices_of(self.name)]  # type: ignore[attr-defined]
        return [(str(value), str(words), str(value) == self.input_value) for value, words in self.model_field.flatchoices]

    @property
    def is_scale(self) -> bool:
        """Whether the choices are steps, drawn as filled bars."""
        return isinstance(self.model_field, models.IntegerField)

    @property
    def max_length(self) -> int | None:
        length: int | None = self.model_field.max_length
        return length

    def clean(self, raw: str) -> Any:
        """The value to store. Raises ValidationError with a sentence for the person who typed."""
        if len(raw) > LONGEST_TEXT:
            too_long = _(
                "The text is too long: at most %(most)s characters, and this is %(length)s. What you typed is still here."
            )
            raise ValidationError(too_long % {"most": LONGEST_TEXT, "length": len(raw)})
        if self.kind == "checks":
            return self._ticked(raw)
        form_field = self.model_field.formfield(error_messages={"required": _("This can not be empty.")})
        return form_field.clean(one_newline(raw))

    def _ticked(self, raw: str) -> list[str]:
        """The ticked choices in their order. One that has been taken out of the list since stays where it is ticked."""
        wanted = {key for key in raw.split(",") if key}
        known = [key for key, _words, _chosen in self.choices]
        if wanted - {*known, *self.value}:
            raise ValidationError(_("This can not be chosen here. Reload the page to see what can."))
        return [key for key in [*known, *(key for key in self.value if key not in known)] if key in wanted]


def editable(obj: models.Model, name: str, allowed: frozenset[str]) -> EditableField:
    """The field, if it is one of those that people may write in; 404 otherwise."""
    if name not in allowed:
        raise Http404(name)
    return EditableField(obj, name)


# Makes the value to store out of what was typed. It is called when the record has been read and may be written in.
Clean = Callable[[], Any]
Save = Callable[[Clean, str], Saved | Held]


def autosave_response(request: HttpRequest, field: EditableField, save: Save, *, page: Callable[[], str]) -> HttpResponse:
    """Save what was typed and say so.

    ``save(clean, seen)`` is the app's service. 200 with the status line; 422 with what is wrong; 409 with both texts when
    somebody wrote in the same field; 403 when nothing is written here any more; 404 when it is gone. Without htmx the person
    comes back to ``page()``, or gets what is wrong, or what is held, as a page of its own. ``page`` raises Http404 for who may
    not know of it.
    """
    raw = field.posted(request.POST)
    context: dict[str, Any] = {"field": field, "now": clock.now()}
    try:
        saved = _save(request, field, save, raw)
    except ObjectDoesNotExist:
        raise Http404(field.key) from None
    except PermissionDenied:
        closed = _("Nothing can be written here any more.")
        return _answer(request, "problem", context | {"page": page(), "problem": closed, "typed": raw}, 403)
    except ValidationError as error:
        wrong = " ".join(error.messages)
        return _answer(request, "problem", context | {"page": page(), "problem": wrong, "typed": raw}, 422)
    except Conflict as conflict:
        context |= {"confirmed": request.POST.getlist("confirmed"), "known": request.POST.get("held", "")}
        both = f"{conflict.theirs or ''}\n\n{conflict.mine or ''}".strip()
        sides = {name: (field.words(value), field.raw(value)) for name, value in conflict.sides.items()}
        return _answer(request, "conflict", context | {"page": page(), "conflict": conflict, "both": both} | sides, 409)
    if isinstance(saved, Held):
        context |= {"page": safe_page(request, page()), "held": saved}
        return _answer(request, "held", context, 200 if request.headers.get("HX-Request") else 422)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(safe_page(request, page()))
    context |= {"was_held": bool(request.POST.get("held"))}
    context |= {"saved": saved, "chosen": bool(request.POST.get("chosen"))}
    return render(request, "kit/_autosave.html#saved", context)


def known_texts(request: HttpRequest) -> frozenset[str]:
    """The versions of texts that may wait for the person and that the page knows of: those it was told of, or has sent."""
    sent = {version_of(one_newline(text).strip()) for text in request.POST.getlist("sent")}
    return frozenset(sent | {request.POST.get("held", "")} - {""})


def _save(request: HttpRequest, field: EditableField, save: Save, raw: str) -> Saved | Held:
    """Save, also over what the same page sent before and never got an answer to: that is the person's own, and no conflict."""
    try:
        return save(lambda: field.clean(raw), request.POST.get("version", ""))
    except Conflict as conflict:
        if conflict.version not in {version_of(field.clean(sent)) for sent in request.POST.getlist("sent")}:
            raise
        return save(lambda: field.clean(raw), conflict.version)


def _answer(request: HttpRequest, part: str, context: dict[str, Any], status: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, f"kit/_autosave.html#{part}", context, status=status)
    titles = {
        "conflict": _("Two people have written here"),
        "held": _("Only you see this text yet"),
        "problem": _("This could not be saved"),
    }
    return render(request, "kit/autosave_page.html", context | {"part": part, "title": titles[part]}, status=status)


def safe_page(request: HttpRequest, page: str) -> str:
    """Where the form was, if it says so and that is one of our own pages; otherwise ``page``."""
    wanted = request.POST.get("page", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else page
