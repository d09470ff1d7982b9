"""The PDF itself: tagged for those who listen, set in our own font, and with the same figures as the page."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.models import Rendering
from reports.pdf import render_html
from reports.queries.content import digest_of, gather
from schoolplan.kit import pdf
from tests.helpers.pdf import fonts_of, squeezed, tags, titles_of, words_of
from tests.reports.story import HANDED_IN, SECRET, make_pdf


@pytest.fixture
def content(story):
    return gather(story.report)


@pytest.fixture
def booklet(content):
    return PdfReader(io.BytesIO(pdf.render_pdf(render_html(content)).file))


def shown_texts(content: dict) -> list[str]:
    series = (
        points
        for unit in content["units"]
        for figure in unit["figures"]
        for points in (figure["points"], *(series["points"][-1:] for series in figure["beside"]))
    )
    return [point["text"] for points in series for point in points]


def test_it_is_made_for_those_who_listen(booklet):
    root = booklet.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("sv", True, True)
    assert booklet.metadata.title == "Kvalitetsrapport 2026, Provköping"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_pictures_have_words_and_tables_have_headers(booklet):
    kinds = [tag["/S"] for tag in tags(booklet)]
    figures = [tag for tag in tags(booklet) if tag["/S"] == "/Figure"]
    assert len(figures) == 1 + 1 + 3  # the cover's leaf; one diagram of the municipality, two of one school and one of the other
    assert [str(figure.get("/Alt", "")) for figure in figures if not str(figure.get("/Alt", "")).strip()] == []
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/L", "/LI", "/Link"} - set(kinds) == set()
    scopes = [str(tag["/A"]) for tag in tags(booklet) if tag["/S"] == "/TH"]
    assert [scope for scope in scopes if "/Scope" not in scope] == []


def test_bookmarks_lead_to_every_part_and_every_unit(booklet, content):
    found = titles_of(booklet.outline)
    assert [unit["name"] for unit in content["units"] if unit["name"] not in found] == []
    assert found[0] == "Kvalitetsrapport 2026"


def test_only_our_own_font(booklet):
    assert fonts_of(booklet) == {("Inter", True)}


def test_the_pages_say_whose_report_it_is(booklet):
    text = booklet.pages[5].extract_text()
    assert ("Kvalitetsrapport 2026" in text, "15 maj 2026" in text) == (True, True)


def test_every_figure_of_the_page_stands_in_the_pdf(client_of, published):
    client = client_of("politiker")
    page = client.get(reverse("reports:report", args=[published.pk])).content.decode()
    answer = client.get(reverse("reports:pdf", args=[published.pk]))
    printed = squeezed(words_of(PdfReader(io.BytesIO(answer.content))))
    texts = shown_texts(published.content)
    assert len(texts) == 3 + 3 + 3 + 2
    assert [text for text in texts if text not in page or squeezed(text) not in printed] == []
    for told in published.content["highlights"]:
        assert squeezed(told["words"]) in printed


def test_small_groups_are_masked_for_everyone(content, booklet):
    other = next(unit for unit in content["units"] if unit["name"] == "Björkskolan")
    assert [point["text"] for point in other["figures"][0]["points"]] == ["81\u00a0%", "..", "77\u00a0%"]
    assert "75%" not in squeezed(words_of(booklet))


def test_drafts_are_not_told_and_handed_in_text_is_counted_not_quoted(content, booklet):
    text = words_of(booklet)
    assert (SECRET in text, HANDED_IN in text, SECRET in str(content), HANDED_IN in str(content)) == (False, False, False, False)
    assert (content["participation"]["handed_in"], content["participation"]["units"], content["participation"]["missing"]) == (
        2,
        3,
        ["Ekens förskola"],
    )


def test_findings_lead_down_to_unit_area_and_version(content):
    [finding] = content["findings"]
    assert (finding["units"], finding["of"], finding["sources"]) == (2, 3, [1, 2])
    assert [(s["number"], s["unit"], s["area"], s["version"]) for s in content["sources"]] == [
        (1, "Almskolan", "Trygghet och studiero", 1),
        (2, "Björkskolan", "Trygghet och studiero", 1),
    ]


def test_units_stand_in_the_order_of_the_tree(content):
    assert [unit["name"] for unit in content["units"]] == ["Almskolan", "Björkskolan", "Ekens förskola"]


def test_rendering_tells_how_far_it_has_come(cast, story, monkeypatch):
    told = []
    save = Rendering.save

    def listen(self, *args, **kwargs):
        told.append((self.state, self.progress))
        save(self, *args, **kwargs)

    monkeypatch.setattr(Rendering, "save", listen)
    rendering = make_pdf(story.report, cast.utvecklingsledare)
    progress = [percent for _state, percent in told]
    assert [state for state, _percent in told][:2] == ["queued", "running"]
    assert (progress == sorted(progress), len(set(progress)) > 6, progress[-1]) == (True, True, 100)
    assert (rendering.state, rendering.problem, rendering.digest) == ("done", "", digest_of(gather(story.report)))
    assert rendering.pdf.startswith(b"%PDF-")
