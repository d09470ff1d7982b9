"""Nothing anybody wrote is lost, whoever saves first."""

import pytest

from analyses import services
from analyses.models import Finding
from schoolplan.kit.versions import Conflict, save_field, version_of
from tests.factories import YEAR


@pytest.fixture
def finding(cast) -> Finding:
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    return services.add_finding(
        analysis=analysis, area=analysis.template.areas.first(), kind="challenge", title="Vi", text="Först", by=cast.rektor
    )


@pytest.mark.parametrize(("one", "other", "same"), [(None, "", True), ("a", "a", True), ("a", "a ", False), ("1", 1, True)])
def test_a_version_is_a_digest_of_the_text(one, other, same) -> None:
    assert (version_of(one) == version_of(other)) is same


def test_a_field_is_saved_when_it_is_as_it_was_seen(finding) -> None:
    saved = save_field(finding, "text", "Sedan", seen=version_of("Först"))
    assert (saved.before, saved.after, saved.changed, saved.version) == ("Först", "Sedan", True, version_of("Sedan"))
    assert Finding.objects.get(pk=finding.pk).text == "Sedan"


def test_two_who_write_in_one_field_are_both_told(finding) -> None:
    mine, theirs = Finding.objects.get(pk=finding.pk), Finding.objects.get(pk=finding.pk)
    save_field(theirs, "text", "Deras", seen=version_of("Först"))
    with pytest.raises(Conflict) as conflict:
        save_field(mine, "text", "Min", seen=version_of("Först"))
    assert (conflict.value.mine, conflict.value.theirs, conflict.value.version) == ("Min", "Deras", version_of("Deras"))
    assert Finding.objects.get(pk=finding.pk).text == "Deras"


def test_two_fields_of_one_row_are_no_conflict(finding) -> None:
    mine, theirs = Finding.objects.get(pk=finding.pk), Finding.objects.get(pk=finding.pk)
    save_field(theirs, "title", "Deras", seen=version_of("Vi"))
    save_field(mine, "text", "Min", seen=version_of("Först"))
    assert Finding.objects.values_list("title", "text").get(pk=finding.pk) == ("Deras", "Min")


def test_a_save_whose_answer_was_lost_can_be_sent_again(finding) -> None:
    save_field(finding, "text", "Sedan", seen=version_of("Först"))
    again = save_field(Finding.objects.get(pk=finding.pk), "text", "Sedan", seen=version_of("Först"))
    assert not again.changed
