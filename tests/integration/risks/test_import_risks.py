"""`bin/manage import_risks`, from a file on disk to the register that pages read: all of it or nothing."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from council.authorization import Role
from council.models import AuditEntry, User
from risks.actions import entries, movements, reviews, rounds
from risks.models import (
    Assessment,
    Details,
    Entry,
    MatrixVersion,
    Movement,
    Place,
    Register,
    ReviewRound,
    RiskMatrix,
)
from tests import hostile_files as hostile
from tests.risk_factories import (
    DECISION,
    agree_review,
    close_quarter,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
    rows_by_ref,
)
from tests.unit.risks.import_files import COLUMNS, FIRE, FLOODS, FOUR, LETTERED, ON, row
from tests.unit.risks.import_files import run as run_command

pytestmark = pytest.mark.django_db

WRITTEN = (
    Register,
    RiskMatrix,
    MatrixVersion,
    ReviewRound,
    Entry,
    Place,
    Details,
    Assessment,
    Movement,
    AuditEntry,
)


def counts() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


# --- What a good file does ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_file_becomes_a_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(hostile, "HEADINGS", COLUMNS)
    path = tmp_path / f"register.{kind}"
    floods = row(
        kind="risk", description="Rain\n- more of it", score="16", target_likelihood="Rare", target_impact="4",
        target_date="June 2022",
    )  # fmt: skip
    grants = row(FIRE, ref="O1", kind="opportunity", target_score="20", likelihood="3", impact="5")
    path.write_bytes(hostile.WRITERS[kind]([floods, grants]))
    out, err = io.StringIO(), io.StringIO()
    call_command("import_risks", path, register="anew", on=date.fromisoformat(ON), stdout=out, stderr=err)

    assert out.getvalue() == "anew, Quarter 4 (Jan-March) 2021/22: 2 added, 0 changed, 0 unchanged\n"
    assert err.getvalue() == ("The register anew was made: corporate, called Anew, not for members.\n")
    first, second = rows_by_ref("anew").values()
    assert (first.ref, first.details.title, first.details.owner) == ("R1", "Floods", "Head of Highways")
    assert [item["text"] for item in first.details.description[0]["items"]] == ["Rain", "more of it"]
    assert (first.current.words, first.current.score, first.current.band.label) == (
        "Major/Likely",
        16,
        "High",
    )
    assert (first.target.words, first.residual_score, first.target_date) == ("Major/Rare", 4, "June 2022")
    assert first.assessment.target_on == date(2022, 6, 30)
    assert first.is_reviewed
    assert (second.is_opportunity, second.current.words) == (True, "Outstanding/Possible")
    assert (second.target.score, second.target.words) == (20, "")
    assert {each.recorded_by for each in Assessment.objects.filter(entry__places__register__slug="anew")} == {
        risk_lead()
    }
    assert set(Movement.objects.filter(place__register__slug="anew").values_list("kind", flat=True)) == {
        "taken_over"
    }
    last = AuditEntry.objects.filter(table="risks_assessment").first()
    assert (last.who, last.system) == (risk_lead(), "import_risks")


def test_the_same_file_again_writes_nothing(run) -> None:
    given = (row(description="Rain", target_score="4", target_date="Ongoing"), FIRE)
    run(*given)
    before = counts()
    out, err, refused = run(*given)
    assert (out, err, refused) == (
        "anew, Quarter 4 (Jan-March) 2021/22: 0 added, 0 changed, 2 unchanged\n",
        "",
        "",
    )
    assert counts() == before


def test_what_differs_is_superseded_and_nothing_else(run) -> None:
    run(FLOODS, FIRE, row(ref="R3", title="Frost"))
    out, _, _ = run(
        row(title="Floods in the valleys"), row(FIRE, likelihood="2"), row(ref="R3", title="Frost")
    )
    assert out.endswith("0 added, 2 changed, 1 unchanged\n")
    floods, fire, frost = rows_by_ref("anew").values()
    assert [(each.details.version, each.assessment.version) for each in (floods, fire, frost)] == [
        (2, 1), (1, 2), (1, 1),
    ]  # fmt: skip
    assert floods.details.title == "Floods in the valleys"
    assert floods.details.reason == "Imported from register.csv"
    assert fire.current.score == 8


def test_later_rows_are_new_and_rows_that_are_missing_stay(run) -> None:
    run(FLOODS, FIRE)
    out, err, _ = run(row(ref="r 1"), row(ref="R3", title="Frost"))
    assert out.endswith("1 added, 0 changed, 1 unchanged\n")
    assert err == "Not in the file, and left as they are: R2.\n"
    assert list(rows_by_ref("anew")) == ["R1", "R2", "R3"]
    assert Movement.objects.get(place__ref="R3", place__register__slug="anew").kind == "new"


def test_columns_that_are_not_there_leave_what_is_kept(run) -> None:
    run(row(description="Rain", target_score="4", target_date="2022-06-30"))
    out, _, _ = run(FLOODS, columns=("ref", "title", "likelihood", "impact"))
    assert "1 unchanged" in out
    out, _, _ = run(row(likelihood="3"), columns=("ref", "title", "likelihood", "impact"))
    (floods,) = rows_by_ref("anew").values()
    assert "1 changed" in out
    assert (floods.current.score, floods.target.score, floods.target_date) == (12, 4, "30 June 2022")
    assert floods.details.version == 1


def test_an_empty_cell_empties_what_is_kept(run) -> None:
    run(row(description="Rain", target_score="4", target_date="2022-06-30"))
    run(FLOODS)
    (floods,) = rows_by_ref("anew").values()
    assert (floods.details.description, floods.target.score, floods.target_date) == ([], None, "")


def test_what_an_owner_said_in_the_quarter_stays(run) -> None:
    run(FLOODS)
    place = rows_by_ref("anew")["R1"].place
    reviews.assess_part(
        place.entry, quarter=open_quarter(), by=risk_lead(), based_on=1, confidence="amber", direction="same",
        progress=[{"items": [{"text": "Gullies cleared"}]}], as_printed={"score": "15"},
    )  # fmt: skip
    run(row(target_date="2022-06-30"))
    standing = rows_by_ref("anew")["R1"].assessment
    assert (standing.version, standing.confidence, standing.direction) == (3, "amber", "same")
    assert standing.progress == [{"items": [{"text": "Gullies cleared"}]}]
    assert standing.as_printed == {"score": "15"}
    run(row(likelihood="2", target_date="2022-06-30"))
    assert rows_by_ref("anew")["R1"].assessment.as_printed == {}, "the words spoke of another position"


def test_the_next_quarters_file_is_the_next_quarters_assessment(run) -> None:
    run(FLOODS)
    quarter = open_next()
    out, _, _ = run(FLOODS)
    assert out == "anew, Quarter 1 (April-June) 2022/23: 0 added, 1 changed, 0 unchanged\n"
    (floods,) = rows_by_ref("anew").values()
    assert (floods.is_reviewed, floods.before.score, floods.travel.value) == (True, 16, "same")
    assert floods.entry.assessments.count() == 2
    assert floods.quarter == quarter


def test_without_an_open_quarter_that_of_the_day_is_opened(run) -> None:
    close_quarter()
    out, err, refused = run(FLOODS, on=date(2022, 4, 1))
    assert (out, refused) == ("anew, Quarter 1 (April-June) 2022/23: 1 added, 0 changed, 0 unchanged\n", "")
    assert "No risk quarter was open: Quarter 1 (April-June) 2022/23 is open now.\n" in err
    assert open_quarter().label == "Quarter 1 (April-June) 2022/23"


def test_a_quarter_that_is_closed_is_not_opened_again(run) -> None:
    close_quarter()
    before = counts()
    assert "Quarter 4 (Jan-March) 2021/22 is closed" in run(FLOODS)[2]
    assert counts() == before


@pytest.mark.parametrize(
    ("option", "slug", "kind"),
    [("service", "highways", "service"), ("directorate", "growth-environment-transport", "directorate")],
)
def test_the_register_of_a_service_or_directorate(run, option: str, slug: str, kind: str) -> None:
    out, err, refused = run(FLOODS, **{option: slug})
    assert (refused, out.endswith("1 added, 0 changed, 0 unchanged\n")) == ("", True)
    made = Register.objects.get(slug="anew")
    assert (made.kind, getattr(made, option).slug, made.for_members) == (kind, slug, False)
    assert f"{kind}, called Anew" in err
    assert "1 unchanged" in run(FLOODS, **{option: slug})[0]
    assert "is not the register of" in run(FLOODS, service="adult-services")[2]


# --- What is refused ---------------------------------------------------------------------------------------------------


def refuses(run, code: str, *given: dict[str, str], **options: Any) -> str:
    """The line of the one finding; nothing may have been written."""
    before = counts()
    out, err, refused = run(*given, **options)
    assert (out, counts()) == ("", before)
    assert refused == "1 finding, so nothing was imported. Mend what the lines above name."
    (line,) = err.splitlines()
    assert line.split(": ")[1] == code
    return line


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("score_mismatch", {"score": "15"}),
        ("wrong_axis", {"likelihood": "Major (4)"}),
        ("unknown_value", {"impact": "6"}),
        ("unknown_value", {"title": ""}),
        ("target_worse", {"target_score": "20"}),
        ("missing_owner", {"owner": ""}),
        ("date_passed", {"target_score": "4", "target_date": "2022-03-03"}),
        ("duplicate_ref", {"ref": "r2"}),
        ("unusable_ref", {"ref": "Movements"}),
        ("too_long", {"title": "x" * 401}),
    ],
)
def test_a_finding_and_nothing_is_written(run, code: str, cells: dict[str, str]) -> None:
    assert refuses(run, code, FIRE, row(**cells)).startswith(f"{row(**cells)['ref']}: ")


def test_every_finding_is_named_in_the_order_of_the_register(run) -> None:
    _, err, refused = run(row(owner="", score="3"), row(FIRE, likelihood="Moderate"))
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["R1", "score_mismatch"], ["R1", "missing_owner"], ["R2", "wrong_axis"],
    ]  # fmt: skip
    assert refused.startswith("3 findings")


def test_current_and_target_exchanged(run) -> None:
    cells = {"likelihood": "2", "impact": "3", "score": "20", "target_likelihood": "4", "target_impact": "5"}
    assert refuses(run, "swapped", row(**cells, target_score="6")) == (
        "R1: swapped: the score 20 belongs to the target's likelihood and impact, and 6 to the current ones. "
        "Current and target look exchanged."
    )


def test_another_kind_than_the_one_that_is_kept(run) -> None:
    run(FLOODS)
    line = refuses(run, "kind_differs", row(kind="opportunity"))
    assert line == "R1: kind_differs: it is kept as a risk. Write risk as its kind."


def test_an_entry_that_has_left_comes_back_by_a_decision_only(run) -> None:
    run(FLOODS, FIRE)
    movements.close(
        rows_by_ref("anew")["R1"].place, quarter=open_quarter(), decision=DECISION, by=risk_lead()
    )
    refuses(run, "off_register", FLOODS, FIRE)
    assert "1 unchanged" in run(FIRE)[0]


@pytest.mark.parametrize("state", ["submitted", "agreed"])
def test_a_review_that_lies_with_the_risk_lead(run, state: str) -> None:
    run(FLOODS)
    place = rows_by_ref("anew")["R1"].place
    agree_review(place)
    if state == "submitted":
        reviews.send_back(place.entry, quarter=open_quarter(), by=risk_lead(), comment="Look again")
        reviews.submit(place.entry, quarter=open_quarter(), by=risk_lead())
    assert f"its review is {state}" in refuses(run, "reviewed", row(likelihood="1"))
    assert "1 unchanged" in run(FLOODS)[0]


def test_an_entry_that_another_registers_matrix_scores(run) -> None:
    own = make_matrix("four", FOUR)
    service = make_register("below", service="highways", matrix=own)
    above = make_register("above")
    movements.escalate(
        make_entry(service, "H1"),
        to=above,
        ref="C1",
        quarter=open_quarter(),
        decision=DECISION,
        by=risk_lead(),
    )
    assert "Register below" in refuses(run, "other_matrix", row(ref="C1"), register="above")


def test_a_register_that_has_ended(run) -> None:
    assert "is not kept in Quarter 4 (Jan-March) 2021/22" in run(FLOODS, register="corporate-2018")[2]


def test_a_register_whose_matrix_begins_later(run) -> None:
    """Its first version scores the quarters before it as well."""
    make_register("later", matrix=make_matrix("four", FOUR, valid_from=open_quarter().next))
    assert run(row(likelihood="Chance 4", impact="Harm 2"), register="later")[2] == ""
    (floods,) = rows_by_ref("later").values()
    assert floods.current.score == 8


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    refused = run_command(
        tmp_path,
        "ref,title,likelihood,impact,title\nR1,Floods,4,4,Fire\n",
        register="anew",
        on=date.fromisoformat(ON),
    )[2]
    assert "has the column title twice" in refused


def test_a_short_name_that_cannot_be_one(run) -> None:
    before = counts()
    for trial in (True, False):
        assert "“Not a name!” cannot be a short name" in run(FLOODS, register="Not a name!", dry_run=trial)[2]
        assert "is the name of a page" in run(FLOODS, register="reviews", dry_run=trial)[2]
    assert counts() == before


def test_scores_too_long_to_be_kept(run) -> None:
    long = {**LETTERED, "grid": {**LETTERED["grid"], "A1": "0.000000000000001"}}
    before = counts()
    assert "Enter a number" in run(row(likelihood="A", impact="1"), matrix=long)[2]
    assert counts() == before


@pytest.mark.parametrize("options", [{"service": "no-such"}, {"directorate": "no-such"}, {"by": "nobody"}])
def test_names_that_nobody_has(run, options: dict[str, str]) -> None:
    assert "There is no" in run(FLOODS, **options)[2]


def test_without_a_risk_lead(run) -> None:
    User.objects.filter(username="risk").update(is_active=False)
    assert "There is no risk lead. Say who imports" in run(FLOODS)[2]


def test_permissions(run) -> None:
    make_register("roads", service="highways")
    make_person("narrow", Role.RISK, service="highways")
    assert "may not keep the risk register" in run(FLOODS, by="officer")[2]
    assert "part of the council only" in run(FLOODS, by="narrow")[2]
    assert "may not keep the risk register of Corporate" in run(FLOODS, register="corporate", by="narrow")[2]
    assert "1 added" in run(FLOODS, register="roads", by="narrow")[0]
    assert "part of the council only" in run(FLOODS, register="roads", by="narrow", matrix=FOUR)[2]


def test_somebody_else_is_quicker(run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(FLOODS, FIRE)
    real = entries.change

    def overtaken(entry, *, based_on: int, **fields):
        real(entry, based_on=based_on, **fields | {"title": "Rewritten"})
        return real(entry, based_on=based_on, **fields)

    monkeypatch.setattr(entries, "change", overtaken)
    before = counts()
    _, _, refused = run(row(title="Floods again"), row(FIRE, title="Fire again"))
    assert "at the same moment. Nothing was imported" in refused
    assert counts() == before


def test_two_hundred_entries_are_imported_in_bounded_queries(run, django_assert_max_num_queries) -> None:
    many = [row(ref=f"R{number}") for number in range(1, 201)]
    with django_assert_max_num_queries(60):
        assert "200 added" in run(*many)[0]
    with django_assert_max_num_queries(25):
        assert "200 unchanged" in run(*many)[0]
    assert rounds.open_now() == open_quarter()
