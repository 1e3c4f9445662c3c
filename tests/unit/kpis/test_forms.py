"""The form for a figure: what people type, what is refused in words they can act on."""

from decimal import Decimal

import pytest

from kpis.forms import DecisionForm, FigureForm, OverrideForm
from kpis.models import Definition

PERCENT = Definition(name="Defects repaired", unit="%", value_type="percentage")
POUNDS = Definition(
    name="Loans", unit="£", value_type="money", second_measure="Investments", second_unit="investments"
)


def form(definition: Definition = PERCENT, *, is_open: bool = True, **typed: str) -> FigureForm:
    data = {"version": "0", "state": "provisional"} | typed
    return FigureForm(data, definition=definition, quarter_label="Quarter 3", is_open=is_open)


def errors(bound: FigureForm) -> dict[str, str]:
    return {field: " ".join(messages) for field, messages in bound.errors.items()}


@pytest.mark.parametrize(
    ("typed", "definition", "value"),
    [
        ("88.10", PERCENT, "88.10"),
        (" 88.71 % ", PERCENT, "88.71"),
        ("−2.5", PERCENT, "-2.5"),
        ("0", PERCENT, "0"),
        ("£1,581,000", POUNDS, "1581000"),
    ],
)
def test_numbers_as_people_write_them(typed: str, definition: Definition, value: str) -> None:
    bound = form(definition, value=typed)
    assert bound.is_valid(), bound.errors
    assert str(bound.entry_beside(None).value) == value
    assert (
        bound.entry_beside(None).absence,
        bound.entry_beside(None).text,
        bound.entry_beside(None).state,
    ) == ("", "", "provisional")


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_at_all_is_refused(typed: str) -> None:
    assert errors(form(value=typed)) == {"value": "Enter a figure, or say why there is none"}


def test_words_in_place_of_a_figure() -> None:
    bound = form(text=" New measure from Quarter 1\x07 ")
    assert bound.is_valid() or "\x07" not in str(bound.errors)
    clean = form(text=" New measure from Quarter 1 ")
    assert clean.is_valid()
    assert (clean.entry_beside(None).value, clean.entry_beside(None).absence) == (None, "not_available")
    assert clean.entry_beside(None).text == "New measure from Quarter 1"


def test_a_figure_and_words_are_refused() -> None:
    assert errors(form(value="1", text="None")) == {
        "text": "Remove these words, or the figure: a cell holds one or the other"
    }


@pytest.mark.parametrize("typed", ["abc", "1e5", "NaN", "1,2", "12%%", "£88", "9" * 29, "1.5.2"])
def test_what_is_no_number_of_this_unit(typed: str) -> None:
    assert list(errors(form(value=typed))) == ["value"]


class TestPercentagesOfCounts:
    def test_are_worked_out(self) -> None:
        bound = form(numerator="177", denominator="200")
        assert bound.is_valid()
        assert (
            str(bound.entry_beside(None).value),
            bound.entry_beside(None).numerator,
            bound.entry_beside(None).denominator,
        ) == ("88.5", 177, 200)

    def test_a_value_that_is_given_stands(self) -> None:
        assert form(value="88", numerator="177", denominator="200").is_valid()
        bound = form(value="88", numerator="177", denominator="200")
        bound.full_clean()
        assert bound.entry_beside(None).value == 88

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"numerator": "1"}, "denominator", "Enter the denominator too"),
            ({"denominator": "1"}, "numerator", "Enter the numerator too"),
            ({"numerator": "1", "denominator": "0"}, "denominator", "must be more than 0"),
            ({"numerator": "1", "denominator": "-2"}, "denominator", "must be more than 0"),
        ],
    )
    def test_both_or_neither(self, typed: dict, field: str, words: str) -> None:
        assert words in errors(form(**typed))[field]

    def test_counts_whose_percentage_is_no_figure_are_refused_in_words(self) -> None:
        bound = form(numerator="9" * 28, denominator="0.0000001")
        assert not bound.is_valid()
        assert "numerator" in errors(bound)

    def test_only_for_percentages(self) -> None:
        assert not {"numerator", "denominator"} & set(form(POUNDS).fields)
        assert {"numerator", "denominator"} <= set(form().fields)


def test_the_second_measure() -> None:
    bound = form(POUNDS, value="569000", second_value="3")
    assert bound.is_valid()
    assert bound.entry_beside(None).second_value == Decimal(3)
    assert bound.fields["second_value"].label == "Investments"
    assert "second_value" not in form().fields


def test_a_closed_quarter_asks_for_the_reason() -> None:
    assert errors(form(is_open=False, value="1")) == {"reason": "Enter why the figure is being changed"}
    assert form(is_open=False, value="1", reason="A late return").is_valid()
    assert "reason" not in form().fields


def test_a_form_without_the_version_that_was_seen_is_refused() -> None:
    assert "version" in errors(form(value="1", version=""))
    assert "version" in errors(form(value="1", version="-1"))


@pytest.mark.parametrize("state", ["", "certain"])
def test_an_unknown_state_is_refused(state: str) -> None:
    assert list(errors(form(value="1", state=state))) == ["state"]


def test_words_longer_than_a_cell_are_refused() -> None:
    assert list(errors(form(text="x" * 301))) == ["text"]


def test_labels_name_the_period_and_the_unit() -> None:
    assert form().fields["value"].label == "Figure for Quarter 3, in %"
    assert form(POUNDS).fields["value"].label == "Figure for Quarter 3"


def test_an_override_is_one_of_the_choices_with_a_reason() -> None:
    choices = [("amber", "Slightly below desired"), ("red", "Requires improvement")]
    assert OverrideForm({"status": "amber", "reason": "Storm"}, choices=choices).is_valid()
    refused = OverrideForm({"status": "green", "reason": ""}, choices=choices)
    assert set(refused.errors) == {"status", "reason"}


def test_declining_needs_a_note() -> None:
    assert DecisionForm({"decision": "agree"}).is_valid()
    assert "Say why" in " ".join(DecisionForm({"decision": "decline", "note": " "}).errors["note"])
    assert not DecisionForm({"decision": "perhaps"}).is_valid()
