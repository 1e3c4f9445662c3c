"""Data for benchmarks: any number of indicators and quarters, written by SQL in seconds, the same on every run.

Indicators differ in polarity and tolerance, one in twenty is cumulative, one figure in 97 is missing; all have a target
a year and use the house scheme."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from council.demo import FIXTURES, read_yaml
from council.models import CorporatePriority, Council, Directorate, ReportingQuarter, Service, User
from council.periods import parse_quarter
from kpis import schemes
from kpis.models import Scheme, SchemeVersion

LAST = parse_quarter("2021-22-Q2").ordinal


@transaction.atomic
def make_council() -> None:
    """An organisation and the reference schemes."""
    Council.objects.create(pk=1, name="Benchmark Council", demonstration="bench")
    now = timezone.now()
    for number in range(1, 5):
        directorate = Directorate.objects.create(
            slug=f"d{number}", name=f"Directorate {number}", position=number
        )
        for part in range(1, 4):
            Service.objects.create(
                slug=f"s{number}{part}", name=f"Service {number}{part}", directorate=directorate
            )
        CorporatePriority.objects.create(slug=f"p{number}", name=f"Priority {number}", position=number)
    for path in sorted((FIXTURES / "reference" / "schemes").glob("*.yaml")):
        parsed = schemes.parse_scheme(read_yaml(path))
        scheme = Scheme.objects.create(
            slug=parsed.name, label=parsed.label, is_house_default=path.stem == "house"
        )
        SchemeVersion.objects.create(
            scheme=scheme, version=1, valid_from=0, content=schemes.to_mapping(parsed), recorded_at=now
        )
    User.objects.create(username="bench", name="Bench")


def make_series(indicators: int, quarters: int) -> None:
    """`indicators` x `quarters` figures ending in 2021-22-Q2, with a target a year and a definition each."""
    first = LAST - quarters + 1
    now = timezone.now()
    for ordinal in range(first, LAST + 1):
        ReportingQuarter.objects.get_or_create(ordinal=ordinal, defaults={"opened_at": now, "closed_at": now})
    statements = [
        """INSERT INTO kpis_indicator (slug, created_at)
           SELECT 'bench-' || i, %(now)s FROM generate_series(1, %(indicators)s) i""",
        """INSERT INTO kpis_definition (version, recorded_at, indicator_id, name, position, priority_id, directorate_id,
               service_id, owner, good_is, value_type, unit, second_measure, second_unit, frequency, basis, cumulative,
               history, tolerance, tolerance_note, description, method, data_source, importance, identifiers, footnotes,
               queries)
           SELECT 1, %(now)s, i.id, 'Indicator number ' || n, n,
                  (SELECT id FROM council_corporatepriority ORDER BY id OFFSET n %% 4 LIMIT 1), s.directorate_id, s.id, '',
                  (ARRAY['high', 'low', 'range'])[1 + (n %% 10) / 4], 'percentage', '%%', '', '', 'quarterly', 'quarter',
                  n %% 20 = 0, 'outturns', CASE n %% 3 WHEN 0 THEN NULL ELSE n %% 7 END, '', '', '', '', '', '[]', '[]', '[]'
           FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM kpis_indicator) i
           JOIN council_service s ON s.id = (SELECT id FROM council_service ORDER BY id OFFSET n %% 12 LIMIT 1)""",
        """INSERT INTO kpis_target (version, recorded_at, indicator_id, grain, ordinal, kind, value, strict, second_unit,
               text, reason, approved_by)
           SELECT 1, %(now)s, i.id, 'Y', y, 'value', round(50 + (i.id * 7 + y * 3) %% 450 / 10.0, 1), '', '', '', '', ''
           FROM kpis_indicator i, generate_series(%(first)s / 4, %(last)s / 4) y""",
        """INSERT INTO kpis_figure (version, recorded_at, indicator_id, grain, ordinal, reported_in, period, value,
               is_running_total, is_forecast, absence, text, state, note, reason)
           SELECT 1, %(now)s, i.id, 'Q', q, q,
                  (q / 4) || '-' || lpad(((q / 4 + 1) %% 100)::text, 2, '0') || '-Q' || (q %% 4 + 1),
                  CASE WHEN m THEN NULL ELSE round(45 + (i.id * 31 + q * 17) %% 550 / 10.0, 1) END, false, false,
                  CASE WHEN m THEN 'not_available' ELSE '' END, CASE WHEN m THEN 'Not collected' ELSE '' END,
                  'validated', '', ''
           FROM kpis_indicator i, generate_series(%(first)s, %(last)s) q, LATERAL (SELECT (i.id * 7 + q) %% 97 = 0 AS m)
           ORDER BY i.id, q""",
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, {"now": now, "indicators": indicators, "first": first, "last": LAST})
        for table in ("indicator", "definition", "target", "figure"):
            cursor.execute(f"ANALYZE kpis_{table}")
