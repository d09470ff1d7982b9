"""The analysis on paper: a tagged booklet and a Word file, for the one who asks, with that person's figures."""

import io
import zipfile

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from analyses import services
from analyses.models import AnalysisDocument
from analyses.printing import render_html, render_word
from analyses.queries import text_by_number
from schoolplan.kit.versions import version_of
from schoolplan.kit.workflow import NotPossible
from tests.helpers.pdf import fonts_of, squeezed, tags, titles_of, words_of


@pytest.fixture
def told(cast, analysis, finding, publish):
    """A draft with something to see: a figure of seven pupils, a judgement, and who took part."""
    services.add_ground(finding=finding, value_id=publish("57", 7).pk, by=cast.rektor)
    judgement = analysis.judgements.get(area__key="knowledge")
    services.save_text(obj=judgement, field="level", value="2", seen=version_of(""), by=cast.rektor)
    analysis.participations.get_or_create(group="pupils", defaults={"ways": ["pupil_council"]})
    return analysis


@pytest.fixture
def handed_in(cast, told):
    services.submit_analysis(analysis=told, by=cast.rektor)
    told.refresh_from_db()
    return told


def make(analysis, number, by):
    asked = services.ask_for_document(analysis=analysis, number=number, by=by)
    return services.make_document(document_id=asked.pk)


def test_the_booklet_is_made_for_those_who_listen_and_says_whose_it_is(cast, handed_in):
    document = make(handed_in, 1, cast.rektor)
    assert (document.state, document.problem) == ("done", "")
    booklet = PdfReader(io.BytesIO(document.pdf))
    root = booklet.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("sv", True, True)
    assert booklet.metadata.title.startswith("Almskolan, ")
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    kinds = {tag["/S"] for tag in tags(booklet)}
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Link", "/Table", "/TH"} - kinds == set()
    parts = [part.title for part in text_by_number(handed_in, 1, cast.rektor).text.parts]
    assert [title for title in ["Almskolan", *parts] if title not in titles_of(booklet.outline)] == []
    assert fonts_of(booklet) == {("Inter", True)}
    assert "2 juni 2026" in booklet.pages[-1].extract_text()
    assert document.pages == len(booklet.pages)


def test_a_draft_is_marked_on_every_page(cast, told):
    booklet = PdfReader(io.BytesIO(make(told, 0, cast.rektor).pdf))
    front = text_by_number(told, 0, cast.rektor)
    assert front.is_living
    pages = [squeezed(page.extract_text()) for page in booklet.pages]
    assert [page for page in pages if not ("UTKAST" in page or "DRAFT" in page) or "2juni2026" not in page] == []


def test_figures_are_masked_for_the_one_who_prints(cast, handed_in):
    services.adopt_analysis(analysis=handed_in, by=cast.verksamhetschef)
    printed = {who: words_of(PdfReader(io.BytesIO(make(handed_in, 1, cast.people[who]).pdf))) for who in ("rektor", "politiker")}
    assert {who: "57,0" in text.replace("\u00a0", " ") for who, text in printed.items()} == {"rektor": True, "politiker": False}
    words = {who: words_in_word(render_word(text_by_number(handed_in, 1, cast.people[who]))) for who in printed}
    assert {who: "57,0" in text for who, text in words.items()} == {"rektor": True, "politiker": False}


def words_in_word(file):
    paper = Document(io.BytesIO(file))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_word_file_has_real_headings_lists_and_tables_in_swedish(cast, handed_in):
    file = render_word(text_by_number(handed_in, 1, cast.rektor))
    paper = Document(io.BytesIO(file))
    parts = [part.title for part in text_by_number(handed_in, 1, cast.rektor).text.parts]
    assert [p.text for p in paper.paragraphs if p.style.name == "Heading 1"] == parts
    assert [p.text for p in paper.paragraphs if p.style.name == "Heading 2"] == ["Vi tappar elever i matematik"]
    assert paper.core_properties.title.startswith("Almskolan, ")
    styles = zipfile.ZipFile(io.BytesIO(file)).read("word/styles.xml").decode()
    assert 'w:val="sv-SE"' in styles
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in paper.tables)
    assert "Vi kartlägger inte" in words_in_word(file)


def test_a_document_is_its_asker_s_own(cast, client_of, handed_in):
    mine = make(handed_in, 1, cast.rektor)
    url = reverse("analyses:document", args=[mine.pk])
    expected = {"rektor": 200, "bitradande": 404, "verksamhetschef": 404, "other_rektor": 404, "politiker": 404}
    assert {who: client_of(who).get(url).status_code for who in expected if who in cast.people} == {
        who: status for who, status in expected.items() if who in cast.people
    }
    answer = client_of("rektor").get(url)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == 'inline; filename="analys-almskolan-202526-version-1.pdf"'


def test_a_draft_is_printed_by_its_team_alone(client_of, told):
    expected = {"rektor": 200, "verksamhetschef": 404, "utvecklingsledare": 404, "other_rektor": 404, "politiker": 404}
    for name in ("print", "word"):
        url = reverse(f"analyses:{name}", args=[told.pk, 0])
        assert {who: client_of(who).get(url).status_code for who in expected} == expected
    url = reverse("analyses:print", args=[told.pk, 0])
    assert {who: client_of(who).post(url).status_code for who in expected} == expected | {"rektor": 302}
    assert [each.asked_by.name for each in AnalysisDocument.objects.all()] == ["Rektor"]


def test_asking_twice_makes_one_and_a_new_one_clears_the_old_away(cast, handed_in):
    first = services.ask_for_document(analysis=handed_in, number=1, by=cast.rektor)
    assert services.ask_for_document(analysis=handed_in, number=1, by=cast.rektor) == first
    services.make_document(document_id=first.pk)
    others = make(handed_in, 1, cast.verksamhetschef)
    again = services.ask_for_document(analysis=handed_in, number=1, by=cast.rektor)
    assert set(AnalysisDocument.objects.all()) == {others, again}


def test_what_went_wrong_is_told_and_can_be_tried_again(cast, client_of, handed_in, monkeypatch):
    monkeypatch.setattr("schoolplan.kit.pdf.render_pdf", lambda *_args, **_kwargs: 1 / 0)
    document = make(handed_in, 1, cast.rektor)
    assert (document.state, document.pdf) == ("failed", None)
    page = client_of("rektor").get(reverse("analyses:print", args=[handed_in.pk, 1])).content.decode()
    assert document.problem in page


def test_nothing_leaves_with_what_looks_like_a_person(cast, client_of, told, finding):
    type(finding).objects.filter(pk=finding.pk).update(text="Ring mamma på 070-123 45 67.")
    page = reverse("analyses:print", args=[told.pk, 0])
    word = reverse("analyses:word", args=[told.pk, 0])
    client = client_of("rektor")
    answers = [client.get(page), client.post(page), client.get(word)]
    assert [answer.status_code for answer in answers] == [200, 422, 422]
    assert [[found.hit.words for found in answer.context["unconfirmed"]] for answer in answers] == [["070-123 45 67"]] * 3
    with pytest.raises(NotPossible):
        services.ask_for_document(analysis=told, number=0, by=cast.rektor)
    assert not AnalysisDocument.objects.exists()


def test_the_html_holds_the_whole_text(cast, handed_in):
    html = render_html(text_by_number(handed_in, 1, cast.rektor))
    words = ("Vi tappar elever i matematik", "Vi kartlägger inte", "Börja med kartläggning")
    assert [each for each in words if each not in html] == []
