"""What the parts of a case's words are called. Pure. The words themselves are in `CaseText`; a part's name says nothing."""

import re

_FIXED = {
    "name": "Name",
    "contact": "How to reach them",
    "words": "What they said",
    "person": "Whom it is about",
}
_OF_A_STAGE = {
    "extension": "why it was extended",
    "agreement": "what was agreed with the person",
    "answer": "what the answer said",
    "end": "how it ended",
    "correction": "why it was corrected",
    "removal": "why it was removed",
    "reopening": "why it was opened again",
    "request": "what the person asked for",
    "refusal": "why the request to go further was refused",
}
_NUMBERED = {"note": "Note", "element": "Point", "remedy": "Remedy"}
_STAGE = re.compile(r"stage-(?P<number>[0-9]+)-(?P<what>[a-z]+)")
_OTHER = re.compile(r"(?P<what>note|element|remedy)-(?P<number>[0-9]+)")

#: What the person is called and said. The others are written where something is recorded.
EDITABLE = frozenset(_FIXED)


def part_of_stage(number: int, what: str) -> str:
    """The part for words about a stage, by its place in the case.

    >>> part_of_stage(2, "answer")
    'stage-2-answer'
    """
    if what not in _OF_A_STAGE:
        raise ValueError(f"No words about a stage are called {what}.")
    return f"stage-{number}-{what}"


def label_of(part: str, stages: dict[int, str] | None = None) -> str:
    """What a part is called; `stages` are the names of the case's stages by their place in it. "" for an unknown part.

    >>> label_of("stage-1-extension", {1: "Stage 1, local resolution"}), label_of("note-3")
    ('Stage 1, local resolution: why it was extended', 'Note 3')
    """
    if part in _FIXED:
        return _FIXED[part]
    if found := _STAGE.fullmatch(part):
        number = int(found["number"])
        stage = (stages or {}).get(number, "The next stage" if stages else f"Stage {number}")
        return f"{stage}: {_OF_A_STAGE[found['what']]}" if found["what"] in _OF_A_STAGE else ""
    if found := _OTHER.fullmatch(part):
        return f"{_NUMBERED[found['what']]} {found['number']}"
    return ""
