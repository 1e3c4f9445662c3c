"""Registers imported by other councils' matrices: scored and banded by them, each assessment by the version of its time."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risks.models import Assessment, MatrixVersion, Register
from tests.risk_factories import make_register, open_next, rows_by_ref
from tests.unit.risks.import_files import FLOODS, FOUR, LETTERED, row

pytestmark = pytest.mark.django_db


def test_another_matrix_scores_from_the_open_quarter_on(run) -> None:
    run(FLOODS)
    quarter = open_next()
    out, err, refused = run(row(likelihood="Chance 4", impact="Harm 2"), matrix=FOUR)
    assert (refused, err) == ("", "")
    assert "1 changed" in out
    (floods,) = rows_by_ref("anew").values()
    assert (floods.current.score, floods.current.band.label) == (8, "Large")
    earlier, later = floods.entry.assessments.order_by("ordinal")
    assert [each.matrix.version for each in (earlier, later)] == [1, 2]
    assert later.matrix.valid_from == quarter.ordinal
    assert earlier.matrix.parsed().band(Decimal(16)).label == "High"


def test_the_same_matrix_is_no_new_version(run) -> None:
    run(FLOODS, matrix=FOUR)
    before = MatrixVersion.objects.count()
    out, _, refused = run(FLOODS, matrix={**FOUR, "name": "written otherwise"})
    assert ("1 unchanged" in out, refused) == (True, "")
    assert MatrixVersion.objects.count() == before


def test_a_second_matrix_within_a_quarter_is_a_matrix_of_its_own(run) -> None:
    run(FLOODS, matrix=FOUR)
    register = Register.objects.get(slug="anew")
    first = register.matrix
    by_four = Assessment.objects.current().get(entry__places__register=register)
    _, err, refused = run(row(likelihood="A", impact="1"), matrix=LETTERED)
    assert refused == ""
    assert "is scored by a matrix of its own from Quarter 4 (Jan-March) 2021/22 on" in err
    register.refresh_from_db()
    assert register.matrix != first
    by_four.refresh_from_db()
    assert by_four.matrix.matrix == first, "what was scored before keeps its matrix"


def test_other_registers_with_the_same_matrix_keep_it(run) -> None:
    other = make_register("other")
    before = MatrixVersion.objects.filter(matrix=other.matrix).count()
    _, err, refused = run(FLOODS, register="other", matrix=FOUR)
    assert refused == ""
    assert "is scored by a matrix of its own" in err
    other.refresh_from_db()
    corporate = Register.objects.get(slug="corporate")
    assert other.matrix != corporate.matrix
    assert MatrixVersion.objects.filter(matrix=corporate.matrix).count() == before


def test_an_assessment_that_the_new_matrix_cannot_score(run) -> None:
    make_register("other")
    run(row(target_likelihood="1", target_impact="5"), register="other")
    _, _, refused = run(
        FLOODS, register="other", matrix=FOUR, columns=("ref", "title", "likelihood", "impact")
    )
    assert refused.startswith("Nothing was imported. R1: The impact of the target position is 5")


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, str]], list[tuple[Decimal, str]]]:
    """A matrix, rows of a register by it, and their scores and bands worked out anew."""
    shape = draw(st.sampled_from(["4x4", "5x4", "0-5", "lettered", "grid"]))
    if shape == "0-5":
        sides: list[list[Any]] = [[0, 1, 2, 3, 4, 5]] * 2
    elif shape == "lettered":
        sides = [list("ABCDE"), [1, 2, 3, 4]]
    else:
        sides = [list(range(1, size + 1)) for size in {"4x4": (4, 4), "5x4": (5, 4), "grid": (3, 6)}[shape]]
    likelihoods, impacts = sides
    scores = {(a, b): Decimal(a * b) for a, b in product(*sides)} if shape not in {"lettered", "grid"} else {}
    matrix: dict[str, Any] = {
        "likelihood": [{"value": value, "label": f"Chance {value}"} for value in likelihoods],
        "impact": [{"value": value, "label": f"Harm {value}"} for value in impacts],
        "score": "product",
    }
    if not scores:
        hand_set = draw(st.lists(st.integers(0, 40), min_size=24, max_size=24))
        scores = {pair: Decimal(score) for pair, score in zip(product(*sides), hand_set, strict=False)}
        matrix |= {"score": "grid", "grid": {f"{a}{b}": int(score) for (a, b), score in scores.items()}}
    limit = draw(st.integers(1, 20))
    matrix["bands"] = [
        {"label": "Below", "from": 0, "to": limit},
        {"label": "Above", "from": limit + 1, "to": 60},
    ]
    chosen = draw(st.lists(st.sampled_from(sorted(scores, key=str)), min_size=1, max_size=4))
    rows_: list[dict[str, str]] = []
    for number, (likelihood, impact) in enumerate(chosen, start=1):
        by_label = draw(st.booleans())
        rows_.append(
            row(
                ref=f"R{number}",
                likelihood=f"Chance {likelihood}" if by_label else str(likelihood),
                impact=f"Harm {impact}" if by_label else str(impact),
            )
        )
    expected = [(scores[pair], "Below" if scores[pair] <= limit else "Above") for pair in chosen]
    return matrix, rows_, expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_any_matrix_scores_and_bands_what_is_imported(run, case) -> None:
    matrix, given_rows, expected = case
    with transaction.atomic():
        out, _err, refused = run(*given_rows, matrix=matrix)
        assert (refused, out.endswith(f" {len(given_rows)} added, 0 changed, 0 unchanged\n")) == ("", True)
        found = [(each.current.score, each.current.band.label) for each in rows_by_ref("anew").values()]
        assert found == expected
        assert run(*given_rows)[0].endswith(f" 0 added, 0 changed, {len(given_rows)} unchanged\n")
        printed = run(*given_rows, dry_run=True)[0].splitlines()[1:]
        assert printed == [
            f"{cells['ref']},{score},{band},,"
            for cells, (score, band) in zip(given_rows, expected, strict=True)
        ]
        transaction.set_rollback(True)
