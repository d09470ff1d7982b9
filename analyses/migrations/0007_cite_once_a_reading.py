from django.db import migrations, models


class Migration(migrations.Migration):
    """Two findings that are merged were read as two: whoever has cited both goes on citing both readings."""

    dependencies = [("analyses", "0006_what_is_taken_in")]

    operations = [
        migrations.RemoveConstraint(model_name="citation", name="cite_once"),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("finding", "cited", "number_in_version"), name="cite_once"),
        ),
    ]
