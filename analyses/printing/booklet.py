"""The PDF's page: a booklet with a first page, a table of contents and the parts in the template's order."""

from django.template.loader import render_to_string
from django.utils import translation

from analyses.printing.front import front_of
from analyses.queries.versions import WholeText


def render_html(whole: WholeText) -> str:
    """The booklet's HTML, in Swedish, with the figures as the one who prints may see them."""
    with translation.override("sv"):
        context = {"front": front_of(whole), "text": whole.text, "quotes": whole.quotes}
        return render_to_string("analyses/pdf/booklet.html", context)
