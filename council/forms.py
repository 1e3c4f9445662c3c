"""How forms look: `{{ form.field.as_field_group }}` draws the design system's markup for any form of the product.

Django 5.2's hooks do the work: the renderer names the bound field's class, and the bound field chooses a component of
templates/components/ and gives it the explicit context that its first line lists. The same partials are held to the
design system's own examples in tests/unit/council/test_components.py, so a form cannot drift from it.

A field needs nothing special. What the design system knows and Django does not (prefix, suffix, width, size of the
label) is a `Presentation` in the form's `presentation`::

    class FigureForm(forms.Form):
        value = NumberField(label="Number of visits", unit="%", min_value=0)
        reason = forms.CharField(widget=forms.Textarea)
        presentation = {"reason": Presentation(rows=3)}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from council.fields import DateParts, DatePartsField, NumberField

__all__ = [
    "DateParts",
    "DatePartsField",
    "NumberField",
    "OutturnBoundField",
    "OutturnRenderer",
    "Presentation",
    "has_errors",
    "summary_of",
]


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the design system knows of a field and Django does not."""

    prefix: str = (
        ""  # a unit before the box, such as £; said in the label too, since screen readers pass over it
    )
    suffix: str = ""  # a unit behind the box, such as %
    width: int | str = (
        ""  # characters (2, 3, 4, 5, 10, 20, 30) or a fraction ("one-half"): how much is expected
    )
    label_classes: str = ""  # "govuk-label--m", or "govuk-fieldset__legend--m" for a group
    is_page_heading: bool = False  # the page's only question: its label is the h1
    classes: str = ""  # of the box or the group itself: "govuk-radios--inline"
    rows: int = 5  # of a text area
    item_hints: Mapping[str, str] = field(default_factory=dict)  # hints of single choices, by value
    # Fields asked only with a radio, by its value: they stand below it, and hide while it is not chosen.
    reveals: Mapping[str, Sequence[str]] = field(default_factory=dict)


# Which component draws which widget; a subclass of a widget is drawn like it.
_COMPONENTS: dict[type[forms.Widget], str] = {
    DateParts: "date_input",
    forms.CheckboxSelectMultiple: "checkboxes",
    forms.RadioSelect: "radios",
    forms.CheckboxInput: "checkbox",
    forms.Select: "select",
    forms.Textarea: "textarea",
    forms.FileInput: "file_upload",
    Input: "input",
}


_SELECTED = mark_safe(" selected")


def _component_of(widget: forms.Widget) -> str:
    for widget_class in type(widget).__mro__:
        if widget_class in _COMPONENTS:
            return _COMPONENTS[widget_class]
    raise TypeError(f"No component draws {type(widget).__name__}: add one to council/forms.py.")


def _text_or_none(text: Any, **more: Any) -> dict[str, Any] | None:
    return {"text": text, **more} if text else None


