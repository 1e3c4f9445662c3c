"""A paper's words: the commentary of its groups, its service developments, the points of its cover report."""

from __future__ import annotations

from council.models import CorporatePriority, Directorate, Service, User
from kpis.actions import commentary
from kpis.demo.papers import Paper
from kpis.demo.rows import indicators_by_slug, noon

#: What a paper is arranged by: the key in commentary.yaml, the model, the field of a commentary.
_CHAPTERS = (("priorities", CorporatePriority, "priority"), ("directorates", Directorate, "directorate"))
#: The points of a cover report and the heading they stand under.
_POINTS = {"highlights": "Highlights", "however": "However"}
_LAST = 1000  # after every group


def load_commentary(paper: Paper, by: User) -> None:
    """Write everything that the paper says in words, four weeks after its quarter ended."""
    words, indicators = paper.commentary, indicators_by_slug()
    services = {service.slug: service for service in Service.objects.all()}
    said = {"quarter": paper.quarter, "by": by, "based_on": 0, "at": noon(paper.quarter.end, 28)}
    for key, model, field in _CHAPTERS:
        for chapter_words in words.get(key, []):
            chapter = {field: model.objects.get(slug=chapter_words["slug"])}
            for position, group in enumerate(chapter_words.get("groups", []), start=1):
                commentary.write(
                    slug=group["slug"],
                    heading=group["heading"],
                    position=position,
                    indicators=[indicators[slug] for slug in group.get("indicators") or []],
                    body=_paragraphs(group.get("paragraphs")) + _bullets(group.get("bullets")),
                    issues=_bullets(group.get("issues")),
                    causes=_bullets(group.get("causes")),
                    actions=_actions(group.get("actions")),
                    service=services[group["service"]] if group.get("service") else None,
                    **chapter,
                    **said,
                )
            if developments := chapter_words.get("developments"):
                commentary.write(
                    slug=f"developments-{chapter_words['slug']}",
                    heading="Additional service developments",
                    position=_LAST,
                    indicators=[],
                    body=_paragraphs([developments["intro"]]) + _bullets(developments["bullets"]),
                    **chapter,
                    **said,
                )
    for position, (key, heading) in enumerate(_POINTS.items()):
        if isinstance(points := words.get(key), list):
            commentary.write(
                slug=key, heading=heading, position=position, indicators=[], body=_bullets(points), **said
            )


def _paragraphs(texts: list[str] | None) -> list[dict]:
    return [{"kind": "paragraph", "text": text} for text in texts or []]


def _bullets(items: list | None) -> list[dict]:
    return [{"kind": "bullets", "items": items}] if items else []


def _actions(items: list | None) -> list[dict]:
    """Actions with an owner and a day where the paper gives them; it may give the action as plain words."""
    empty = {"owner": "", "due": "", "items": []}
    return [empty | ({"text": item} if isinstance(item, str) else item) for item in items or []]
