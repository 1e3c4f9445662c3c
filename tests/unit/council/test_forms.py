"""Forms: the markup a field gives, what the error summary links to, numbers and dates as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import engines

from council.fields import DatePartsField, NumberField
from council.forms import Presentation, has_errors, summary_of


class ReturnForm(forms.Form):
    share = NumberField(label="Share repaired on time", unit="%", min_value=0, help_text="For example, 88.71")
    variance = NumberField(label="Budget variance", unit="£", required=False)
    visits = forms.IntegerField(min_value=0, required=False)
    done = forms.ChoiceField(
        label="Have you completed this section?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    due = DatePartsField(label="Date of the figure", required=False)
    checked = forms.BooleanField(label="I have checked this figure")
    reason = forms.CharField(widget=forms.Textarea(attrs={"spellcheck": "true"}), required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    file = forms.FileField(label="Spreadsheet", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    presentation = {
        "reason": Presentation(rows=3),
        "done": Presentation(item_hints={"no": "Your draft is kept"}),
    }


GOOD = {"share": "88.71", "done": "yes", "checked": "on", "version": "3"}


def drawn(form: forms.Form, name: str) -> BeautifulSoup:
    return BeautifulSoup(form[name].as_field_group(), "html.parser")


def only(soup: BeautifulSoup, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def page(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


def test_a_box_is_described_by_its_hint_then_its_error() -> None:
    soup = drawn(ReturnForm({"share": "x"}), "share")
    box = only(soup, "input")
    assert box["aria-describedby"] == "id_share-hint id_share-error"
    assert all(soup.find(id=name) for name in box["aria-describedby"].split())
    assert only(soup, "label")["for"] == box["id"] == "id_share"
    assert box["value"] == "x"
    assert "required" not in box.attrs


@pytest.mark.parametrize(("name", "mode"), [("share", "decimal"), ("variance", None), ("visits", "numeric")])
def test_the_numeric_keypad_only_where_no_minus_can_be_needed(name: str, mode: str | None) -> None:
    box = only(drawn(ReturnForm(), name), "input")
    assert box.get("inputmode") == mode
    assert box["type"] == "text"


def test_units_stand_beside_the_box() -> None:
    assert only(drawn(ReturnForm(), "share"), ".govuk-input__suffix").text == "%"
    assert only(drawn(ReturnForm(), "variance"), ".govuk-input__prefix").text == "£"


def test_what_is_asked_only_with_a_radio_stands_below_it() -> None:
    class PaperForm(forms.Form):
        kind = forms.ChoiceField(choices=[("free", "Words"), ("report", "Report")], widget=forms.RadioSelect)
        year = forms.CharField(required=False)
        presentation = {"kind": Presentation(reveals={"report": ("year",)})}

    soup = drawn(PaperForm({"kind": "report", "year": "2020"}), "kind")
    revealed = only(soup, ".app-revealed")
    assert only(revealed, "input[name=year]")["value"] == "2020"
    assert revealed.find_previous_sibling(class_="govuk-radios__item").label.text == "Report"
    # ARIA allows no aria-expanded on a radio, which the design system's script would set.
    assert soup.select("[data-aria-controls]") == []


def test_a_box_that_asks_a_question_wants_an_answer_typed() -> None:
    class ReasonForm(forms.Form):
        reason = forms.CharField(label="Why is it late?")

    assert ReasonForm({}).errors == {"reason": ["Enter an answer to “Why is it late?”"]}


def test_radios_are_a_fieldset_whose_error_link_leads_to_the_first() -> None:
    form = ReturnForm({})
    soup = drawn(form, "done")
    assert only(soup, "fieldset > legend").text == "Have you completed this section?"
    assert [choice["id"] for choice in soup.select("input")] == ["id_done", "id_done-2"]
    assert form["done"].error_link == "#id_done"
    assert only(soup, "#id_done-2-item-hint").text == "Your draft is kept"


def test_what_was_typed_stays_and_is_escaped() -> None:
    soup = drawn(ReturnForm({"reason": "\n<script>1</script>"}), "reason")
    assert only(soup, "textarea").text == "\n\n<script>1</script>"  # a browser drops the first line end
    assert only(soup, "textarea")["rows"] == "3"
    assert only(soup, "textarea")["spellcheck"] == "true"
    assert soup.script is None


def test_a_password_is_never_sent_back() -> None:
    assert "value" not in only(drawn(ReturnForm({"secret": "xyzzy"}), "secret"), "input").attrs


def test_the_summary_says_the_same_words_in_the_order_of_the_page() -> None:
    form = ReturnForm({"due_day": "31", "due_month": "2", "due_year": "2021", "version": "x"})
    form.is_valid()
    assert summary_of(form) == [
        {"text": "Enter share repaired on time", "href": "#id_share"},
        {"text": "Select an answer to “Have you completed this section?”", "href": "#id_done"},
        {"text": "The date must be a real date, like 27 3 2021", "href": "#id_due-day"},
        {"text": "Select “I have checked this figure”", "href": "#id_checked"},
        {"text": "Enter a whole number."},
    ]
    whole = BeautifulSoup(page("{{ form }}", form=form), "html.parser")
    for line in summary_of(form):
        if "href" in line:
            target = whole.find(id=line["href"][1:])
            assert target is not None
            assert target.name == "input"


def test_the_summary_of_a_formset_names_each_form() -> None:
    formset_class = forms.formset_factory(ReturnForm, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    data |= {f"form-0-{name}": value for name, value in GOOD.items()} | {"form-1-share": "x"}
    formset = formset_class(data)
    assert not formset.is_valid()
    assert summary_of(formset)[0] == {"text": "Enter a number, like 88.71", "href": "#id_form-1-share"}
    assert has_errors(formset)


def test_title_and_summary_are_silent_while_all_is_well() -> None:
    template = "[{% error_prefix form %}{% error_summary form %}]"
    assert page(template, form=ReturnForm()).split() == ["[", "]"]
    assert page(template, form=ReturnForm(GOOD)).split() == ["[", "]"]
    assert page(template).split() == ["[", "]"]
    assert "Error: " in page(template, form=ReturnForm({}))


def test_the_whole_form_has_every_field_and_the_hidden_ones() -> None:
    soup = BeautifulSoup(page("{{ form }}", form=ReturnForm(initial={"version": 3})), "html.parser")
    names = {box["name"] for box in soup.select("[name]")}
    assert names == (set(ReturnForm.base_fields) - {"due"}) | {"due_day", "due_month", "due_year"}
    assert only(soup, "input[type=hidden]")["value"] == "3"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("88.71%", "88.71"),
        (" 12 ", "12"),
        ("0", "0"),
        ("-0.59", "-0.59"),
        ("−5", "-5"),
        (".5", "0.5"),
        ("1,200", "1200"),
        ("1 200 000", "1200000"),
        ("88.7100", "88.7100"),
    ],
)
def test_numbers_as_people_write_them(typed: str, number: str) -> None:
    cleaned = NumberField().clean(typed)
    assert str(cleaned) == number


@pytest.mark.parametrize(
    "typed",
    [
        "1,2",
        "1,20",
        "12,34,567",
        "NaN",
        "inf",
        "1e308",
        "12..5",
        "9o",
        "--5",
        "-£-5",
        "%",
        "£",
        "٣",
        "５",
        "1.2.3",
        "5 days",
    ],
)
def test_slips_are_refused_never_guessed(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Enter a number"):
        NumberField().clean(typed)


@pytest.mark.parametrize(("unit", "typed"), [("%", "£5"), ("£", "5%"), ("days", "5%")])
def test_the_sign_of_another_unit_is_refused(unit: str, typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=f"Enter the figure in {unit}"):
        NumberField(unit=unit).clean(typed)


@pytest.mark.parametrize("typed", ["£1,200", "-£1,200", "£-1,200"])
def test_pounds_may_carry_their_sign(typed: str) -> None:
    assert abs(NumberField(unit="£").clean(typed)) == Decimal(1200)


def test_a_stored_number_is_shown_without_an_exponent() -> None:
    class Form(forms.Form):
        value = NumberField()

    assert only(drawn(Form(initial={"value": Decimal("1E+3")}), "value"), "input")["value"] == "1000"


def test_a_date_is_read_and_shown_again() -> None:
    class Form(forms.Form):
        day = DatePartsField()

    assert DatePartsField().clean(["27", " 3 ", "2021"]) == date(2021, 3, 27)
    shown = drawn(Form(initial={"day": date(2021, 3, 27)}), "day")
    assert [box["value"] for box in shown.select("input")] == ["27", "3", "2021"]
    assert not Form(
        {"day_day": "27", "day_month": "3", "day_year": "2021"}, initial={"day": date(2021, 3, 27)}
    ).has_changed()


@pytest.mark.parametrize(
    ("typed", "words", "wrong"),
    [
        (["1", "", "2021"], "The date must include a month", ["id_due-month"]),
        (["", "", "2021"], "The date must include a day and a month", ["id_due-day", "id_due-month"]),
        (["31", "2", "2021"], "real date", ["id_due-day", "id_due-month", "id_due-year"]),
        (["1", "2", "21"], "real date", ["id_due-day", "id_due-month", "id_due-year"]),
        (["1", "9" * 5000, "2021"], "real date", ["id_due-day", "id_due-month", "id_due-year"]),
    ],
)
def test_the_wrong_parts_of_a_date_are_marked(typed: list[str], words: str, wrong: list[str]) -> None:
    form = ReturnForm(GOOD | dict(zip(["due_day", "due_month", "due_year"], typed, strict=True)))
    soup = drawn(form, "due")
    assert words in only(soup, ".govuk-error-message").text
    assert [box["id"] for box in soup.select(".govuk-input--error")] == wrong
    assert form["due"].error_link == f"#{wrong[0]}"


def test_a_widget_without_a_component_says_what_to_do() -> None:
    class Form(forms.Form):
        moment = forms.SplitDateTimeField()

    with pytest.raises(TypeError, match="No component draws SplitDateTimeWidget"):
        Form()["moment"].as_field_group()
