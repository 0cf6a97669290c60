"""How static files get their lasting names: with a hash of the content, also where one script imports another."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    """For development and the demo."""

    support_js_module_import_aggregation = True


class CompressedHashedFiles(CompressedManifestStaticFilesStorage):
    """For production: each file also lies there compressed, which takes eleven seconds that no newcomer should wait."""

    support_js_module_import_aggregation = True