class OutturnBoundField(BoundField):
    """A field that draws itself as a component of the design system, and says what is missing by its name."""

    def __init__(self, form: Any, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        # The form cleans through its bound fields, each with its own copy of the field, so the words are set in time.
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = self._what_is_missing()

    def _what_is_missing(self) -> str:
        """ "Enter commentary", "Select service": four lines of "This field is required" would help nobody."""
        label = str(self.label).rstrip("?:. ")
        if self.component == "checkbox":
            return f"Select “{self.label}”"
        verb = "Select" if self.component in {"radios", "checkboxes", "select", "file_upload"} else "Enter"
        if "?" in str(self.label):
            return f"{verb} an answer to “{self.label}”"
        starts_plain = label[1:2].islower() or label[1:2] == " "
        return f"{verb} {label[:1].lower() + label[1:] if starts_plain else label}"

    @property
    def template_name(self) -> str:
        """The component's partial, unless the field names a template of its own."""
        partial = "checkboxes" if self.component == "checkbox" else self.component
        return self.field.template_name or f"components/{partial}.html"

    @property
    def component(self) -> str:
        """The name of the component that draws this field."""
        return _component_of(self.field.widget)

    @property
    def presentation(self) -> Presentation:
        """What the form says of this field's looks; a field with a unit shows it in any form."""
        given = getattr(self.form, "presentation", {}).get(self.name)
        if given is not None:
            return given
        unit = getattr(self.field, "unit", "")
        return (
            Presentation(prefix=unit, width=10)
            if unit == "£"
            else Presentation(suffix=unit, width=10 if unit else "")
        )

    @property
    def html_id(self) -> str:
        """The id of the box or of the group's first choice."""
        return self.field.widget.attrs.get("id") or self.auto_id or self.html_name

    @property
    def error_link(self) -> str:
        """Where the error summary leads: the box itself, the first choice, or the first wrong part of a date."""
        if self.component == "date_input":
            return f"#{self.html_id}-{self._wrong_parts()[0]}"
        return f"#{self.html_id}"

    def get_context(self) -> dict[str, Any]:
        """The component's context, and the field itself for templates of a field's own."""
        look = self.presentation
        context = {
            "field": self,
            "id": self.html_id,
            "name": self.html_name,
            "hint": _text_or_none(self.help_text),
            "error_message": _text_or_none(
                format_html_join(mark_safe("<br>"), "{}", ((e,) for e in self.errors))
            ),
            "classes": look.classes,
            "disabled": self.field.disabled,
        }
        return context | getattr(self, f"_{self.component}")(look)

    def _label(self, look: Presentation) -> dict[str, Any]:
        return {"text": self.label, "classes": look.label_classes, "is_page_heading": look.is_page_heading}

    def _attributes(self, **more: Any) -> dict[str, Any]:
        """The widget's own attributes, except those that the component sets."""
        kept = {k: v for k, v in self.field.widget.attrs.items() if k not in {"id", "class", "rows", "cols"}}
        return {name: value for name, value in (more | kept).items() if value}

    def _input(self, look: Presentation) -> dict[str, Any]:
        widget = self.field.widget
        width = (
            f"govuk-input--width-{look.width}"
            if isinstance(look.width, int)
            else f"govuk-!-width-{look.width}"
        )
        return {
            "label": self._label(look),
            "value": widget.format_value(self.value()) if getattr(widget, "render_value", True) else None,
            # A number input changes when the mouse wheel turns and throws away what it cannot read.
            "type": widget.input_type if widget.input_type in {"email", "password", "tel", "url"} else "text",
            "classes": " ".join(filter(None, [width if look.width else "", look.classes])),
            "prefix": _text_or_none(look.prefix),
            "suffix": _text_or_none(look.suffix),
            "attributes": self._attributes(inputmode=self._inputmode()),
        }

    def _inputmode(self) -> str:
        """The numeric keypad, unless a negative number is possible: most keypads have no minus."""
        minimum = getattr(self.field, "min_value", None)
        if minimum is None or minimum < 0:
            return ""
        return "decimal" if isinstance(self.field, forms.DecimalField | forms.FloatField) else "numeric"

    def _textarea(self, look: Presentation) -> dict[str, Any]:
        value = self.field.widget.format_value(self.value())
        return {
            "label": self._label(look),
            "value": value,
            "rows": look.rows,
            "attributes": self._attributes(),
        }

    def _file_upload(self, look: Presentation) -> dict[str, Any]:
        multiple = getattr(self.field.widget, "allow_multiple_selected", False)
        return {"label": self._label(look), "multiple": multiple, "attributes": self._attributes()}

    def _select(self, look: Presentation) -> dict[str, Any]:
        return {
            "label": self._label(look),
            # Markup, since the filter of a list may offer a hundred: a loop of the template takes far longer.
            "options": format_html_join(
                "\n",
                '<option value="{}"{}>{}</option>',
                (
                    (item.data["value"], _SELECTED if item.data["selected"] else "", item.data["label"])
                    for item in self.subwidgets
                ),
            ),
            "attributes": self._attributes(
                multiple=getattr(self.field.widget, "allow_multiple_selected", False)
            ),
        }

    def _fieldset(self, look: Presentation) -> dict[str, Any]:
        return {"legend": self._label(look)}

    def _radios(self, look: Presentation) -> dict[str, Any]:
        return {
            "fieldset": self._fieldset(look),
            "items": [
                {
                    "value": item.data["value"],
                    "text": item.data["label"],
                    "checked": item.data["selected"],
                    "hint": _text_or_none(look.item_hints.get(str(item.data["value"]))),
                    "revealed": self._revealed(look.reveals.get(str(item.data["value"]), ())),
                    "disabled": self.field.disabled,
                }
                for item in self.subwidgets
                # A question that must be answered has no choice for "nothing".
                if not (self.field.required and item.data["value"] in ("", None))
            ],
        }

    _checkboxes = _radios

    def _revealed(self, names: Sequence[str]) -> SafeString:
        """The fields that a choice reveals, drawn."""
        return format_html_join("", "{}", ((self.form[name].as_field_group(),) for name in names))

    def _checkbox(self, look: Presentation) -> dict[str, Any]:
        """A lone checkbox: no fieldset, since its label says everything; its help is the hint of the choice."""
        widget = self.field.widget
        item = {
            "value": widget.attrs.get("value", "on"),
            "text": self.label,
            "checked": widget.check_test(self.value()),
            "hint": _text_or_none(self.help_text),
            "disabled": self.field.disabled,
        }
        return {"hint": None, "items": [item]}

    def _wrong_parts(self) -> list[str]:
        """The parts of a date that are wrong: those that the errors name, else all."""
        errors = self.errors.as_data() if self.errors else []
        named = [part for error in errors for part in (error.params or {}).get("parts", ())]
        return named or list(DateParts.PARTS)

    def _date_input(self, look: Presentation) -> dict[str, Any]:
        wrong = self._wrong_parts() if self.errors else []
        return {
            "fieldset": self._fieldset(look),
            "items": [
                {
                    "id": f"{self.html_id}-{part}",
                    "name": f"{self.html_name}_{part}",
                    "label": part.capitalize(),
                    "value": value,
                    "classes": ("govuk-input--error " if part in wrong else "")
                    + f"govuk-input--width-{4 if part == 'year' else 2}",
                }
                for part, value in zip(DateParts.PARTS, self.field.widget.parts_of(self.value()), strict=True)
            ],
        }


class OutturnRenderer(DjangoTemplates):
    """Draws every form of the product. `{{ form }}` gives all fields; pages mostly place fields one by one."""

    bound_field_class = OutturnBoundField
    form_template_name = "components/form_fields.html"

    @cached_property
    def engine(self) -> Any:
        """Our templates first, then Django's for hidden fields. Its own engine, so no setting has to know of it."""
        return self.backend(
            {
                "NAME": "outturn-forms",
                "APP_DIRS": False,
                "DIRS": [settings.BASE_DIR / "templates", Path(forms.__file__).parent / "templates"],
                "OPTIONS": {"builtins": ["council.templatetags.outturn"]},
            }
        )


def _single_forms(*forms_or_sets: Any) -> Iterator[Any]:
    """The forms among these, those of formsets included. A page without a form passes None or ""."""
    for item in forms_or_sets:
        if isinstance(item, forms.BaseFormSet):
            yield from item.forms
        elif isinstance(item, forms.BaseForm):
            yield item


def has_errors(*forms_or_sets: Any) -> bool:
    """Whether any of these forms and formsets was sent and refused."""
    return any(form.is_bound and form.errors for form in _single_forms(*forms_or_sets)) or any(
        item.is_bound and item.non_form_errors()
        for item in forms_or_sets
        if isinstance(item, forms.BaseFormSet)
    )


def summary_of(*forms_or_sets: Any) -> list[dict[str, str]]:
    """The lines of the error summary in the order of the page: the words by the field, linked to the field."""
    lines: list[dict[str, str]] = []
    for formset in forms_or_sets:
        if isinstance(formset, forms.BaseFormSet):
            lines += [{"text": error} for error in formset.non_form_errors()]
    for form in _single_forms(*forms_or_sets):
        if not form.is_bound:
            continue
        visible = form.visible_fields()
        lines += [
            {"text": error, "href": visible[0].error_link} if visible else {"text": error}
            for error in form.non_field_errors()
        ]
        lines += [{"text": error, "href": bound.error_link} for bound in visible for error in bound.errors]
        lines += [{"text": error} for bound in form.hidden_fields() for error in bound.errors]
    return lines
