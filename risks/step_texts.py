"""Which step of a matrix the text of a cell names. Pure.

A step is named by its value, its label, or both in either order, as registers write them: 4, 4.0, Likely, Likely (4),
4 - Likely, 4. Likely, Likely/4. Capitals, spaces, the kind of a dash and one between words ("almost-certain") make no
difference, and of a label that ends in brackets ("Likely (over 50%)") what stands before them is enough where no other step
is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from council.spreadsheets.grid import shown
from risks.matrix import AXES, AxisName, Matrix, Step
from risks.matrix_values import fold, plain, read_number

_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_DASHES = re.compile(r" ?[-\u2010-\u2015\u2212] ?")
#: What stands between a value and a label. A full stop may be part of a number: it needs a space behind it.
_BETWEEN = re.compile(r" ?[-(\[:=/,] ?|\.? ")
_BRACKETS = "()[]"
_IN_BRACKETS = re.compile(r"(?P<before>.+?) ?\(.*\)")


@dataclass(frozen=True)
class StepRead:
    """The step that a text names, and what is wrong with the text; either may be missing."""

    step: Step | None = None
    code: str = ""
    sentence: str = ""


def read_step(
    text: str, axis: AxisName, matrix: Matrix, name: str = "", *, required: bool = True
) -> StepRead:
    """The step that a text names: a value, a label or both. A blank one that is not required is no finding.

    `name` is what the finding calls the cell ("target_likelihood"); left out, the axis. A label of the other axis is a
    finding, though a value beside it counts: "Major (4)" as a likelihood is 4. So is a value of the other axis where the
    values of this one are of another sort (3 where it has letters); a number too large is one that nothing has.
    """
    name = name or axis
    steps = ", ".join(step_name(step) for step in matrix.axis(axis))
    if not text:
        if not required:
            return StepRead()
        return StepRead(None, "unknown_value", f"{name} is empty. Write one of {steps}.")
    other_axis = AXES[1 - AXES.index(axis)]
    own, other = _names_of(matrix.axis(axis)), _names_of(matrix.axis(other_axis))
    if all(map(_is_number, (step.value for step in matrix.axis(axis)))):
        other = {written: step for written, step in other.items() if not _is_number(written)}
    readings = list(_readings(text))
    for words in readings:
        if len({own.get(word) for word in words}) == 1 and words[0] in own:
            return StepRead(own[words[0]])
    for words in readings:
        if any(word in other and word not in own for word in words) and all(
            word in own or word in other for word in words
        ):
            found = next((own[word] for word in words if word in own), None)
            sentence = f"{name} {quoted(text)} is a word for {other_axis}. Write one of {steps}."
            return StepRead(found, "wrong_axis", sentence)
    if any(all(word in own for word in words) for words in readings):
        sentence = f"{name} {quoted(text)} names two different steps. Write one of them."
        return StepRead(None, "unknown_value", sentence)
    return StepRead(None, "unknown_value", f"{name} {quoted(text)} is not known. Write one of {steps}.")


def step_name(step: Step) -> str:
    """A step as sentences name it: its label, and its value where that is something else."""
    return step.label if step.label == step.value else f"{step.label} ({step.value})"


def quoted(text: str) -> str:
    """A text of the file in quotation marks."""
    return f'"{shown(text)}"'


def _names_of(steps: tuple[Step, ...]) -> dict[str, Step]:
    """Every way of writing a step of an axis; short of its brackets, where that is still the name of one step."""
    names = {_written(name): step for step in steps for name in step.names()}
    short: dict[str, list[Step]] = {}
    for name, step in names.items():
        if match := _IN_BRACKETS.fullmatch(name):
            short.setdefault(match["before"], []).append(step)
    return {name: found[0] for name, found in short.items() if len(found) == 1} | names


def _readings(text: str) -> Iterator[tuple[str, ...]]:
    """The text as one name, and as two: a value and a label with a mark or a space between them."""
    whole = _written(text)
    yield (whole,)
    for between in _BETWEEN.finditer(whole):
        parts = whole[: between.start()], whole[between.end() :]
        for words in product(*((_written(part), _written(part.strip(_BRACKETS))) for part in parts)):
            # A number twice is no value with its label: 4/4 may be a likelihood and an impact.
            if all(words) and words[0] != words[1]:
                yield words


def _written(text: str) -> str:
    """Folded, with dashes of one kind, none between words, and numbers of one form: 4.0, 04 and +4 are 4."""
    folded = _BETWEEN_WORDS.sub(" ", _DASHES.sub("-", fold(text))) if len(text) > 1 else fold(text)
    number = read_number(re.sub(r"^\.", "0.", folded.removeprefix("+")))
    return folded if number is None else f"{plain(number):f}"


def _is_number(text: str) -> bool:
    return read_number(text) is not None
