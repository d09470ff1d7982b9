from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analyses", "0005_writing_together")]

    operations = [
        migrations.AddField(
            model_name="lookback",
            name="told_until",
            field=models.PositiveBigIntegerField(default=0, verbose_name="how far what was told is taken in"),
        ),
    ]
