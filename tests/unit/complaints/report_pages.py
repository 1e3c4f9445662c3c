"""What the tests of the report's pages read from them."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup, Tag
from django.test import Client

#: In the demonstration the report of 2020/21 is closed, that of 2021/22 open.
CLOSED, OPEN = "/complaints/report/2020-21/", "/complaints/report/2021-22/"
MOST_QUERIES = 15


def main_of(client: Client, address: str) -> Tag:
    """The main part of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").find("main")


def said(part: Tag) -> str:
    """The words of a part of a page, without the data of its drawings."""
    copy = BeautifulSoup(str(part), "html.parser")
    for script in copy.select("script"):
        script.decompose()
    return " ".join(copy.get_text(" ").split())


def table_of(page: Tag, caption: str) -> dict[str, list[str]]:
    """The rows of the table with this caption: label to cells."""
    table = next(each for each in page.select("table") if each.caption and said(each.caption) == caption)
    return {said(row.th): [said(cell) for cell in row.select("td")] for row in table.tbody.select("tr")}


def numbers_shown(page: Tag) -> list[str]:
    """The text of every cell of numbers."""
    return [said(cell) for cell in page.select("td.govuk-table__cell--numeric")]


def specs_of(page: Tag) -> list[dict]:
    """What the page gives Plotly to draw."""
    return [json.loads(each.string) for each in page.select("figure[data-chart] script")]
