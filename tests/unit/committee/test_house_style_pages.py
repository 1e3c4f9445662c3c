"""The council's Word template: in use, replaced, given up, and what is not taken."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from committee.models import HouseTemplate
from tests.unit.committee.exports.test_house_style import changed, house, relationship, saved

pytestmark = pytest.mark.django_db

PAGE = "/committee/house-style/"


def upload(client: Client, content: bytes, name: str = "house.docx", version: int = 0):
    return client.post(PAGE, {"version": version, "file": SimpleUploadedFile(name, content)})


def bomb() -> bytes:
    """A Word file with a part of sixty megabytes of spaces."""
    made = io.BytesIO(saved(house()))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/padding.xml", b" " * 60 * 1024**2)
    return made.getvalue()


def with_macros() -> bytes:
    return changed(saved(house()), lambda parts: parts.update({"word/vbaProject.bin": b"Sub AutoOpen()"}))


@pytest.fixture
def desk(client_of) -> Client:
    """The clerk's browser."""
    return client_of("clerk")


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_a_template_dresses_the_sample_until_it_is_given_up(desk: Client) -> None:
    assert "The product’s own style." in text(desk.get(PAGE))
    content = saved(house())
    assert upload(desk, content, "Wéstmere.docx").status_code == 302
    assert "Wéstmere.docx Since" in text(desk.get(PAGE))
    kept = desk.get(f"{PAGE}template/")
    assert (kept.content, kept["Content-Security-Policy"]) == (content, "sandbox")
    assert kept["Content-Disposition"].startswith("attachment")
    header = docx.Document(io.BytesIO(desk.get(f"{PAGE}sample/").content)).sections[0].header
    assert header.paragraphs[0].text == "Westmere Council"

    assert desk.post(f"{PAGE}remove/", {"version": 1}).status_code == 302
    assert "The product’s own style. Since" in text(desk.get(PAGE))
    assert desk.get(f"{PAGE}template/").status_code == 404
    header = docx.Document(io.BytesIO(desk.get(f"{PAGE}sample/").content)).sections[0].header
    assert "Westmere Council" not in "".join(each.text for each in header.paragraphs)
    assert list(HouseTemplate.objects.order_by("version").values_list("version", "name")) == [
        (1, "Wéstmere.docx"),
        (2, ""),
    ]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (bomb(), "house.docx", "too large when unpacked"),
        (with_macros(), "house.docx", "holds macros"),
        (
            changed(saved(house()), relationship("attachedTemplate", "https://example.org/evil.dotm")),
            "house.docx",
            "fetches something from elsewhere",
        ),
        (b"%PDF-1.7 nothing of Word", "house.docx", "not a Word file"),
        (b"", "house.docx", "The selected file is empty"),
        (saved(house()), "house.docm", "must be a Word file that ends in .docx or .dotx"),
    ],
    ids=["bomb", "macros", "external-template", "pdf", "empty", "docm"],
)
def test_a_hostile_or_wrong_file_is_refused(desk: Client, content: bytes, name: str, says: str) -> None:
    response = upload(desk, content, name)
    assert response.status_code == 200
    assert says in text(response)
    assert not HouseTemplate.objects.exists()


def test_a_file_that_is_too_large_is_refused(desk: Client) -> None:
    assert "smaller than 5MB" in text(upload(desk, b"PK" + b"x" * 5 * 1024**2))
    assert not HouseTemplate.objects.exists()


def test_who_was_slower_is_told_and_overwrites_nothing(desk: Client) -> None:
    upload(desk, saved(house()), "first.docx")
    slower = upload(desk, saved(house()), "second.docx")
    assert slower.status_code == 409
    assert "Somebody else changed the house style" in text(slower)
    assert desk.post(f"{PAGE}remove/", {"version": 7}).status_code == 409
    assert [row.name for row in HouseTemplate.objects.current()] == ["first.docx"]


def test_only_who_manages_meetings_may(client_of) -> None:
    member = client_of("member")
    assert upload(member, saved(house())).status_code == 403
    assert member.get(PAGE).status_code == 403
    assert not HouseTemplate.objects.exists()
