"""Long names; the help text is new too, which costs nothing."""
# SAFETY: NON_DESTRUCTIVE
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_born_index")]

    operations = [
        migrations.AlterField("patient", "name", models.CharField(help_text="As on the card.", max_length=400)),
        migrations.AlterField("patient", "born", models.DateTimeField()),
    ]
