"""Why the clock of one case may stand still. Pure.

A ground is printed in the explanation of every date that it moves ("not counting the pause for court proceedings"), is kept
in the audit trail and outlives the erasure of the case's words. So it is chosen from this list and never typed; what there
is to say about it in this case is written as a note.
"""

#: By code: the words as they follow "the pause for".
GROUNDS: dict[str, str] = {
    "consent": "consent of the person it is about",
    "information": "information awaited from the person",
    "asked": "a request of the person to wait",
    "court": "court proceedings",
    "police": "a police investigation",
    "safeguarding": "a safeguarding enquiry",
    "disciplinary": "a disciplinary procedure",
    "partner": "the answer of a partner organisation",
    "emergency": "an emergency at the council",
}


def label_of(ground: str) -> str:
    """The ground as a choice of a form: "Court proceedings"."""
    words = GROUNDS[ground]
    return words[:1].upper() + words[1:]
