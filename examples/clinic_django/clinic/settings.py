"""Settings of the clinic."""

INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "patients", "appointments"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clinic",
        "OPTIONS": {"options": "-c lock_timeout=5s"},
    },
}
