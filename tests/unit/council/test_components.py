"""Our component partials give the same HTML as the design system's own examples.

govuk-frontend ships, for each component, the options and the expected HTML of many examples (fixtures.json) for exactly
this use. Every example of every component we have is compared; those that use an option we leave out are named in
`LEFT_OUT` with the reason, and a test holds that list to be neither too short nor too long.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.template.loader import get_template
from django.utils.safestring import mark_safe

FIXTURES = Path(__file__).parents[3] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
COMPONENTS = [
    "back-link", "breadcrumbs", "button", "checkboxes", "date-input", "details", "error-message", "error-summary",
    "fieldset", "file-upload", "generic-header", "hint", "input", "inset-text", "label", "notification-banner",
    "pagination", "panel", "radios", "select", "service-navigation", "skip-link", "summary-list", "table", "tag",
    "task-list", "textarea", "warning-text",
]  # fmt: skip
LEFT_OUT: dict[str, dict[str, set[str]]] = {
    "button": {
        "no page starts a service": {"start", "start link", "start link with html"},
        "the attribute is only ever switched on": {"don't prevent double click"},
    },
    "checkboxes": {
        "choices take their ids from the group, so that errors find the first": {
            "with hints on items",
            "with id and name",
            "with disabled item",
        },
    },
    "radios": {
        "choices take their ids from the group, so that errors find the first": {
            "with hints on items",
            "with disabled",
        },
    },
    "date-input": {
        "a date has its three parts, in whole numbers and under their own names": {
            "custom inputmode",
            "with field value and items",
            "with values, name prefix and custom names",
        },
    },
    "error-message": {
        "English only": {"translated", "visually hidden text removed"},
    },
    "error-summary": {
        "it always takes the focus": {"autofocus disabled", "autofocus explicitly enabled"},
    },
    "file-upload": {
        "a plain file box, without the drop zone": {
            "enhanced",
            "enhanced, multiple files",
            "enhanced, with error message and hint",
            "enhanced, custom wrapper classes and attributes",
            "translated",
        },
    },
    "input": {"the wrapper takes no classes": {"with customised input wrapper"}},
    "notification-banner": {
        "its heading is always a second one": {"custom title heading level"},
        "a success always takes the focus": {
            "auto-focus disabled, with type as success",
            "auto-focus explicitly enabled, with type as success",
        },
    },
    "panel": {
        "its heading is always the page's": {"custom heading level"},
        "no page interrupts": {
            "interruption",
            "interruption-with-content-with-long-line-length",
            "interruption-with-headings-content-and-lists",
            "interruption with custom classes",
            "interruption, with actions classes and attributes",
            "interruption, submit action",
            "interruption, button link",
            "interruption, no actions",
            "interruption, no actions items",
        },
    },
    "select": {
        "Django gives every option a value": {
            "without values",
            "without values with selected value",
            "with falsy values",
        },
    },
    "service-navigation": {
        "one navigation a page: no ids, labels or classes of its own": {
            "with custom aria-label",
            "with custom navigation toggle label",
            "with custom navigation classes",
            "with custom navigation ID",
            "with navigation having only empty values",
        },
        "two links or more always collapse on a narrow screen": {
            "with collapseNavigationOnMobile set to false",
            "with a single navigation item and collapseNavigationOnMobile set to true",
        },
        "English only": {
            "with language navigation",
            "with right-aligned language navigation",
            "inverse with language navigation",
        },
        "no slots": {"with slotted content", "with `inline` end slot"},
    },
    "summary-list": {
        "a card has a title and no actions": {
            "as a summary card with actions",
            "as a summary card with actions plus summary list actions",
            "as a summary card extreme",
            "summary card with only 1 action",
            "as a summary card with a custom header level",
        },
    },
}


def examples(component: str) -> list[dict[str, Any]]:
    """The design system's examples of a component."""
    file = FIXTURES / component / "fixtures.json"
    if not file.exists():
        pytest.fail("The design system's files are missing: run bin/test, which installs them.")
    return json.loads(file.read_text(encoding="utf-8"))["fixtures"]


def snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()


def ours(options: Any) -> Any:
    """The design system's options as our partials take them.

    Names in snake case; one `text` where they have text and html, since Django knows which text is safe markup.
    """
    if isinstance(options, list):
        return [ours(item) for item in options]
    if not isinstance(options, dict):
        return options
    given: dict[str, Any] = {}
    for name, value in options.items():
        name = snake(name)
        if name == "attributes":
            given[name] = value
        elif name == "html" or name.endswith("_html"):
            stem = name.removesuffix("html").rstrip("_") or "text"
            given[stem] = mark_safe(value) if isinstance(value, str) else ours(value)  # noqa: S308 - that is the fixture
        elif name.endswith("_text") and name.removesuffix("_text") in {"title", "summary", "description"}:
            given.setdefault(name.removesuffix("_text"), value)
        elif name == "text":
            given.setdefault("text", value)
        else:
            given[name] = ours(value)
    return given


def choices(given: dict[str, Any]) -> dict[str, Any]:
    """What council/forms.py does for a group: which choice is taken is a fact of the choice."""
    group_value, values = given.get("value"), given.get("values") or []
    for item in filter(None, given.get("items") or []):
        taken = item.get("value", item.get("text"))
        item.setdefault("value", item.get("text") if "label" in given else "")
        for flag in ("checked", "selected"):
            default = (group_value not in (None, "") and taken == group_value) or taken in values
            item[flag] = item[flag] if item.get(flag) is not None else default
        item["conditional"] = (item.get("conditional") or {}).get("text", "")
    given["id"] = given.get("id") or given.get("id_prefix") or given.get("name")
    return given


