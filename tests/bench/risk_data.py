"""Registers for benchmarks: entries of the corporate register, reviewed in any number of quarters, the same on every run.

Four in five are risks; one in five came up from a directorate's register. One entry in ten says as much as the longest card
of the paper of November 2021 (30 controls, 35 actions), the others as much as its middle one (3 controls, 3 actions). In
the quarter that is open half of the entries are assessed, and some reviews are submitted or agreed.
"""

from __future__ import annotations

import datetime
import json

from django.db import connection, transaction
from django.utils import timezone

from council.authorization import Role
from council.demo import FIXTURES
from council.models import CorporatePriority, Directorate, RoleAssignment, Service, User
from council.periods import Quarter
from risks.models import (
    Action,
    Control,
    Details,
    Entry,
    MatrixVersion,
    Movement,
    Place,
    Register,
    ReviewRound,
    RiskMatrix,
)
from tests.bench import data

OPEN = data.LAST + 1
MATRIX = FIXTURES / "reference" / "matrices" / "five-by-five.json"
SENTENCE = "Work ongoing to prioritise the return of single services and to agree appropriate timelines"
#: Groups and items of an outline, controls, actions: of the longest card and of the middle one.
LONGEST, MIDDLE = (6, 6, 30, 35), (2, 4, 3, 3)


@transaction.atomic
def make_registers(entries: int, quarters: int) -> None:
    """`entries` on the corporate register with `quarters` closed quarters ending in 2021-22-Q2, and the next one open."""
    first = data.LAST - quarters + 1
    ReviewRound.objects.bulk_create(
        ReviewRound(
            ordinal=ordinal,
            opened_at=_noon(Quarter.from_ordinal(ordinal).start),
            closed_at=_noon(Quarter.from_ordinal(ordinal).end) if ordinal < OPEN else None,
            due_on=Quarter.from_ordinal(ordinal).end,
        )
        for ordinal in range(first, OPEN + 1)
    )
    _enter(entries, Quarter.from_ordinal(first))
    _assess(first)


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def outline(groups: int, items: int, words: str) -> list[dict[str, object]]:
    """Groups of sentences, each under a heading, that tell which entry says them."""
    return [
        {
            "heading": f"Heading {group}",
            "items": [{"text": f"{SENTENCE} ({words}, {item})"} for item in range(items)],
        }
        for group in range(groups)
    ]


def _size(number: int) -> tuple[int, int, int, int]:
    return LONGEST if number % 10 == 0 else MIDDLE


def _enter(entries: int, quarter: Quarter) -> None:
    """Registers, entries with what is said of them, their measures, and the movements that brought them there."""
    now = _noon(quarter.start)
    corporate, directorates = _registers(now)
    reviewers = _officers()
    priorities, services = list(CorporatePriority.objects.all()), list(Service.objects.all())
    made = Entry.objects.bulk_create(
        Entry(kind="opportunity" if number % 5 == 4 else "risk") for number in range(entries)
    )
    places, movements, details, measures = [], [], [], {Control: [], Action: []}
    for number, entry in enumerate(made):
        groups, items, controls, actions = _size(number)
        ref = f"{'CO' if entry.is_opportunity else 'Corp'}{number + 1}"
        up = Place(entry=entry, register=corporate, ref=ref, key=ref.lower(), position=number)
        came = [(up, Movement.Kind.TAKEN_OVER)]
        if number % 5 == 0:
            below = directorates[number % len(directorates)]
            home = Place(entry=entry, register=below, ref=f"D{number}", key=f"d{number}", position=number)
            came = [(home, Movement.Kind.TAKEN_OVER), (up, Movement.Kind.ESCALATED)]
        places += [place for place, _ in came]
        said = [(place, kind, quarter.ordinal) for place, kind in came]
        if number % 10 == 1:
            said.append((up, Movement.Kind.NOTED, data.LAST))
        movements += [
            Movement(place=place, kind=kind, ordinal=ordinal, reason=SENTENCE, score=12, recorded_at=now)
            for place, kind, ordinal in said
        ]
        details.append(
            Details(
                entry=entry,
                recorded_at=now,
                title=f"{entry.get_kind_display()} number {number + 1}",
                category=("Finance", "Reputational", "Organisational")[number % 3],
                description=outline(groups, items, f"description {number}"),
                consequences=outline(groups, items, f"consequences {number}"),
                owner=f"Director {number % 12}",
                reviewer=reviewers[number % len(reviewers)],
                priority=priorities[number % len(priorities)],
            )
        )
        for model, count, more in ((Control, controls, {}), (Action, actions, {"kind": "mitigating"})):
            measures[model] += [
                model(
                    entry=entry,
                    number=place,
                    position=place,
                    recorded_at=now,
                    heading=f"Heading {place // 6}",
                    owner=f"Director {number % 12}",
                    text=f"{SENTENCE} ({number}, {place})",
                    **more,
                )
                for place in range(1, count + 1)
            ]
    Place.objects.bulk_create(places)
    Movement.objects.bulk_create(movements)
    Details.objects.bulk_create(details)
    Details.services.through.objects.bulk_create(
        Details.services.through(details=row, service=services[number % len(services)])
        for number, row in enumerate(details)
    )
    for model, rows in measures.items():
        model.objects.bulk_create(rows)


