"""What was written before conclusions drew on causes: they hung on the whole finding, and so drew on all its causes."""

from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    Citation = apps.get_model("analyses", "Citation")
    Citation.objects.update(number_in_version=F("cited_id"))
    Conclusion = apps.get_model("analyses", "Conclusion")
    for conclusion in Conclusion.objects.select_related("finding").prefetch_related("finding__causes"):
        conclusion.causes.set(conclusion.finding.causes.all())


class Migration(migrations.Migration):
    dependencies = [("analyses", "0003_the_annual_analysis")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
