"""The API's addresses, open to everybody."""

from django.urls import path

from committee.api.door import open_to_all
from committee.api.resources import api
from committee.views import open_data


def _patterns() -> list:
    """Those of the resources. The framework adds an empty page at the root; ours, which comes first, keeps its name."""
    by_name: dict = {}
    for pattern in api.urls[0]:
        if pattern.name not in by_name:
            pattern.callback = open_to_all(pattern.callback)
            by_name[pattern.name] = pattern
    return list(by_name.values())


urlpatterns = [
    path("<slug:name>.csv", open_data.table, name="api-table"),
    path("<slug:name>.csv-metadata.json", open_data.table_metadata, name="api-table-metadata"),
]
resources = (_patterns(), "api")
#: Comes last: an address below the API's that is none.
nothing = [path("<path:rest>", open_data.nothing, name="api-nothing")]
