from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analyses", "0004_what_was_known")]

    operations = [
        migrations.AddField(
            model_name="analysis",
            name="deputy_may_submit",
            field=models.BooleanField(default=False, verbose_name="the deputy may hand in"),
        ),
        migrations.AddField(
            model_name="comment",
            name="part",
            field=models.CharField(default="", max_length=30, verbose_name="part"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="comment",
            name="about",
            field=models.CharField(default="", max_length=300, verbose_name="about"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="comment",
            name="answer",
            field=models.TextField(blank=True, default="", max_length=4000, verbose_name="answer"),
            preserve_default=False,
        ),
    ]
