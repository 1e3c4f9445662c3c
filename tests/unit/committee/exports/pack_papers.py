"""The papers of a meeting for the tests of packs: three items, one of them exempt, and a list that belongs to none."""

from datetime import UTC, datetime

from committee.exports.pack_contents import AgendaLine, AgendaPart, PackContents, PackPaper
from council.sections import Bullets, Document, Picture, Section
from tests.unit.committee.exports.papers import long_paper, paper

AS_AT = datetime(2021, 11, 17, 12, 0, tzinfo=UTC)
MARKING = "Part II: Not for Publication by virtue of Paragraph 3 of Part 1 of Schedule 12A"
#: Words of the exempt paper that may stand in no file of Part I.
CANARIES = (
    "Canarytitle",
    "Canaryword",
    "Canarycaption",
    "Canarydrawing",
    "Canaryalternative",
    "Canaryappendix",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40">'
    '<title>{0}</title><text x="5" y="20" font-size="13">{0}</text></svg>'
)


def report(title: str, words: str = "Words of the report.") -> Document:
    """A cover report, upright."""
    sections = (
        Section("Brief summary", (words,)),
        Section("Recommendation", (Bullets(("to note the report", "to comment on it")),)),
    )
    return paper(
        title=title, subtitle="Report of the Director", sections=sections, key=(), orientation="portrait"
    )


def drawn(title: str, caption: str, words: str, alternative: str) -> Document:
    """An appendix with a drawing."""
    picture = Picture(caption, alternative, SVG.format(words))
    return paper(title=title, sections=(Section("Drawing", (picture,)),), key=())


PERFORMANCE = PackPaper(
    "4",
    "Corporate Strategy Monitoring report: Quarter 2 2021/22",
    1,
    (
        ("", report("Corporate Strategy Monitoring report: Quarter 2 2021/22")),
        ("Appendix 'A'", long_paper(60, 8)),
        ("Appendix 'B'", drawn("Complaints in a graph", "Graph 1", "Adult social care", "Adults: 420")),
    ),
)
MINUTES = PackPaper("3", "Minutes of 9 September 2021", 1, (("", report("Minutes of 9 September 2021")),))
QUESTIONS = PackPaper("", "Questions that wait", 1, (("Annex", report("Questions of members")),))
EXEMPT = PackPaper(
    "5",
    "Waste contract",
    2,
    (
        ("", report("Canarytitle", "Canaryword " * 900)),
        ("Appendix 'A'", drawn("Canaryappendix", "Canarycaption", "Canarydrawing", "Canaryalternative")),
    ),
    marking=MARKING,
)


def contents(**fields: object) -> PackContents:
    fixed = {
        "council": "Lancashire County Council",
        "committee": "Cabinet Committee on Performance Improvement",
        "meeting": "Thursday, 25 November 2021 at 2.00 pm in Committee Room 'A'",
        "as_at": AS_AT,
        "agenda": (
            AgendaPart(
                "Part I (Open to Press and Public)",
                (
                    AgendaLine("1", "Apologies for absence"),
                    AgendaLine("2", "Disclosure of interests", ("Members are asked to consider theirs.",)),
                    AgendaLine("3", "Minutes of 9 September 2021"),
                    AgendaLine("4", "Corporate Strategy Monitoring report: Quarter 2 2021/22"),
                ),
            ),
            AgendaPart(
                "Part II (Not Open to Press and Public)",
                (AgendaLine("5", "Waste contract", ("Exempt under Paragraph 3 of Schedule 12A.",)),),
                ("The public are likely to be excluded.",),
            ),
        ),
        "papers": (MINUTES, PERFORMANCE, QUESTIONS, EXEMPT),
        "closing": ("Director of Corporate Services",),
    }
    return PackContents(**(fixed | fields))
