"""Every figure of the three papers is on its indicator's page, with the state that the specification gives it and why.

The kinds of target and period in the papers are counted first, so that none can drop out unseen.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from django.test import Client

from council.periods import Rolling, Slot, parse
from council.presenters import UNRATED, scheme_marks
from kpis.models import Definition, Figure, Indicator, Target
from kpis.presenters import figure_words
from kpis.schemes import to_mapping
from kpis.selectors import indicator, inputs
from kpis.selectors.inputs import EVERYTHING
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import visible_to
from tests.oracles import rating as oracle
from tests.third_paper import third_paper

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Loaded:
    """What the three papers came to, read once."""

    targets: Counter
    periods: Counter
    absences: Counter
    judged: list[dict]
    schemes: dict
    shown: dict[str, list[tuple[str, str, str, str]]]  # slug -> (period, figure, word of its mark, reason)
    pages: dict[str, str]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Loaded:
    """The third paper is loaded on top of the demonstration of the tests, read, and taken away again."""
    with django_db_blocker.unblock(), third_paper() as performance:
        client = Client()
        client.force_login(performance)
        slugs = Indicator.objects.values_list("slug", flat=True)
        return Loaded(
            targets=Counter(Target.objects.current().values_list("kind", "grain")),
            periods=Counter(_kind(figure) for figure in Figure.objects.current()),
            absences=Counter(Figure.objects.current().values_list("absence", flat=True)),
            judged=inputs.fetch(EVERYTHING),
            schemes=schemes_by_version(),
            shown={slug: _shown(slug) for slug in slugs},
            pages={slug: _words(client.get(f"/kpis/{slug}/").content.decode()) for slug in slugs},
        )


def _kind(figure: Figure) -> str:
    period = parse(figure.period)
    months = f" of {period.months} months" if isinstance(period, Rolling) else ""
    return f"{type(period).__name__}{months}{' forecast' if figure.is_forecast else ''} in {figure.grain}"


def _shown(slug: str) -> list[tuple[str, str, str, str]]:
    """What must be on the page, from the rows themselves."""
    page = indicator.page(slug, visible_to(None))
    rows = []
    for point in page.series:
        marks = scheme_marks(point.scheme.statuses) | UNRATED
        figure = figure_words(point.figure, page.definition, point.judged["total"])
        rows.append((point.label, figure, marks[point.calculated].word, point.outcome.reason))
    return rows


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_every_kind_of_target_of_the_papers_is_there(loaded: Loaded) -> None:
    kinds = {kind for kind, _ in loaded.targets}
    assert kinds == {"value", "range", "quartile", "programme", "text"}
    assert {("value", "Q"), ("range", "Q"), ("range", "Y"), ("programme", "P"), ("text", "Y")} <= set(
        loaded.targets
    )
    untargeted = [row for row in loaded.judged if row["target_kind"] is None]
    assert untargeted, "and indicators without any"


def test_every_kind_of_period_of_the_papers_is_there(loaded: Loaded) -> None:
    assert set(loaded.periods) >= {
        "FinancialYear in Y",
        "Quarter in Q",
        "Snapshot in Y",
        "Snapshot in Q",
        "Rolling of 12 months in Q",
        "Rolling of 12 months in Y",
        "Rolling of 3 months in Q",
        "Rolling of 3 months in Y",
        "Rolling of 2 months in Q",
        "Rolling of 6 months in Q",
        "AcademicYear in Y",
        "Month in Q",
        "Month in Y",
        "FinancialYear forecast in Q",
        "RunningTotal in Q",
    }
    assert set(loaded.absences) == {"", "not_available", "not_due"}


def test_every_state_of_every_figure_is_that_of_a_second_engine(loaded: Loaded) -> None:
    for row in loaded.judged:
        naive = {
            name: Fraction(value) if isinstance(value, Decimal) else value for name, value in row.items()
        }
        scheme = to_mapping(loaded.schemes[row["scheme_version_id"]])
        assert row["status"] == oracle.status(naive, scheme), (
            row["indicator_id"],
            Slot(row["grain"], row["ordinal"]),
        )
    states = {row["status"] for row in loaded.judged}
    assert states == {"green", "amber", "red", "data_only", "not_available", "not_due", "unrateable"}


def test_every_figure_is_on_its_page_with_its_state_and_why(loaded: Loaded) -> None:
    assert sum(map(len, loaded.shown.values())) == len(loaded.judged) > 450
    for slug, rows in loaded.shown.items():
        for period, figure, word, reason in rows:
            for part in (period, figure, word, reason):
                assert part, (slug, period)
                assert " ".join(part.split()) in loaded.pages[slug], (slug, period, part)


def test_indicators_in_words_have_a_page_too(loaded: Loaded) -> None:
    in_words = (
        Definition.objects.current().filter(value_type="text").values_list("indicator__slug", flat=True)
    )
    assert all(loaded.pages[slug] for slug in in_words)
