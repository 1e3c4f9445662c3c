"""What the tests of the registers' pages read from them, and where the pages are."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.test import Client

from risks.models import Place


def seen(client: Client, address: str) -> str:
    """The words of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200, address
    main = BeautifulSoup(response.content, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def address_of(place: Place, quarter: object = "") -> str:
    """The address of an entry's page, of the newest quarter or of another."""
    return f"/risks/{place.register.slug}/{place.key}/" + (f"?quarter={quarter}" if quarter else "")
