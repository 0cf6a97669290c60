"""Our settings with the addresses of the scene that fails."""

from clist.settings import *  # noqa: F403

ROOT_URLCONF = "tests.deploy.sentry_scene"
ALLOWED_HOSTS = ["testserver"]
MIDDLEWARE = ["apps.ops.requests.Requests"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
