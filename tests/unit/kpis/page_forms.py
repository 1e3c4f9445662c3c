"""What a browser makes of a page with a form: what it would send back, and what a person reads."""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client


def typed(client: Client, address: str) -> dict[str, object]:
    """What a browser would send back from the form of a page, untouched."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return sent_by(page.select("main form")[-1])


def sent_by(form: Tag) -> dict[str, object]:
    """What a browser would send back from a form, untouched."""
    data: dict[str, object] = {}
    for box in form.select("input, select, textarea"):
        name = box.get("name")
        if box.name == "select":
            data[name] = next((o["value"] for o in box.select("option") if o.has_attr("selected")), "")
        elif box.get("type") in {"radio", "checkbox"}:
            if box.has_attr("checked"):
                data[name] = box["value"]
        elif name != "csrfmiddlewaretoken":
            data[name] = box.get_text().lstrip("\n") if box.name == "textarea" else box.get("value", "")
    return data


def words(answer: HttpResponse) -> str:
    """The words of a page, without its mark-up."""
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode())))
