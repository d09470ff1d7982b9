from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analyses", "0007_cite_once_a_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="heldtext",
            name="seen",
            field=models.CharField(default="", max_length=32, verbose_name="version of the text that was written over"),
        ),
    ]