def date_parts(given: dict[str, Any]) -> None:
    """What council/forms.py does for a date: its boxes with their names, widths and errors."""
    named = [
        {"name": part, **(given.get(part) or {})}
        for part in ("day", "month", "year")
        if given.get(part) or part not in given
    ]
    parts = [part for part in given.get("items") or named if part]
    wrong = [bool(part.get("error") or "govuk-input--error" in (part.get("classes") or "")) for part in parts]
    prefix = f"{given['name_prefix']}-" if given.get("name_prefix") else ""
    values = given.get("values") or {}
    items = []
    for part, is_wrong in zip(parts, wrong, strict=True):
        classes = part.get("classes") or ""
        if is_wrong or (given.get("error_message") and not any(wrong) and part.get("error") is not False):
            classes += " govuk-input--error"
        if "govuk-input--width-" not in classes:
            classes += f" govuk-input--width-{4 if part['name'] == 'year' else 2}"
        more = {name: part[name] for name in ("autocomplete", "pattern") if name in part}
        items.append(
            {
                "id": part.get("id") or f"{given['id']}-{part['name']}",
                "name": f"{prefix}{part['name']}",
                "label": part.get("label") or part["name"].capitalize(),
                "value": part.get("value", values.get(f"{prefix}{part['name']}", values.get(part["name"]))),
                "classes": " ".join(dict.fromkeys(classes.split())),
                "attributes": more | (part.get("attributes") or {}),
            }
        )
    given["items"] = items


def context_of(component: str, options: dict[str, Any]) -> dict[str, Any]:
    """The context of our partial for an example."""
    given = ours(options)
    if component in {"radios", "checkboxes", "select"}:
        return choices(given)
    if component in {"input", "textarea", "file-upload"}:
        given["id"] = given.get("id") or given.get("name")
        optional = ["autocomplete", "pattern", "inputmode", "spellcheck", "autocapitalize"]
        more = {name: given[name] for name in optional if name in given}
        more = {k: str(v).lower() if isinstance(v, bool) else v for k, v in more.items()}
        given["attributes"] = more | (given.get("attributes") or {})
    if component == "date-input":
        date_parts(given)
    if component == "details":
        given["content"] = given.get("text", "")
    if component == "notification-banner" and hasattr(given.get("text"), "__html__"):
        given["html"] = given.pop("text")
    if component == "fieldset":
        given["html"] = given.get("text", "")
    if component == "generic-header":
        given["text"] = given.get("logo", given.get("logo_text", ""))
    return given


def tree(html: str) -> list[Any]:
    """HTML as nested lists in which only what a reader or a style sheet can tell apart is left."""
    return [node for child in BeautifulSoup(html, "html.parser").contents for node in nodes(child)]


def nodes(element: Any) -> list[Any]:
    if isinstance(element, NavigableString):
        text = " ".join(str(element).split())
        return [text] if text and type(element) is NavigableString else []
    assert isinstance(element, Tag)
    attributes = {name: sorted(value) if name == "class" else value for name, value in element.attrs.items()}
    # Our icons are drawings of our own.
    children = [] if element.name == "svg" else [node for child in element.contents for node in nodes(child)]
    return [[element.name, attributes, *children]]


def same(component: str, example: dict[str, Any]) -> bool:
    partial = get_template(f"components/{component.replace('-', '_')}.html")
    return tree(partial.render(context_of(component, example["options"]))) == tree(example["html"])


def all_examples() -> list[Any]:
    return [
        pytest.param(component, example, id=f"{component}: {example['name']}")
        for component in COMPONENTS
        for example in (examples(component) if (FIXTURES / component).exists() else [])
    ]


def reason_of(component: str, name: str) -> str:
    """Why an example is left out, or nothing if it is compared."""
    return next((why for why, names in LEFT_OUT.get(component, {}).items() if name in names), "")


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_has_examples_and_nothing_else_is_left_out(component: str) -> None:
    names = {example["name"] for example in examples(component)}
    left_out = set().union(*LEFT_OUT.get(component, {}).values())
    assert names > left_out


def test_every_partial_of_the_design_system_is_compared() -> None:
    partials = {
        file.stem.replace("_", "-")
        for file in (Path(__file__).parents[3] / "templates/components").glob("*.html")
    }
    theirs = {folder.name for folder in FIXTURES.iterdir() if (folder / "fixtures.json").exists()}
    assert partials & theirs == set(COMPONENTS)


@pytest.mark.parametrize(("component", "example"), all_examples())
def test_the_partial_gives_the_html_of_the_example(component: str, example: dict[str, Any]) -> None:
    """Or, where the example is left out, does not: so nothing is left out that works."""
    if reason_of(component, example["name"]):
        assert not same(component, example), "this example works: take it off the list"
        return
    partial = get_template(f"components/{component.replace('-', '_')}.html")
    assert tree(partial.render(context_of(component, example["options"]))) == tree(example["html"])


def test_no_template_needs_more_than_the_content_security_policy_allows() -> None:
    """No inline script, no style element or attribute, no handler: the policy would block them without a word."""
    for template in (Path(__file__).parents[3] / "templates").rglob("*.html"):
        if "exports" in template.parts:
            continue  # a file to download, not a page
        text = template.read_text(encoding="utf-8")
        for script in re.findall(r"<script\b[^>]*>", text):
            assert " src=" in script, template
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text), template
