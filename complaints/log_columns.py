"""The columns of a log that is uploaded: what each may hold, for the page, the template file and the reader. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column; `must` where every row fills it in."""

    name: str
    holds: str
    must: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("received", "The day on which it came in: 27 March 2021, 27/03/2021 or 2021-03-27", must=True),
    Column("kind", "Complaint, Comment or Compliment", must=True),
    Column("complainant", "Who it is from, as the log calls them: Parent or guardian", must=True),
    Column(
        "reference", "Its reference so far: at most 20 letters, digits, - and . ; left empty, it is given one"
    ),
    Column("channel", "How it came: Web form, E-mail, Telephone, Letter, In person, Other"),
    Column("area", "The area, where there is no service type: Adult social care"),
    Column("service_type", "What the council was doing for them, as the log calls it"),
    Column("service", "The council's service, where it is another than that of the service type"),
    Column("subjects", "What it is about, as the log calls it, several separated by ;"),
    Column("joint_lead", "Of a complaint joint with the NHS, who leads: Council or NHS"),
    Column("joint_with", "The organisations that it is joint with"),
    Column("procedure", "Of a complaint: left empty, the one that follows from area and complainant"),
    Column("stage", "Of a complaint: the stage that it began with; left empty, the usual one"),
    Column("acknowledged", "The day on which it was acknowledged"),
    Column("extended", "Yes where that stage was extended"),
    Column("letter", "The day of the letter that told the person of the extension"),
    Column("answered", "The day on which that stage was answered; left empty, it is open"),
    Column("outcome", "How that stage ended: Upheld, Partly upheld, Not upheld, Withdrawn, ..."),
    Column("decided_by", "The post that decided, never a person's name"),
    Column("name", "The name of who it is from"),
    Column("contact", "How to reach them"),
    Column("person", "Whom it is about, if somebody else"),
    Column("words", "What they said"),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.must)
#: Columns that are kept as the words of a case.
TEXTS = ("name", "contact", "person", "words")
