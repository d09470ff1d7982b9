"""The page on which a municipality decides its themes."""

import pytest
from django.urls import reverse

from analyses.models import Theme

PAGE = "/templates/provkoping/themes/"


@pytest.fixture
def theme(cast) -> Theme:
    return Theme.objects.create(municipality=cast.municipality, name="Läsning")


@pytest.fixture
def lead(client_of):
    return client_of("utvecklingsledare")


def page(response) -> str:
    return response.content.decode()


def test_themes_are_for_those_who_manage_templates(client_of, theme) -> None:
    expected = {"utvecklingsledare": 200, "administrator": 200, "rektor": 403, "verksamhetschef": 403, "stranger": 404}
    assert {persona: client_of(persona).get(PAGE).status_code for persona in expected} == expected
    use = reverse("analyses:use_theme", args=["provkoping", theme.pk])
    assert {persona: client_of(persona).post(use).status_code for persona in ("rektor", "stranger")} == {
        "rektor": 403,
        "stranger": 404,
    }
    theme.refresh_from_db()
    assert theme.is_used


def test_a_theme_is_added_and_told_with_how_many_findings_carry_it(lead, theme, finding) -> None:
    finding.themes.add(theme)
    assert lead.post(PAGE, {"name": "Rörelse"}).headers["Location"] == PAGE
    names = {each.name: each.carried for each in lead.get(PAGE).context["themes"]}
    assert names["Läsning"] == 1
    assert names["Rörelse"] == 0


def test_a_name_that_is_taken_or_missing_is_told(lead, theme) -> None:
    for name in ("läsning", "", "x" * 61):
        response = lead.post(PAGE, {"name": name})
        assert response.status_code == 422
        assert "error-summary" in page(response)
    assert list(Theme.objects.filter(municipality=theme.municipality)) == [theme]


def test_a_theme_is_renamed(lead, theme) -> None:
    where = reverse("analyses:rename_theme", args=["provkoping", theme.pk])
    assert 'value="Läsning"' in page(lead.get(where))
    lead.post(where, {"name": "Läsning och skrivning"})
    theme.refresh_from_db()
    assert theme.name == "Läsning och skrivning"
    Theme.objects.create(municipality=theme.municipality, name="Matematik")
    assert lead.post(where, {"name": "Matematik"}).status_code == 422


def test_a_theme_is_retired_and_brought_back(lead, theme) -> None:
    where = reverse("analyses:use_theme", args=["provkoping", theme.pk])
    lead.post(where, {"used": ""})
    theme.refresh_from_db()
    assert not theme.is_used
    lead.post(where, {"used": "1"})
    theme.refresh_from_db()
    assert theme.is_used


def test_a_theme_of_another_municipality_is_unknown(lead, cast) -> None:
    foreign = Theme.objects.create(municipality=cast.elsewhere, name="Läsning")
    assert lead.post(reverse("analyses:use_theme", args=["provkoping", foreign.pk])).status_code == 404
    assert lead.get(reverse("analyses:rename_theme", args=["provkoping", foreign.pk])).status_code == 404
    assert "Läsning" not in page(lead.get(PAGE))
