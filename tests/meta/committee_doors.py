"""The addresses of meetings, papers, packs and questions, and of what was published, in the reviewed table (bar A1)."""

from __future__ import annotations

from tests.meta.doors import (
    ASK,
    CLERK,
    READ_DRAFT_PAPERS,
    SEE_DASHBOARDS,
    WRITE_PAPERS,
    Answer,
    Door,
    nothing_at,
    page,
    read_only,
)

#: A paper of the demonstration: minutes, which are words alone.
PAPER = "/committee/ccpi-2021-11-25/items/3"

#: A meeting of the demonstration without figures in its papers, and an item and a seat that nobody has.
MEETING = "/committee/ccpi-2021-03-02"
NO_ITEM = f"{MEETING}/agenda/999999999"

#: By the name of the URL pattern. {job} is the number of a job that the test makes.
COMMITTEE_DOORS: dict[str, Door] = {
    # What was published: for everybody, and nobody sends anything. Here no papers are.
    "published": read_only("/published/"),
    "open-data": read_only("/published/open-data/"),
    "published-meeting": read_only("/published/no-such-meeting/", 404),
    "published-item": read_only("/published/no-such-meeting/items/1/", 404),
    "published-version": read_only("/published/no-such-meeting/items/1/0/", 404),
    "published-file": read_only("/published/no-such-meeting/files/1/agenda.pdf", 404),
    "openapi-json": read_only("/api/v1/openapi.json"),
    "api-root": read_only("/api/v1/"),
    "api-meetings": read_only("/api/v1/meetings"),
    "api-meeting": read_only("/api/v1/meetings/no-such-meeting", 404),
    "api-indicators": read_only("/api/v1/indicators"),
    "api-indicator": read_only("/api/v1/indicators/no-such-indicator", 404),
    "api-figures": read_only("/api/v1/figures"),
    "api-ratings": read_only("/api/v1/ratings"),
    "api-risks": read_only("/api/v1/risks"),
    "api-complaints": read_only("/api/v1/complaints"),
    "api-table": read_only("/api/v1/figures.csv"),
    "api-table-metadata": read_only("/api/v1/figures.csv-metadata.json"),
    "api-nothing": read_only("/api/v1/nothing/here", 404),
    # Papers before they are published: for those who write or audit them.
    "paper": page(f"{PAPER}/", READ_DRAFT_PAPERS),
    "paper-file": page(f"{PAPER}/draft.docx", READ_DRAFT_PAPERS),
    "paper-edit": page(f"{PAPER}/edit/", WRITE_PAPERS),
    "paper-setup": page(f"{PAPER}/setup/", WRITE_PAPERS),
    "paper-ready": Door(f"{PAPER}/ready/", Answer(WRITE_PAPERS, 405), Answer(WRITE_PAPERS, 302)),
    "paper-seen": Door(f"{PAPER}/seen/", Answer(WRITE_PAPERS, 405), Answer(WRITE_PAPERS, 302)),
    # Meetings: everybody sees those whose papers are published, here one that is not there; the clerk prepares them.
    "meeting-list": page("/committee/", SEE_DASHBOARDS),
    "meeting": nothing_at("/committee/no-such-meeting/", SEE_DASHBOARDS),
    "meeting-add": page("/committee/add/", CLERK),
    "meeting-edit": page(f"{MEETING}/edit/", CLERK),
    "committee-add": page("/committee/new-committee/", CLERK),
    "committee-members": page("/committee/ccpi/members/", CLERK),
    "committee-member": nothing_at("/committee/ccpi/members/999999999/", CLERK),
    "agenda-start": Door(f"{MEETING}/agenda/start/", Answer(CLERK, 405), Answer(CLERK, 302)),
    "agenda-add": page(f"{MEETING}/agenda/add/", CLERK),
    "agenda-edit": nothing_at(f"{NO_ITEM}/", CLERK),
    "agenda-move": Door(f"{NO_ITEM}/move/", Answer(CLERK, 405), Answer(CLERK, 404)),
    "agenda-remove": nothing_at(f"{NO_ITEM}/remove/", CLERK),
    "agenda-put-back": Door(f"{NO_ITEM}/put-back/", Answer(CLERK, 405), Answer(CLERK, 404)),
    "agenda-paper": nothing_at(f"{NO_ITEM}/paper/", CLERK),
    # The check is for authors too, who mend what it finds; what may stand is the clerk's to say.
    "meeting-check": page(f"{MEETING}/check/", WRITE_PAPERS),
    "meeting-check-accept": nothing_at(f"{MEETING}/check/0000000000000000/", CLERK),
    "meeting-check-take-back": Door(
        f"{MEETING}/check/0000000000000000/take-back/", Answer(CLERK, 405), Answer(CLERK, 404)
    ),
    "pack": page(f"{MEETING}/pack/", CLERK),
    "pack-annexes": page(f"{MEETING}/pack/annexes/", WRITE_PAPERS),
    "pack-freeze": Door("/committee/no-such-meeting/pack/freeze/", Answer(CLERK, 405), Answer(CLERK, 404)),
    "pack-job": nothing_at(f"{MEETING}/pack/jobs/{{job}}/", CLERK),
    "pack-job-progress": nothing_at(f"{MEETING}/pack/jobs/{{job}}/progress/", CLERK),
    "pack-reproduce": Door(f"{MEETING}/pack/99/reproduce/", Answer(CLERK, 405), Answer(CLERK, 404)),
    "pack-publish": Door(f"{MEETING}/pack/publish/", Answer(CLERK, 302), Answer(CLERK, 302)),
    "pack-changed": nothing_at("/committee/no-such-meeting/pack/changed/", CLERK),
    "pack-erratum": nothing_at("/committee/no-such-meeting/errata/add/", CLERK),
    "pack-file": nothing_at(f"{MEETING}/files/999999999/paper.pdf", SEE_DASHBOARDS),
    # The council's own Word template; the product's own style is in use.
    "house-style": page("/committee/house-style/", CLERK),
    "house-style-file": nothing_at("/committee/house-style/template/", CLERK),
    "house-style-sample": page("/committee/house-style/sample/", CLERK),
    "house-style-remove": Door("/committee/house-style/remove/", Answer(CLERK, 405), Answer(CLERK, 302)),
    # What members ask, and what is answered.
    "question-list": page("/committee/questions/", SEE_DASHBOARDS),
    "question": nothing_at("/committee/questions/none/", SEE_DASHBOARDS),
    "question-ask": page("/committee/questions/ask/", ASK),
    "question-answer": nothing_at("/committee/questions/none/answer/", WRITE_PAPERS),
}
