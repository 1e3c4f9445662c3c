"""Tables: markup, the two faces of a column, sorting and paging by whatever an address says."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django_tables2 import RequestConfig

from council.presenters import direction_of, mark_of
from council.tables import (
    CouncilTable,
    DirectionColumn,
    LinkColumn,
    NumberColumn,
    RagColumn,
    TextColumn,
)


class KpiTable(CouncilTable):
    name = LinkColumn(url=lambda record: f"/kpis/{record['slug']}/", verbose_name="Indicator")
    value = NumberColumn(decimals=2, unit=lambda record: record["unit"])
    rating = RagColumn(order_by="rank")
    direction = DirectionColumn(orderable=False)
    service = TextColumn()


def row(number: int, **changes: object) -> dict[str, object]:
    usual = {"slug": f"k{number}", "name": f"Indicator {number:03}", "value": Decimal(number), "unit": "%"}
    return usual | {"rating": "green", "rank": number, "direction": "better", "service": "Highways"} | changes


def drawn(table: CouncilTable, address: str = "/") -> BeautifulSoup:
    request = RequestFactory().get(address)
    return BeautifulSoup(table.configure(request).as_html(request), "html.parser")


def test_the_markup_names_rows_columns_and_the_pane() -> None:
    soup = drawn(KpiTable([row(1)], caption="Indicators"))
    assert soup.caption.text == "Indicators"
    assert [th["scope"] for th in soup.select("thead th")] == ["col"] * 5
    assert soup.select_one("tbody tr > *").name == "th"
    assert soup.select_one("tbody th")["scope"] == "row"
    pane = soup.select_one(".app-pane")
    assert (pane["role"], pane["tabindex"], pane["aria-label"]) == ("region", "0", "Indicators")
    assert "govuk-table__cell--numeric" in soup.select("tbody td")[0]["class"]
    assert soup.select("tbody td")[0].text == "1.00%"


def test_text_is_escaped_in_every_column() -> None:
    nasty = "<script>alert(1)</script>"
    soup = drawn(KpiTable([row(1, name=nasty, slug='"><script>', value=nasty, service=nasty)], caption=nasty))
    assert soup.script is None
    assert soup.select_one("tbody a").text == nasty
    assert soup.select_one("tbody a")["href"] == '/kpis/"><script>/'


def test_two_faces() -> None:
    table = KpiTable(
        [row(1, rating=mark_of("amber", agreed=True), direction=direction_of("worse", "up"), value=None)]
    )
    soup = drawn(table)
    assert [cell.text.strip() for cell in soup.select("tbody td")] == [
        "–", "A Slightly below desired (agreed)", "↑ Worse", "Highways",
    ]  # fmt: skip
    assert list(table.as_values())[1] == [
        "Indicator 001",
        None,
        "Slightly below desired (agreed)",
        "↑ Worse",
        "Highways",
    ]


def test_a_file_gets_the_number_itself() -> None:
    value = Decimal("88.715000001")
    assert list(KpiTable([row(1, value=value)]).as_values())[1][1] == value


def test_a_table_with_nothing_in_it_says_so() -> None:
    soup = drawn(KpiTable([]))
    assert soup.text.strip() == "There is nothing to show."
    assert soup.table is None


def test_sorting_is_told_and_keeps_the_rest_of_the_address() -> None:
    soup = drawn(KpiTable([row(n) for n in range(3)]), "/?sort=-value&service=a%26b&page=2")
    sorted_head = soup.select_one("th[aria-sort]")
    assert sorted_head["aria-sort"] == "descending"
    assert sorted_head.a["href"] == "?sort=value&service=a%26b"
    assert [cell.text for cell in soup.select("tbody td.govuk-table__cell--numeric")] == [
        "2.00%",
        "1.00%",
        "0.00%",
    ]
    assert soup.select("thead th")[3].a is None


@pytest.mark.parametrize(
    "query",
    [
        "per_page=1000000", "per_page=-1", "per_page=0", "per_page=abc", "per_page=1e9", "per_page=" + "9" * 5000,
        "page=999999", "page=-1", "page=0", "page=abc", "page=" + "9" * 5000, "page=2.5", "page=%00",
        "sort=nope", "sort=-__class__", "sort=name,rating", "sort=--name", "sort=%00",
        "sort=.", "sort=-", "sort=direction",
    ],
)  # fmt: skip
def test_nothing_in_an_address_breaks_or_overfills_a_page(query: str) -> None:
    rows = [row(n) for n in range(250)]
    assert 0 < len(drawn(KpiTable(rows), f"/?{query}").select("tbody tr")) <= 100
    by_their_way = KpiTable(rows)
    RequestConfig(RequestFactory().get(f"/?{query}")).configure(by_their_way)
    assert len(by_their_way.page.object_list) <= 100


def test_a_page_that_does_not_exist_is_the_first() -> None:
    soup = drawn(KpiTable([row(n) for n in range(120)]), "/?page=9")
    assert soup.select_one("tbody th").text == "Indicator 000"
    assert soup.select_one("[aria-current=page]").text == "1"


def test_pages_have_links_and_words() -> None:
    table = KpiTable([row(n) for n in range(501)])
    soup = drawn(table, "/?page=5&q=x")
    assert table.page_words == "page 5 of 11"
    assert table.count == 501
    assert soup.select_one("a[rel=next]")["href"] == "?q=x&page=6"
    assert len(soup.select(".govuk-pagination__item--ellipsis")) == 2
    assert KpiTable([row(1)]).configure(RequestFactory().get("/")).pagination is None


def test_values_are_found_in_objects_and_across_relations() -> None:
    class Service:
        name = "Highways"

    class Kpi:
        service = Service()

        def title(self) -> str:
            return "Defects"

    class ObjectTable(CouncilTable):
        title = TextColumn()
        where = TextColumn(accessor="service__name")
        nowhere = TextColumn(accessor="service__missing__name")

        def render_where(self, value: str) -> str:
            return value.upper()

    soup = drawn(ObjectTable([Kpi()]))
    assert [cell.text for cell in soup.select("tbody tr > *")] == ["Defects", "HIGHWAYS", "–"]
