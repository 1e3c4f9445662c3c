"""Addresses of the registers, under /risks/. What begins with a fixed word stands before a register's name."""

from django.urls import URLPattern, path

from risks.actions.measures import Of
from risks.views import (
    checks,
    decisions,
    entries,
    heat_map,
    imports,
    matrices,
    measures,
    movements,
    moves,
    pages,
    profile,
    registers,
    review_parts,
    reviews,
    rounds,
)
from risks.views.move_kinds import Close, DeEscalate, Escalate, Keep, Merge, Note, Reopen


def measure_paths(of: Of) -> list[URLPattern]:
    """The addresses of an entry's controls, and the same ones of its actions."""
    start, kind = f"<slug:register>/<str:ref>/{of}s/", {"of": of}
    return [
        path(f"{start}add/", measures.add, kind, name=f"risk-{of}-add"),
        path(f"{start}<int:number>/", measures.edit, kind, name=f"risk-{of}"),
        path(f"{start}<int:number>/end/", measures.end, kind, name=f"risk-{of}-end"),
        path(f"{start}<int:number>/put-back/", measures.put_back, kind, name=f"risk-{of}-put-back"),
        path(f"{start}<int:number>/move/", measures.move, kind, name=f"risk-{of}-move"),
    ]


urlpatterns = [
    path("", pages.register_list, name="risk-list"),
    path("reviews/", reviews.review_list, name="risk-reviews"),
    path("rounds/", rounds.round_list, name="risk-rounds"),
    path("rounds/<str:quarter>/", rounds.round_page, name="risk-round"),
    path("rounds/<str:quarter>/open/", rounds.open_round, name="risk-round-open"),
    path("rounds/<str:quarter>/deadline/", rounds.move_deadline, name="risk-round-deadline"),
    path("rounds/<str:quarter>/agree/", rounds.agree_clear, name="risk-round-agree"),
    path("rounds/<str:quarter>/close/", rounds.close_round, name="risk-round-close"),
    path("rounds/<str:quarter>/reopen/", rounds.reopen_round, name="risk-round-reopen"),
    path("manage/", registers.manage, name="risk-manage"),
    path("registers/", registers.register_list, name="risk-registers"),
    path("registers/add/", registers.add, name="risk-register-add"),
    path("registers/<slug:slug>/", registers.edit, name="risk-register-edit"),
    path("matrices/", matrices.matrix_list, name="risk-matrices"),
    path("matrices/add/", matrices.add, name="risk-matrix-add"),
    path("matrices/<slug:slug>/", matrices.matrix_page, name="risk-matrix"),
    path("matrices/<slug:slug>/version/", matrices.version, name="risk-matrix-version"),
    # A register; its short name is none of the fixed words above (risks.references.RESERVED_REGISTERS).
    path("<slug:register>/", pages.register_page, name="risk-register"),
    path("<slug:register>/add/", entries.add, name="risk-entry-add"),
    path("<slug:register>/import/", imports.upload, name="risk-import"),
    path("<slug:register>/heat-map/", heat_map.heat_map_page, name="risk-heat-map"),
    path("<slug:register>/profile/", profile.profile_page, name="risk-profile"),
    path("<slug:register>/movements/", movements.movements_page, name="risk-movements"),
    path("<slug:register>/checks/", checks.checks_page, name="risk-checks"),
    # An entry of a register: what begins with a fixed word stands before a reference (risks.references.RESERVED).
    path("<slug:register>/<str:ref>/", pages.entry_page, name="risk-entry"),
    path("<slug:register>/<str:ref>/edit/", entries.edit, name="risk-entry-edit"),
    path("<slug:register>/<str:ref>/measures/", measures.measure_list, name="risk-measures"),
    *measure_paths("control"),
    *measure_paths("action"),
    path("<slug:register>/<str:ref>/review/", reviews.review, name="risk-review"),
    path("<slug:register>/<str:ref>/review/score/", review_parts.score, name="risk-review-score"),
    path("<slug:register>/<str:ref>/review/measures/", review_parts.measures, name="risk-review-measures"),
    path("<slug:register>/<str:ref>/review/progress/", review_parts.progress, name="risk-review-progress"),
    path("<slug:register>/<str:ref>/review/check/", reviews.check, name="risk-review-check"),
    path("<slug:register>/<str:ref>/review/submitted/", reviews.submitted, name="risk-review-submitted"),
    path("<slug:register>/<str:ref>/review/take-back/", reviews.take_back, name="risk-review-take-back"),
    path("<slug:register>/<str:ref>/decide/", decisions.decide, name="risk-decide"),
    path("<slug:register>/<str:ref>/escalate/", moves.move_entry, {"kind": Escalate}, name="risk-escalate"),
    path("<slug:register>/<str:ref>/keep/", moves.move_entry, {"kind": Keep}, name="risk-keep"),
    path(
        "<slug:register>/<str:ref>/de-escalate/",
        moves.move_entry,
        {"kind": DeEscalate},
        name="risk-de-escalate",
    ),
    path("<slug:register>/<str:ref>/close/", moves.move_entry, {"kind": Close}, name="risk-close"),
    path("<slug:register>/<str:ref>/reopen/", moves.move_entry, {"kind": Reopen}, name="risk-reopen"),
    path("<slug:register>/<str:ref>/merge/", moves.move_entry, {"kind": Merge}, name="risk-merge"),
    path("<slug:register>/<str:ref>/note/", moves.move_entry, {"kind": Note}, name="risk-note"),
]