def _officers() -> list[User]:
    """Ten people who review what bears their name."""
    officers = [
        User.objects.create(username=f"officer-{number}", name=f"Officer {number}") for number in range(10)
    ]
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=Role.OFFICER) for user in officers)
    return officers


def _registers(now: datetime.datetime) -> tuple[Register, list[Register]]:
    matrix = RiskMatrix.objects.create(slug="five-by-five", name="Five by five")
    content = json.loads(MATRIX.read_text(encoding="utf-8"))
    MatrixVersion.objects.create(matrix=matrix, version=1, valid_from=0, content=content, recorded_at=now)
    corporate = Register.objects.create(
        slug="corporate",
        name="Corporate register",
        kind="corporate",
        matrix=matrix,
        for_members=True,
        escalates_at=12,
    )
    return corporate, [
        Register.objects.create(
            slug=f"register-{row.slug}",
            name=f"Register of {row.name}",
            kind="directorate",
            directorate=row,
            matrix=matrix,
            escalates_at=12,
            position=1 + number,
        )
        for number, row in enumerate(Directorate.objects.all())
    ]


def _assess(first: int) -> None:
    """An assessment a quarter, a score that changes within four years, and an agreed review. One in 23 was left out."""
    texts = [json.dumps(outline(groups, items, "progress")) for groups, items, *_ in (LONGEST, MIDDLE)]
    statements = [
        """INSERT INTO risks_assessment (version, recorded_at, entry_id, ordinal, matrix_id, current_likelihood,
               current_impact, current_score, target_likelihood, target_impact, target_score, inherent_likelihood,
               inherent_impact, inherent_score, as_printed, target_on, target_date_text, confidence, direction, travel,
               progress, summary, reason)
           SELECT 1, r.opened_at, e.id, r.ordinal, (SELECT id FROM risks_matrixversion), now_l, now_i, now_l * now_i,
                  then_l, then_i, then_l * then_i, 5, 5, 25, '{}', make_date(r.ordinal / 4 + 1 + n::int %% 3, 3, 31), '',
                  (ARRAY['green', 'amber', 'red', ''])[1 + (n + r.ordinal) %% 4],
                  (ARRAY['improving', 'same', 'worsening'])[1 + (n + r.ordinal) %% 3], '[]',
                  CASE WHEN n %% 10 = 1 THEN %(longest)s::jsonb ELSE %(middle)s::jsonb END, %(summary)s::jsonb, ''
           FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM risks_entry) e
           CROSS JOIN risks_reviewround r
           CROSS JOIN LATERAL (SELECT 1 + (n * 7 + (r.ordinal + n) / 4) %% 5 AS now_l, 2 + (n * 3) %% 4 AS now_i) score
           CROSS JOIN LATERAL (SELECT greatest(1, now_l - 1) AS then_l, greatest(1, now_i - n %% 2) AS then_i) target
           WHERE (r.ordinal = %(first)s OR (n * 7 + r.ordinal) %% 23 > 0) AND (r.closed_at IS NOT NULL OR n %% 2 = 0)
           ORDER BY e.id, r.ordinal""",
        """INSERT INTO risks_review (entry_id, round_id, state, submitted_by_id)
           SELECT entry_id, ordinal,
                  CASE WHEN closed_at IS NOT NULL OR entry_id %% 3 = 0 THEN 'agreed'
                       WHEN entry_id %% 3 = 1 THEN 'submitted' ELSE 'in_progress' END,
                  (SELECT min(id) FROM council_user)
           FROM risks_assessment JOIN risks_reviewround USING (ordinal)""",
        """INSERT INTO risks_reviewstep (review_id, step, at, by_id, comment)
           SELECT id, step, opened_at, submitted_by_id, ''
           FROM risks_review JOIN risks_reviewround ON ordinal = round_id
           CROSS JOIN (VALUES (1, 'submitted'), (2, 'agreed')) AS steps (n, step)
           WHERE state = 'agreed' OR (state = 'submitted' AND n = 1)
           ORDER BY id, n""",
    ]
    given = {"first": first, "longest": texts[0], "middle": texts[1], "summary": json.dumps([SENTENCE])}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, given)
