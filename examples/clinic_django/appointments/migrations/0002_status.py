"""Appointments have a status, and a room is booked once a day."""
# SAFETY: NON_DESTRUCTIVE
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]

    operations = [
        migrations.AddField("appointment", "status", models.CharField(default="booked", max_length=20)),
        migrations.AddField("appointment", "urgency", models.IntegerField()),
        migrations.AlterUniqueTogether("appointment", {("day", "room")}),
        migrations.RunSQL("UPDATE appointments_appointment SET urgency = 3"),
    ]
