"""Two people import a register at the same moment: one register comes of it, and the second is told or has nothing to do."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from council.models import User
from council.spreadsheets import read
from risks.actions.imports import Imported, ImportRefused, import_register
from risks.models import Assessment, Details, MatrixVersion, Place, Register
from risks.register_rows import REQUIRED
from tests.integration.kpis.entering import at_once
from tests.unit.risks.import_files import FIRE, FLOODS, csv_of, row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_demo")]

TURNS = 3


def bring(*rows: dict[str, str]) -> Imported | str:
    try:
        return import_register(
            slug="anew",
            sheet=read("register.csv", csv_of(*rows).encode(), needed=REQUIRED),
            on=date(2022, 3, 4),
            by=User.objects.get(username="risk"),
        )
    except ImportRefused as error:
        return str(error)


def test_a_register_that_both_make() -> None:
    work = partial(bring, FLOODS, FIRE)
    done = at_once(*[work] * TURNS)
    assert sum(isinstance(each, Imported) and each.added == 2 for each in done) == 1
    for each in done:
        if isinstance(each, Imported):
            assert 2 in (each.added, each.unchanged)
        else:
            assert each.startswith("Nothing was imported.")
    register = Register.objects.get(slug="anew")
    assert [place.ref for place in Place.objects.filter(register=register)] == ["R1", "R2"]
    assert MatrixVersion.objects.filter(matrix=register.matrix).count() == 1


def test_a_register_that_both_change() -> None:
    assert isinstance(bring(FLOODS, FIRE), Imported)
    changed = [row(title=f"Floods {turn}", likelihood=str(turn + 1)) for turn in range(TURNS)]
    done = at_once(*(partial(bring, each, FIRE) for each in changed))
    assert [each.changed for each in done] == [1] * TURNS
    (place,) = Place.objects.filter(register__slug="anew", ref="R1")
    for model in (Details, Assessment):
        versions = model.objects.filter(entry=place.entry).order_by("version")
        assert [each.version for each in versions] == list(range(1, TURNS + 2))
        assert sum(each.is_current for each in versions) == 1
