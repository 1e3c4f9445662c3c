"""What a report of an error tells those who run the product: never what somebody typed."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.views.debug import SafeExceptionReporterFilter


class PostedHidden(SafeExceptionReporterFilter):
    """Hides the values of all posted fields, on every page: any of them may hold words about a person."""

    def get_post_parameters(self, request: HttpRequest | None) -> MultiValueDict | dict[str, str]:
        """The names of what was posted, as mails to administrators list them."""
        return self.get_cleansed_multivaluedict(request, request.POST) if request is not None else {}

    def get_cleansed_multivaluedict(
        self, request: HttpRequest | None, multivaluedict: MultiValueDict
    ) -> MultiValueDict:
        """The same for the fields that a variable of the failed code holds."""
        if not self.is_active(request):
            return multivaluedict
        hidden = QueryDict(mutable=True)
        for name in multivaluedict:
            hidden[name] = self.cleansed_substitute
        return hidden
