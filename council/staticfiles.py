"""Static files in production: hashed names, compressed once at build time."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class OutturnStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also inside our ES modules, so that `import "./charts.js"` finds the file that was hashed."""

    support_js_module_import_aggregation = True
