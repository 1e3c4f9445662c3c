"""Template tags of the whole product, loaded everywhere (a builtin of the template engine).

Components with plain context are partials: `include "components/tag.html" with text="Draft" only`. The tags here are
for what a partial cannot do: read a form, draw a mark, take a block of markup.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from council import presenters, svg
from council.charts import Chart
from council.forms import has_errors, summary_of
from council.sections import Mark

register = template.Library()


# --- What the component partials need -------------------------------------------------------------------------------


@register.filter
def attrs(attributes: Mapping[str, Any] | None) -> SafeString:
    """Further attributes of an element: True gives the bare name, False and None leave it out."""
    return flatatt(attributes) if attributes else mark_safe("")


@register.simple_tag
def describedby(
    field_id: str,
    described_by: str | None,
    hint: object,
    error: object,
    item_hint: object = None,
    group_id: str | None = None,
) -> SafeString:
    """The aria-describedby attribute of a field: what the page says, then its hint, then its error.

    A lone checkbox is described by its group's hint and error and by its own hint, hence the last two arguments.
    """
    owner = group_id or field_id
    ids = [
        described_by or "",
        f"{owner}-hint" if hint else "",
        f"{owner}-error" if error else "",
        f"{field_id}-item-hint" if item_hint else "",
    ]
    text = " ".join(filter(None, ids))
    return format_html(' aria-describedby="{}"', text) if text else mark_safe("")


@register.simple_tag
def numbered(prefix: str, number: int) -> str:
    """The id of the nth choice of a group: the first has the group's own id, so that an error can link to it."""
    return prefix if number == 1 else f"{prefix}-{number}"


@register.simple_tag
def any_actions(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any row of a summary list has an action: the others then keep its column free."""
    return any(row and (row.get("actions") or {}).get("items") for row in rows)


@register.filter
def nav_items(navigation: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The site's navigation (label, url, current) as the service navigation wants it."""
    return [
        {"text": item["label"], "href": item["url"], "current": item.get("current")} for item in navigation
    ]


@register.simple_block_tag
def details(content: str, summary: str, **options: Any) -> SafeString:
    """A block of markup behind a summary: `{% details "Show the figures" %}...{% enddetails %}`."""
    return get_template("components/details.html").render({"content": content, "summary": summary, **options})


# --- Forms ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong in these forms and formsets, each line a link to its field. Above the h1; empty if all is well."""
    return {"error_list": summary_of(*forms)}


@register.simple_tag
def error_prefix(*forms: Any) -> str:
    """ "Error: " for the title of a page whose form was refused, so that it is the first thing heard."""
    return "Error: " if has_errors(*forms) else ""


# --- Marks, directions, figures -------------------------------------------------------------------------------------


@register.simple_tag
def rag_mark(mark: Mark | str, compact: bool = False) -> SafeString:
    """A rating: shape, letter, word and colour. Takes a Mark, or the code of a house status or unrated state."""
    return presenters.render_mark(
        mark if isinstance(mark, Mark) else presenters.mark_of(mark), compact=compact
    )


@register.simple_tag
def direction(code: str, movement: str = "") -> SafeString:
    """Direction of travel: `{% direction "better" "down" %}` shows a down arrow and "Improved"."""
    return presenters.render_direction(presenters.direction_of(code, movement))


@register.simple_tag
def figure(value: Decimal | None, unit: str = "", decimals: int | None = None, missing: str = "–") -> str:
    """A figure with its unit: `{% figure kpi.value "%" 2 %}`."""
    return conditional_escape(presenters.figure_text(value, unit, decimals, missing))


# --- Charts ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart, id: str, download: str = "", level: int = 2) -> dict[str, Any]:  # noqa: A002 - an HTML id
    """A chart with its message and its table: `{% chart trend id="trend" download=csv_url %}`.

    The page's head block includes components/chart_head.html.
    """
    size = "trend" if chart.kind == "trend" else f"bars-{min(len(chart.rows), 24)}"
    return {
        "chart": chart,
        "id": id,
        "spec_id": f"{id}-spec",
        "download": download,
        "level": level,
        "size": size,
        "others": [(mark_safe(svg.other_sample(number)), name) for number, name in enumerate(chart.others)],  # noqa: S308 - lines, no input
    }


@register.simple_tag
def sparkline(values: Iterable[Decimal | None], label: str) -> SafeString:
    """A small line of the last values; `label` says in words what it shows ("Rising since 2020/21")."""
    return mark_safe(svg.sparkline(list(values), label=label))  # noqa: S308 - council/svg.py escapes its texts
