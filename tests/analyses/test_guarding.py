"""Texts that look as if they told of a person: kept for their author until they are corrected or confirmed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analyses import queries, services
from analyses.models import Comment, Confirmation, Finding, HeldText, Review
from analyses.versions import as_it_stands, freeze
from journal.models import Event
from schoolplan.kit.guard import Held, look
from schoolplan.kit.versions import Conflict, Saved, version_of
from tests.helpers.html import Page

SECRET = "Eleven Kalle Hemlig behöver stöd, ring 070-123 45 67."
CLEAN = "En grupp elever behöver stöd."


def save(finding, value, by, **more):
    fresh = Finding.objects.get(pk=finding.pk)
    return services.save_text(obj=fresh, field="text", value=value, seen=more.pop("seen", version_of(fresh.text)), by=by, **more)


def words(element) -> str:
    return "".join(element.itertext()).strip()


def stored(finding) -> str:
    return Finding.objects.get(pk=finding.pk).text


@pytest.fixture
def url(finding) -> str:
    return reverse("analyses:save", args=["finding", finding.pk, "text"])


@pytest.fixture
def page_url(finding) -> str:
    return reverse("analyses:area", args=[finding.analysis_id, "knowledge"], query={"edit": finding.pk})


def test_the_text_is_kept_and_nothing_of_it_reaches_what_others_read(cast, finding):
    before = stored(finding)
    held = save(finding, SECRET, cast.rektor)
    assert isinstance(held, Held)
    assert [hit.words for hit in held.hits] == ["Eleven Kalle Hemlig", "070-123 45 67"]
    assert stored(finding) == before
    assert HeldText.objects.get().text == SECRET
    assert not Event.objects.filter(changes__icontains="Kalle").exists()
    assert "Kalle" not in str(freeze(finding.analysis))


def test_typing_on_replaces_what_is_held_and_a_clean_text_lets_it_go(cast, finding):
    seen = version_of(stored(finding))
    save(finding, SECRET, cast.rektor)
    save(finding, SECRET + " Snart.", cast.rektor, known=[version_of(SECRET)])
    assert [each.text for each in HeldText.objects.all()] == [SECRET + " Snart."]
    assert isinstance(save(finding, CLEAN, cast.rektor, known=[version_of(SECRET + " Snart.")], seen=seen), Saved)
    assert (stored(finding), HeldText.objects.count()) == (CLEAN, 0)


def test_confirmed_words_are_saved_and_remembered_for_this_analysis(cast, finding):
    held = save(finding, SECRET, cast.rektor)
    saved = save(finding, SECRET, cast.rektor, confirmed=[hit.digest for hit in held.hits], known=[held.mark])
    assert isinstance(saved, Saved)
    assert (stored(finding), HeldText.objects.count()) == (SECRET, 0)
    assert set(Confirmation.objects.values_list("digest", flat=True)) == {hit.digest for hit in held.hits}
    assert Event.objects.filter(verb="confirm", actor_id=cast.rektor.pk).count() == 1
    assert isinstance(save(finding, f"{SECRET} Mer.", cast.deputy), Saved)


def test_words_that_were_not_among_the_confirmed_are_held_still(cast, finding):
    first = save(finding, "Eleven Kalle Hemlig", cast.rektor)
    held = save(finding, SECRET, cast.rektor, confirmed=[hit.digest for hit in first.hits], known=[first.mark])
    assert [hit.words for hit in held.hits] == ["070-123 45 67"]
    assert not Confirmation.objects.exists()


def test_what_others_read_already_is_not_held_when_it_comes_again(cast, finding):
    Finding.objects.filter(pk=finding.pk).update(text=SECRET)
    assert save(finding, SECRET, cast.rektor) == Saved("text", SECRET, SECRET)


def test_two_people_in_one_field_while_a_text_is_held_is_a_conflict_with_both_texts(cast, finding):
    seen = version_of(stored(finding))
    held = save(finding, SECRET, cast.rektor)
    save(finding, "Deras", cast.deputy)
    with pytest.raises(Conflict) as conflict:
        save(finding, CLEAN, cast.rektor, seen=seen, known=[held.mark])
    assert (conflict.value.mine, conflict.value.theirs) == (CLEAN, "Deras")
    assert HeldText.objects.get().text == SECRET
    with pytest.raises(Conflict):
        save(finding, SECRET, cast.rektor, seen=seen, known=[held.mark], confirmed=[hit.digest for hit in held.hits])
    assert not Confirmation.objects.exists()
    assert isinstance(save(finding, CLEAN, cast.rektor, seen=conflict.value.version, known=[held.mark]), Saved)
    assert (stored(finding), HeldText.objects.count()) == (CLEAN, 0)


def test_a_text_that_waits_is_not_lost_to_the_same_persons_other_computer(cast, finding):
    seen = version_of(finding.text)
    typed = {"obj": finding, "field": "text", "by": cast.rektor}
    services.save_text(value="Eleven Kalle läser mer", seen=seen, **typed)
    services.save_text(value="Eleven Kalle läser mer nu", seen=seen, known=[version_of("Eleven Kalle läser mer")], **typed)
    with pytest.raises(Conflict) as conflict:
        services.save_text(value="Eleven Alma räknar", seen=seen, **typed)
    assert conflict.value.sides == {"mine": "Eleven Alma räknar", "theirs": "Eleven Kalle läser mer nu"}
    services.save_text(value="Eleven Alma räknar", seen=conflict.value.version, **typed)
    assert list(HeldText.objects.values_list("text", "seen")) == [("Eleven Alma räknar", seen)]


def test_two_computers_that_both_show_a_waiting_text_do_not_write_over_each_other(cast, finding):
    seen = version_of(finding.text)
    typed = {"obj": finding, "field": "text", "by": cast.rektor}
    both_show = services.save_text(value="Eleven Kalle läser", seen=seen, **typed)
    services.save_text(value="Eleven Kalle läser mer", seen=seen, known=[both_show.mark], **typed)
    with pytest.raises(Conflict) as conflict:
        services.save_text(value="Eleven Kalle räknar", seen=seen, known=[both_show.mark], **typed)
    assert conflict.value.sides == {"mine": "Eleven Kalle räknar", "theirs": "Eleven Kalle läser mer"}
    taken = services.save_text(value="Eleven Kalle läser mer", seen=conflict.value.version, known=[both_show.mark], **typed)
    assert (taken.version, HeldText.objects.get().text) == (seen, "Eleven Kalle läser mer")


def test_a_clean_text_leaves_what_waits_at_the_other_computer(cast, finding):
    seen = version_of(stored(finding))
    known = save(finding, "Eleven Kalle läser", cast.rektor).mark
    save(finding, "Eleven Kalle läser mer", cast.rektor, known=[known])
    save(finding, CLEAN, cast.rektor, seen=seen, known=[known])
    assert (stored(finding), HeldText.objects.get().text) == (CLEAN, "Eleven Kalle läser mer")


def test_the_author_is_told_once_of_the_same_words(cast, finding):
    first = save(finding, SECRET, cast.rektor)
    more = save(finding, SECRET + " Snart.", cast.rektor, known=[first.mark])
    other = save(finding, "Eleven Alma också.", cast.rektor, known=[more.mark])
    assert [first.is_news, more.is_news, other.is_news] == [True, False, True]


def test_a_save_whose_answer_was_lost_is_known_by_what_was_sent(client_of, finding, url):
    client, seen = client_of("rektor"), version_of(finding.text)
    client.post(url, {"value": SECRET, "version": seen})
    answer = client.post(url, {"value": CLEAN, "version": seen, "sent": [SECRET]}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, stored(finding), HeldText.objects.count()) == (200, CLEAN, 0)


def test_choosing_between_two_texts_lets_go_of_the_one_that_waited(cast, client_of, finding, url):
    client, seen = client_of("rektor"), version_of(finding.text)
    client.post(url, {"value": SECRET, "version": seen})
    save(finding, "Deras", cast.deputy)
    conflict = client.post(url, {"value": CLEAN, "version": seen, "held": version_of(SECRET)}, HTTP_HX_REQUEST="true")
    assert conflict.status_code == 409
    [mine] = [form for form in Page(conflict).forms() if form["value"] == CLEAN]
    assert client.post(url, mine, HTTP_HX_REQUEST="true").status_code == 200
    assert (stored(finding), HeldText.objects.count()) == (CLEAN, 0)


def test_a_clean_text_asks_nothing_more_of_the_database(cast, finding):
    with CaptureQueriesContext(connection) as asked:
        save(finding, CLEAN, cast.rektor)
    assert [query["sql"] for query in asked if "heldtext" in query["sql"] or "confirmation" in query["sql"]] == []


def test_what_is_added_with_words_goes_through_the_same_door(cast, analysis, finding):
    area = finding.area
    added = services.add_finding(
        analysis=analysis, area=area, kind="strength", title="Eleven Kalle läser", text=CLEAN, by=cast.rektor
    )
    seen = services.add_observation(analysis=analysis, area=area, text="Alvas mamma är nöjd", origin="Samtal", by=cast.rektor)
    cause = services.add_cause(finding=finding, text="Noahs frånvaro", by=cast.rektor)
    conclusion = services.add_conclusion(finding=finding, text=CLEAN, no_measure_reason="Eleven Kalle slutar", by=cast.rektor)
    assert (added.title, added.text, seen.text, seen.origin, cause.text) == ("", CLEAN, "", "Samtal", "")
    assert (conclusion.text, conclusion.no_measure_reason) == (CLEAN, "")
    assert set(HeldText.objects.values_list("kind", "field", "text")) == {
        ("finding", "title", "Eleven Kalle läser"),
        ("observation", "text", "Alvas mamma är nöjd"),
        ("cause", "text", "Noahs frånvaro"),
        ("conclusion", "no_measure_reason", "Eleven Kalle slutar"),
    }
    assert not Event.objects.filter(changes__icontains="Kalle").exists()


# --- the page --------------------------------------------------------------------------------------------


def test_the_answer_says_what_was_found_and_offers_to_let_it_stand(client_of, url, finding, htmx):
    response = client_of("rektor").post(url, {"value": SECRET, "version": version_of(finding.text)}, **htmx)
    said = " ".join(Page(response).root.itertext())
    assert response.status_code == 200
    assert "”Eleven Kalle Hemlig” ser ut som namnet på" in said
    assert "”070-123 45 67” ser ut som ett telefonnummer." in said
    assert "Ert team läser det nu" in said


def test_the_author_finds_it_again_on_another_computer_and_nobody_else_sees_it(client_of, url, page_url, finding, htmx):
    client_of("rektor").post(url, {"value": SECRET, "version": version_of(finding.text)}, **htmx)
    mine, theirs = Page(client_of("rektor").get(page_url)), client_of("deputy").get(page_url)
    key = f"finding-{finding.pk}-text"
    assert words(mine.by_id(f"input-{key}")) == SECRET
    assert "Bara du ser den här texten än så länge" in words(mine.by_id(f"status-{key}"))
    assert words(Page(theirs).by_id(f"input-{key}")) == finding.text
    assert "Kalle" not in theirs.content.decode()


def test_without_script_the_person_comes_to_a_page_with_the_text_and_both_choices(client_of, url, page_url, finding):
    client = client_of("rektor")
    response = client.post(url, {"value": SECRET, "version": version_of(finding.text), "page": page_url})
    page = Page(response)
    assert response.status_code == 422
    assert words(page.by_id("typed")) == SECRET
    confirm = next(form for form in page.forms() if "confirmed" in form)
    done = client.post(url, confirm | {"confirmed": [hit.digest for hit in look(SECRET)]})
    assert (done.status_code, done["Location"], stored(finding)) == (302, page_url, SECRET)
    assert HeldText.objects.count() == 0


def test_correcting_without_script_saves_the_clean_text(client_of, url, page_url, finding):
    client = client_of("rektor")
    page = Page(client.post(url, {"value": SECRET, "version": version_of(finding.text), "page": page_url}))
    correct = next(form for form in page.forms() if "held" in form and "confirmed" not in form)
    done = client.post(url, correct | {"value": CLEAN})
    assert (done.status_code, stored(finding), HeldText.objects.count()) == (302, CLEAN, 0)


# --- comments and answers --------------------------------------------------------------------------------


def test_a_comment_is_sent_when_its_words_may_stand(client_of, finding, analysis, htmx):
    url, client = reverse("analyses:comments", args=[analysis.pk, "finding", finding.pk]), client_of("rektor")
    asked = client.post(url, {"text": SECRET}, **htmx)
    assert (asked.status_code, Comment.objects.count()) == (422, 0)
    page = Page(asked)
    assert words(page.by_id(f"say-finding-{finding.pk}")) == SECRET
    may_stand = page.by_id(f"may-stand-finding-{finding.pk}").get("value")
    assert client.post(url, {"text": SECRET, "may_stand": may_stand}, **htmx).status_code == 200
    assert [comment.text for comment in Comment.objects.all()] == [SECRET]


def test_the_administrations_answer_goes_through_the_same_door(client_of, submitted):
    url, client = reverse("analyses:return", args=[submitted.pk]), client_of("verksamhetschef")
    asked = client.post(url, {"comment": SECRET})
    assert (asked.status_code, Review.objects.count()) == (422, 0)
    may_stand = Page(asked).by_id("may-stand-review").get("value")
    assert client.post(url, {"comment": SECRET, "may_stand": may_stand}).status_code == 302
    assert Review.objects.get().comment == SECRET


# --- leaving ---------------------------------------------------------------------------------------------


def test_words_nobody_has_let_stand_are_found_in_old_texts_with_their_place(cast, finding):
    Finding.objects.filter(pk=finding.pk).update(text=SECRET)
    found = queries.unconfirmed(as_it_stands(finding.analysis))
    assert [(each.hit.words, each.card) for each in found] == [
        ("Eleven Kalle Hemlig", finding.title),
        ("070-123 45 67", finding.title),
    ]
    assert found[0].url == reverse(
        "analyses:area", args=[finding.analysis_id, "knowledge"], query={"edit": finding.pk}, fragment=f"finding-{finding.pk}"
    )
    services.let_words_stand(analysis=finding.analysis, hits=[each.hit for each in found], by=cast.rektor)
    assert queries.unconfirmed(as_it_stands(finding.analysis)) == []


# --- texts that wait -------------------------------------------------------------------------------------


def hold_causes(finding, by, count):
    for number in range(count):
        services.add_cause(finding=finding, text=f"Eleven Kalle {number}", by=by)


def test_handing_in_tells_whose_texts_are_not_shared_and_leaves_them_out(cast, client_of, finding):
    save(finding, SECRET, cast.deputy)
    client, url = client_of("rektor"), reverse("analyses:submit", args=[finding.analysis_id])
    page = client.get(url).content.decode()
    assert ("Deputy" in page, "Kalle" in page) == (True, False)
    client.post(url)
    assert "Kalle" not in str(finding.analysis.versions.get().content)
    mine = client_of("deputy").get(reverse("analyses:held", args=[finding.analysis_id])).content.decode()
    assert SECRET in mine


def test_a_text_whose_card_is_gone_can_still_be_read_and_thrown_away(cast, client_of, finding):
    save(finding, SECRET, cast.rektor)
    analysis = finding.analysis
    services.remove(obj=Finding.objects.get(pk=finding.pk), by=cast.rektor)
    page, held = reverse("analyses:held", args=[analysis.pk]), HeldText.objects.get()
    assert SECRET in client_of("rektor").get(page).content.decode()
    away = reverse("analyses:throw_away", args=[held.pk])
    assert client_of("deputy").post(away).status_code == 404
    assert client_of("rektor").post(away)["Location"] == page
    assert HeldText.objects.count() == 0


def test_many_texts_that_wait_cost_as_many_queries(cast, client_of, finding, django_assert_num_queries):
    client, url = client_of("rektor"), reverse("analyses:held", args=[finding.analysis_id])
    hold_causes(finding, cast.rektor, 1)
    client.get(url)
    with django_assert_num_queries(6):
        assert "Eleven Kalle 0" in client.get(url).content.decode()
    hold_causes(finding, cast.rektor, 2)
    with django_assert_num_queries(6):
        client.get(url)


def test_the_fields_of_a_page_are_asked_for_together(cast, client_of, finding, page_url):
    hold_causes(finding, cast.rektor, 3)
    client = client_of("rektor")
    client.get(page_url)
    with CaptureQueriesContext(connection) as asked:
        client.get(page_url)
    assert len([query for query in asked if "heldtext" in query["sql"]]) == 1


def test_words_may_leave_when_somebody_who_writes_says_so(cast, client_of, finding):
    Finding.objects.filter(pk=finding.pk).update(text=SECRET)
    ask = reverse("analyses:print", args=[finding.analysis_id, 0])
    assert "“Eleven Kalle Hemlig”" in client_of("rektor").get(ask).content.decode()
    word = reverse("analyses:word", args=[finding.analysis_id, 0])
    assert client_of("rektor").get(word).status_code == 422
    stand = reverse("analyses:let_stand", args=[finding.analysis_id, 0])
    digests = {"confirmed": [hit.digest for hit in look(SECRET)]}
    assert client_of("contributor").post(stand, digests).status_code == 403
    client_of("rektor").post(stand, digests)
    assert client_of("rektor").get(word).status_code == 200


def test_only_words_that_stand_there_can_be_let_stand(client_of, finding):
    stand = reverse("analyses:let_stand", args=[finding.analysis_id, 0])
    client_of("rektor").post(stand, {"confirmed": [look(SECRET)[0].digest]})
    assert not Confirmation.objects.exists()
