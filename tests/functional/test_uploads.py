"""Uploading figures in a real browser: a file with a mistake, the copy that says what to fix, and the figures saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kpis.models import Figure
from tests.functional.conftest import Browse
from tests.functional.test_pages import axe_problems, keep_picture, width_problems
from tests.hostile_files import csv_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "defects-4h-emergency"
NAME = "Safety carriageway defects repaired within 4 hours (emergency)"


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (1280, False)])
def test_a_file_from_its_mistakes_to_saved_figures(
    browse: Browse, tmp_path: Path, width: int, javascript: bool
):
    def looks_right(name: str) -> None:
        if javascript:
            assert axe_problems(officer) + width_problems(officer, width) == []
            keep_picture(officer, f"{name}-{width}")

    def choose(rows: list[dict[str, str]]) -> None:
        path = tmp_path / "figures.csv"
        path.write_bytes(csv_file(rows))
        officer.get_by_label("Spreadsheet with the figures").set_input_files(path)
        officer.get_by_role("button", name="Check the file").click()

    # Given an officer who finds the upload beside the figures that are due, and forgets to choose a file
    officer = browse("officer", width=width, javascript=javascript)
    officer.goto("/kpis/returns/")
    officer.get_by_role("link", name="upload figures from a spreadsheet").click()
    officer.get_by_role("button", name="Check the file").click()
    expect(officer.locator(".govuk-error-summary").get_by_role("link", name="Select a file")).to_be_visible()
    looks_right("upload-refused")

    # When the file has a mistake: its cell is named, and a copy says what to fix
    row = {"kpi": SLUG, "period": "2021-22-Q3", "value": "ninety"}
    choose([row])
    expect(officer.get_by_role("row", name="2 value ninety")).to_contain_text("Is not a number.")
    looks_right("upload-findings")
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="Download a copy that says what to fix").click()
    assert waiting.value.suggested_filename == "what-to-fix.xlsx"

    # And when it is mended: what would change is shown, and nothing is saved yet
    officer.get_by_role("link", name="choose it again").click()
    choose([{**row, "value": "91.25", "note": "Two depots"}])
    expect(officer.get_by_role("row", name=NAME)).to_contain_text("91.25%")
    looks_right("upload-check")
    assert not Figure.objects.current().filter(indicator__slug=SLUG, period="2021-22-Q3").exists()

    # Then it is saved, and the task is done
    officer.get_by_role("button", name="Save these figures").click()
    expect(officer.get_by_role("alert")).to_contain_text("1 figure is saved. Its rating is being worked out.")
    expect(officer.get_by_text("1 of 4 figures entered")).to_be_visible()
    figure = Figure.objects.current().get(indicator__slug=SLUG, period="2021-22-Q3")
    assert (str(figure.value), figure.note) == ("91.25", "Two depots")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_figure_that_somebody_saved_meanwhile(browse: Browse, tmp_path: Path, width: int):
    # Given an officer who looks at what a file would change
    officer, lead = browse("officer", width=width), browse("performance")
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file([{"kpi": SLUG, "period": "2021-22-Q3", "value": "91.25"}]))
    officer.goto("/kpis/returns/upload/")
    officer.get_by_label("Spreadsheet with the figures").set_input_files(path)
    officer.get_by_role("button", name="Check the file").click()
    expect(officer.get_by_role("row", name=NAME)).to_contain_text("Added")

    # When the performance lead saves the same figure, and the officer saves the file
    lead.goto(f"/kpis/{SLUG}/enter/2021-22-Q3/")
    lead.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %").fill("90")
    lead.get_by_role("button", name="Save the figure").click()
    expect(lead.get_by_role("alert")).to_contain_text("is saved")
    officer.get_by_role("button", name="Save these figures").click()

    # Then the officer is told whose figure stands there, and decides
    expect(officer.get_by_role("alert")).to_contain_text("saved 90% at")
    expect(officer.get_by_role("row", name=NAME)).to_contain_text("Corrected: figure")
    assert axe_problems(officer) + width_problems(officer, width) == []
    keep_picture(officer, f"upload-moved-{width}")
    officer.get_by_role("button", name="Save these figures").click()
    expect(officer.get_by_role("alert")).to_contain_text("1 figure is saved.")
    figures = Figure.objects.filter(indicator__slug=SLUG, period="2021-22-Q3").order_by("version")
    assert [str(figure.value) for figure in figures] == ["90", "91.25"]
