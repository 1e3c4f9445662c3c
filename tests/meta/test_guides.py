"""The documents say what the screens say, and lead somewhere."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("try-*.md")),
]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
APPS = ("council", "kpis", "risks", "complaints", "committee")
#: In place of what differs from screen to screen: a name, a number, a date.
VARIES = "…"


def plain(text: str) -> str:
    """The text with single spaces, as a reader sees it."""
    return re.sub(r"\s+", " ", text)


def strings(path: Path) -> list[str]:
    """The strings of a module, those that an f-string is made of too, but not what documents the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documents
    )
    return [constant.value for constant in constants if isinstance(constant.value, str)]


@cache
def words_of_the_screens() -> str:
    """Every text that a page may show, one a line."""
    templates = (path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.*"))
    modules = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return "\n".join(
        plain(text) for text in (*templates, *(text for path in modules for text in strings(path)))
    )


def quoted(text: str) -> set[str]:
    """The words of the screens that a guide quotes: its bold ones, in the parts between what varies."""
    bold = (plain(phrase) for phrase in re.findall(r"\*\*(.+?)\*\*", text, flags=re.DOTALL))
    return {part for phrase in bold for part in map(str.strip, phrase.split(VARIES)) if part}


def is_on_a_screen(phrase: str) -> bool:
    """Whether a page may show it; pages put a capital on what stands at the beginning of a line."""
    screens = words_of_the_screens()
    return phrase in screens or phrase[0].lower() + phrase[1:] in screens


def anchors(path: Path) -> set[str]:
    """The places of a document that a link can name: its headings, as web hosts and editors write them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_what_a_guide_quotes_stands_on_a_screen(path: Path) -> None:
    phrases = quoted(path.read_text(encoding="utf-8"))
    assert phrases
    assert sorted(phrase for phrase in phrases if not is_on_a_screen(phrase)) == []


def test_a_phrase_that_is_nowhere_is_found_out() -> None:
    assert quoted("Press **Save the\n  figure**, then **Open … for ever**.") == {
        "Save the figure",
        "Open",
        "for ever",
    }
    assert is_on_a_screen("Save the figure")
    assert not is_on_a_screen("Save the figurine")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_and_headings_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", path.read_text(encoding="utf-8"))
    for link in links:
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_of_ours_that_a_document_names_exist(path: Path) -> None:
    """A document says `kpis/rating.py`, from the root of the project, and means a file or folder that is there."""
    text = path.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{'|'.join((*APPS, 'tests', 'fixtures', 'templates'))})/[\w/.-]+)`", text)
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
