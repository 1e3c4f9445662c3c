"""Two people, or one impatient person, at the same figure at the same moment (bars F8 and F9)."""

from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest

from council.models import AuditEntry
from kpis.actions import figures
from kpis.models import Definition, Figure
from kpis.views import entry as entry_view
from tests.integration.kpis.entering import at_once, current, due, save

PAIRS = 200
DOUBLE_CLICKS = 50


@pytest.fixture
def definition(committed_demo, person, q3) -> Definition:
    """An indicator that both the officer and the performance lead enter figures for."""
    return due(person("officer"), q3)[0]


def versions(definition: Definition) -> int:
    return Figure.objects.filter(indicator=definition.indicator_id).count()


def test_the_second_of_two_officers_is_told_and_nothing_is_lost(definition, client_of, q3) -> None:
    officer, lead = client_of("officer"), client_of("performance")
    for number in range(PAIRS):
        seen = current(definition, q3)
        version = seen.version if seen else 0
        theirs, mine = f"{number}.25", f"{number}.75"
        before = versions(definition)
        answers = at_once(
            partial(save, officer, definition, q3, version=version, value=theirs),
            partial(
                save,
                lead,
                definition,
                q3,
                version=version,
                value=theirs if number % 2 else mine,
                note="Checked",
            ),
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409], number
        assert versions(definition) == before + 1
        conflict = next(answer for answer in answers if answer.status_code == 409)
        assert current(definition, q3).version == version + 1
        kept = current(definition, q3).value
        assert f"saved {kept}".encode() in conflict.content
        lost = theirs if conflict is answers[0] or number % 2 else mine
        assert f"You entered {lost}".encode() in conflict.content


def test_the_control_without_the_version_loses_one_silently(db, person, client_of, q3, monkeypatch) -> None:
    """The same pair, if a save were based on whatever version is current when it arrives."""
    definition = due(person("officer"), q3)[0]

    def careless(*, indicator, slot, based_on, **rest):
        newest = (
            Figure.objects.current()
            .filter(indicator=indicator, grain=slot.grain, ordinal=slot.ordinal)
            .first()
        )
        return figures.record(
            indicator=indicator, slot=slot, based_on=newest.version if newest else 0, **rest
        )

    monkeypatch.setattr(entry_view, "figures", SimpleNamespace(record=careless))
    seen = current(definition, q3)
    version = seen.version if seen else 0
    first = save(client_of("officer"), definition, q3, version=version, value="10.25")
    second = save(client_of("performance"), definition, q3, version=version, value="10.75")
    assert (first.status_code, second.status_code) == (302, 302)
    assert current(definition, q3).value == Decimal("10.75")


def test_a_double_click_is_one_change(definition, client_of, q3) -> None:
    officer, again = client_of("officer"), client_of("officer")
    for number in range(DOUBLE_CLICKS):
        seen = current(definition, q3)
        version = seen.version if seen else 0
        before, last = versions(definition), AuditEntry.objects.latest("id").pk
        answers = at_once(
            *(
                partial(save, each, definition, q3, version=version, value=f"{number}.5")
                for each in (officer, again)
            )
        )
        assert [answer.status_code for answer in answers] == [302, 302], number
        assert versions(definition) == before + 1
        assert AuditEntry.objects.filter(pk__gt=last, table="kpis_figure", action="insert").count() == 1
