"""The agenda and the papers of a meeting as Word files, one to a paper with all its appendices."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from committee.exports.docx import add_content, add_heading, add_table, add_text
from committee.exports.outline import outline
from committee.exports.pack_contents import PackContents, PackPaper, Pages
from committee.exports.pack_outline import agenda_outline, agenda_table, markings_of, name_of, opening_of
from committee.exports.word_file import WordFile
from committee.exports.word_styles import ITEM


def agenda_docx(contents: PackContents, pages: Mapping[str, Pages], template: bytes | None = None) -> bytes:
    """The agenda, with the pages of the papers in the combined file."""
    agenda = agenda_outline(contents, pages)
    file = WordFile(
        template=template,
        language=contents.language,
        council=contents.council,
        marking=agenda["marking"],
    )
    file.begin("portrait", f"{contents.council}.")
    for line in (contents.council, contents.committee, contents.meeting):
        file.word.add_paragraph().add_run(line).bold = True
    add_heading(file, "Agenda", 1)
    for line in agenda["notices"]:
        add_text(file, line)
    for part in agenda["parts"]:
        add_heading(file, part["heading"], 2)
        for line in part["paragraphs"]:
            add_text(file, line, leads=bool(part["lines"]))
        if part["lines"]:
            add_table(file, agenda_table(part))
    for line in agenda["closing"]:
        add_text(file, line)
    return _saved(file, contents, f"Agenda: {contents.title}")


def paper_docx(contents: PackContents, paper: PackPaper, template: bytes | None = None) -> bytes:
    """A paper and its appendices, each with pages of its own orientation."""
    markings = [marking for _, document in paper.documents for marking in markings_of(paper, document)]
    file = WordFile(
        template=template,
        language=contents.language,
        council=contents.council,
        marking="\n".join(dict.fromkeys(markings)),
    )
    for place, (label, document) in enumerate(paper.documents):
        file.begin(document.orientation, f"{contents.council}. {document.as_at_text}")
        level = 2
        if place == 0:
            add_text(file, f"Agenda Item {paper.number}" if paper.number else "", ITEM)
            level = 2 if label else 1
            if label:
                add_heading(file, paper.title, 1)
        add_heading(file, name_of(label, document), level)
        for line in opening_of(document, markings_of(paper, document)):
            add_text(file, line)
        add_content(file, outline(document), level)
    return _saved(file, contents, paper.title)


def _saved(file: WordFile, contents: PackContents, title: str) -> bytes:
    made = BytesIO()
    file.save(made, title=title, subject="", moment=contents.as_at)
    return made.getvalue()
