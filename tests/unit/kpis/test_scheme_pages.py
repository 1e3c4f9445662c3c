"""The rating schemes on screen: read, edited as rows or as text, tried on the last quarter, saved as a version."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from council.models import ReportingQuarter
from council.periods import parse_quarter
from kpis import scheme_rows
from kpis.actions import definitions, ratings
from kpis.actions import schemes as actions
from kpis.models import Definition, Indicator, Rating, Scheme, SchemeVersion
from kpis.scheme_rows import Rows
from kpis.schemes import SchemeError, to_mapping
from kpis.selectors import schemes
from kpis.selectors.inputs import EVERYTHING, Scope, fetch
from kpis.visibility import visible_to
from tests.factories import definition_fields, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db

EDIT = "/kpis/schemes/house/edit/"
Q3 = parse_quarter("2021-22-Q3")


@pytest.fixture
def lead(client_of) -> Client:
    return client_of("performance")


def rows_of(slug: str = "house") -> Rows:
    return scheme_rows.rows_of(schemes.page(slug).newest.parsed)


def boxes(rows: Rows, do: str = "save", **head: object) -> dict[str, Any]:
    """What a browser sends."""
    data: dict[str, Any] = {
        "based_on": "1", "label": "House scheme", "valid_from": str(Q3.ordinal), "default_tolerance": "5",
        "approved_by": "Cabinet", "note": "Agreed", "mode": "rows", "do": do,
    }  # fmt: skip
    for part, many in rows.items():
        data[f"{part}-count"] = str(len(many))
        for place, row in enumerate(many):
            for name, value in row.items():
                data[f"{part}-{place}-{name}"] = value.split() if name == "trend" else value
    return data | head


def words_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_list_counts_who_uses_each_scheme(lead: Client) -> None:
    found = {page.scheme.slug: len(page.users) for page in schemes.pages()}
    assert next(iter(found)) == "house"
    assert sum(found.values()) == Definition.objects.current().filter(retired_on=None).count()
    assert found["quartile-position"] == 2
    page = words_of(lead.get("/kpis/schemes/"))
    assert "House scheme" in page and "Every quarter (version 1)" in page


def test_a_scheme_reads_as_sentences(lead: Client) -> None:
    page = words_of(lead.get("/kpis/schemes/house/"))
    assert "Slightly below desired when the shortfall is at most the tolerance" in page
    assert lead.get("/kpis/schemes/no-such/").status_code == 404
    assert lead.get("/kpis/schemes/no-such/edit/").status_code == 404
    assert lead.get("/kpis/schemes/new/?from=no-such").status_code == 404


@pytest.mark.parametrize(
    "slug",
    ["house", "four-bands", "improving-amber", "on-forecast", "quartile-position", "one-and-five-percent"],
)
def test_the_editor_opens_and_saves_any_scheme_unchanged(lead: Client, slug: str) -> None:
    before = schemes.page(slug).newest.parsed
    assert lead.get(f"/kpis/schemes/{slug}/edit/").status_code == 200
    tolerance = "" if before.default_tolerance is None else str(before.default_tolerance)
    sent = boxes(
        rows_of(slug), label=before.label, default_tolerance=tolerance, note=before.note, approved_by=""
    )
    answer = lead.post(f"/kpis/schemes/{slug}/edit/", sent)
    assert (answer.status_code, answer.url) == (302, f"/kpis/schemes/{slug}/")
    newest = schemes.page(slug).newest
    assert (newest.row.version, newest.since, newest.parsed) == (2, Q3, before)


def test_a_new_version_rates_from_its_quarter_and_old_quarters_keep_theirs(lead: Client) -> None:
    kpi = make_indicator()
    make_target(kpi, value="100")
    make_figure(kpi, "2021-22-Q2", "93")
    make_figure(kpi, "2021-22-Q3", "93")
    assert lead.post(EDIT, boxes(rows_of(), default_tolerance="10")).status_code == 302
    ratings.rate(Scope(indicators=[kpi.pk]))
    assert {row["ordinal"]: row["status"] for row in fetch(Scope(indicators=[kpi.pk]))} == {
        Q3.ordinal - 1: "red",
        Q3.ordinal: "amber",
    }
    page = words_of(lead.get("/kpis/schemes/house/"))
    assert "From Quarter 3 (Oct-Dec) 2021/22 on" in page
    assert "The first quarter to Quarter 2 (July-Sep) 2021/22" in page
    assert "approved by Cabinet" in page


def test_classes_reach_the_ratings(lead: Client) -> None:
    rows = rows_of()
    rows["class"] = [
        {"name": "corporate", "label": "Corporate", "tolerance": "1", "watched": ""},
        {"name": "monitor", "label": "Monitor only", "tolerance": "", "watched": "on"},
    ]
    assert lead.post(EDIT, boxes(rows)).status_code == 302
    found = {}
    for importance in ("corporate", "monitor", ""):
        kpi = make_indicator(f"roads-{importance or 'plain'}", importance=importance)
        make_target(kpi, value="100")
        make_figure(kpi, "2021-22-Q3", "97")
        ratings.rate(Scope(indicators=[kpi.pk]))
        found[importance] = fetch(Scope(indicators=[kpi.pk]))[0]["status"]
    assert found == {"corporate": "red", "monitor": "data_only", "": "amber"}


@pytest.mark.parametrize(
    ("do", "kinds"),
    [
        ("rule-up-2", ["within", "target", "always"]),
        ("rule-down-1", ["within", "target", "always"]),
        ("rule-remove-1", ["within", "always"]),
        ("rule-add", ["target", "within", None, "always"]),
        ("refresh", ["target", "within", "always"]),
    ],
)
def test_buttons_change_the_rows_and_store_nothing(lead: Client, do: str, kinds: list) -> None:
    answer = lead.post(EDIT, boxes(rows_of(), do, label="", note="Half done"))
    assert answer.status_code == 200
    assert [row.get("kind") for row in answer.context["rows"]["rule"]] == kinds
    page = words_of(answer)
    assert "Half done" in page and "There is a problem" not in page
    assert SchemeVersion.objects.filter(scheme__slug="house").count() == 1


def test_the_boxes_of_a_kind_show_when_it_is_chosen(lead: Client) -> None:
    rows = rows_of()
    rows["rule"][1] = {"status": "amber", "kind": "trend"}
    page = words_of(lead.post(EDIT, boxes(rows, "refresh")))
    assert "Compared with" in page and "Percent of the target" not in page


def test_rows_become_text_and_text_rows(lead: Client) -> None:
    text = lead.post(EDIT, boxes(rows_of(), "as-text")).context["text_form"].initial["text"]
    assert "within: {percent: tolerance}" in text
    nested = text.replace("{meets: target}", "{any: [{meets: target}, {not: {meets: floor}}]}")
    answer = lead.post(EDIT, boxes({}, "as-rows", mode="text", text=nested))
    assert answer.context["rows"]["rule"][0]["text"] == "{any: [{meets: target}, {not: {meets: floor}}]}"
    assert not answer.context["as_text"]
    assert lead.post(EDIT, boxes({}, mode="text", text=nested)).status_code == 302
    assert schemes.page("house").newest.parsed.rules[0].when is not None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rules: [", "The text, line 1: check the brackets"),
        ("statuses: []", "Statuses: give at least two"),
        ("name: other", "The text has the parts statuses, rules, classes"),
        ("*alias", "check the brackets"),
    ],
)
@pytest.mark.parametrize("do", ["save", "as-rows", "preview"])
def test_wrong_text_is_refused_and_kept(lead: Client, text: str, sentence: str, do: str) -> None:
    answer = lead.post(EDIT, boxes({}, do, mode="text", text=text))
    assert answer.status_code == 200
    assert sentence in words_of(answer)
    assert answer.context["text_form"].initial["text"] == text
    assert SchemeVersion.objects.filter(scheme__slug="house").count() == 1


def test_a_wrong_row_is_refused_and_kept(lead: Client) -> None:
    rows = rows_of()
    rows["rule"][1]["percent"] = "lots"
    answer = lead.post(EDIT, boxes(rows))
    assert "Rule 2: percent: &quot;lots&quot; is not a number" in words_of(answer)
    assert 'value="lots"' in words_of(answer)


def test_counts_that_were_forged_make_no_rows(lead: Client) -> None:
    sent = boxes(rows_of()) | {"rule-count": "999", "status-count": "²", "class-count": "-1"}
    answer = lead.post(EDIT, sent)
    assert answer.status_code == 200
    assert len(answer.context["rows"]["rule"]) == 20 and answer.context["rows"]["status"] == []


def test_the_trial_lists_what_would_change_and_stores_nothing(lead: Client) -> None:
    before = Rating.objects.count(), SchemeVersion.objects.count()
    rows = rows_of()
    answer = lead.post(EDIT, boxes(rows, "preview", default_tolerance="10"))
    trial = answer.context["trial"]["trial"]
    assert trial.quarter == parse_quarter("2021-22-Q2")
    assert sum(count for _, count in trial.before) == sum(count for _, count in trial.after) == trial.rated
    assert trial.changed and len(trial.changed) < trial.rated
    for each in trial.changed:
        assert (each.before.code, each.after.code) == ("red", "amber")
        assert "5% or less" in each.reason_before and "10% or less" in each.reason_after
    page = words_of(answer)
    assert f"{len(trial.changed)} would be rated otherwise" in page and "Nothing is saved yet" in page
    assert (Rating.objects.count(), SchemeVersion.objects.count()) == before


def test_the_trial_of_the_same_rules_changes_nothing_and_of_other_words_everything(lead: Client) -> None:
    assert lead.post(EDIT, boxes(rows_of(), "preview")).context["trial"]["trial"].changed == []
    renamed = rows_of()
    renamed["status"][0]["label"] = "Well done"
    trial = lead.post(EDIT, boxes(renamed, "preview")).context["trial"]["trial"]
    assert {each.after.word for each in trial.changed} == {"Well done"}


def test_the_trial_is_what_the_worker_would_rate(person) -> None:
    """The draft, tried on the last quarter, against the ratings after it was stored for that quarter."""
    page = schemes.page("house")
    draft = schemes.page("target-and-floor").newest.parsed
    view = visible_to(None)
    trial = schemes.would_change(draft, page, parse_quarter("2021-22-Q2"), view)
    definitions.add_scheme_version(
        content=to_mapping(draft) | {"name": "house"},
        valid_from=parse_quarter("2021-22-Q2"),
        by=person("performance"),
    )
    ratings.rate(EVERYTHING)
    after = schemes.would_change(draft, schemes.page("house"), parse_quarter("2021-22-Q2"), view)
    assert after.changed == []
    assert {m.code: n for m, n in after.before if n} == {m.code: n for m, n in trial.after if n}


def test_a_new_scheme_from_a_copy(lead: Client) -> None:
    assert lead.get("/kpis/schemes/new/?from=four-bands").status_code == 200
    sent = boxes(rows_of("four-bands"), label="Five bands", name="five-bands", based_on="0")
    answer = lead.post("/kpis/schemes/new/?from=four-bands", sent)
    assert answer.url == "/kpis/schemes/five-bands/"
    made = Scheme.objects.get(slug="five-bands")
    assert (made.label, made.is_house_default, made.versions.count()) == ("Five bands", False, 1)
    assert "None. An indicator" in words_of(lead.get(answer.url))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("house", "There is a scheme with the short name"),
        ("House Rules", "Enter small letters"),
        ("", "Enter short name"),
    ],
)
def test_a_new_scheme_needs_a_name_of_its_own(lead: Client, name: str, sentence: str) -> None:
    answer = lead.post("/kpis/schemes/new/", boxes(rows_of(), name=name, based_on="0"))
    assert sentence in words_of(answer)
    assert SchemeVersion.objects.filter(scheme__slug="house").count() == 1


def test_a_trial_of_a_new_scheme_is_on_the_figures_of_the_house_scheme(lead: Client) -> None:
    sent = boxes(rows_of("met-or-not"), "preview", label="Mine", name="mine", based_on="0")
    trial = lead.post("/kpis/schemes/new/?from=met-or-not", sent).context["trial"]["trial"]
    assert {mark.word for mark, count in trial.after if count} >= {"Met", "Not met"}
    assert not Scheme.objects.filter(slug="mine").exists()


def test_two_people_edit_one_scheme_and_nothing_is_lost(lead: Client) -> None:
    assert lead.post(EDIT, boxes(rows_of(), default_tolerance="7")).status_code == 302
    later = str(Q3.ordinal + 1)
    second = lead.post(EDIT, boxes(rows_of(), default_tolerance="8", valid_from=later))
    assert second.status_code == 409
    page = words_of(second)
    assert "Somebody else changed this scheme" in page and 'value="8"' in page
    assert 'name="based_on" value="2"' in page
    assert (
        lead.post(EDIT, boxes(rows_of(), default_tolerance="8", valid_from=later, based_on="2")).status_code
        == 302
    )
    assert [line.row.valid_from for line in schemes.page("house").versions] == [Q3.ordinal + 1, Q3.ordinal, 0]


def test_closed_quarters_and_taken_ones_are_not_offered(lead: Client) -> None:
    assert schemes.first_quarters(schemes.page("house"))[0] == Q3
    assert lead.post(EDIT, boxes(rows_of())).status_code == 302
    assert schemes.first_quarters(schemes.page("house"))[0].ordinal == Q3.ordinal + 1
    answer = lead.post(EDIT, boxes(rows_of(), based_on="2", valid_from=str(Q3.ordinal - 1)))
    assert "Select a valid choice" in words_of(answer)


def test_the_action_refuses_a_closed_quarter_and_other_people(person, q2) -> None:
    content = to_mapping(schemes.page("house").newest.parsed)
    with pytest.raises(SchemeError, match="is closed"):
        actions.save_version(content=content, valid_from=q2, by=person("performance"), based_on=1)
    assert not ReportingQuarter.objects.get(ordinal=q2.ordinal).is_open
    with pytest.raises(PermissionDenied):
        actions.save_version(content=content, valid_from=Q3, by=person("approver"), based_on=1)


def test_an_indicator_of_another_scheme_is_not_tried(person) -> None:
    kpi = Indicator.objects.get(slug="defects-4h-emergency")
    current = Definition.objects.current().get(indicator=kpi)
    definitions.define(
        slug=kpi.slug,
        by=person("performance"),
        based_on=current.version,
        **definition_fields(scheme=Scheme.objects.get(slug="met-or-not")),
    )
    users = {each.indicator.slug for each in schemes.page("house").users}
    assert kpi.slug not in users
    assert [each.indicator.slug for each in schemes.page("met-or-not").users] == [kpi.slug]


@pytest.mark.parametrize("username", ["officer", "approver", "member", "auditor"])
def test_only_the_performance_lead_sees_the_editor(client_of, username: str) -> None:
    for address in ("/kpis/schemes/", "/kpis/schemes/house/", EDIT, "/kpis/schemes/new/"):
        assert client_of(username).get(address).status_code == 403
