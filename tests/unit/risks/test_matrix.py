"""Matrices of other councils: read, scored and banded as their file says, or refused in a sentence."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.sections import Mark
from risks.bands import OPPORTUNITY_COLOURS, RISK_COLOURS
from risks.matrix import AXES, Matrix, MatrixError, as_content, load_matrix, parse_matrix
from risks.reference import usual_matrix
from tests.oracles import risks as naive


def steps(*values: object) -> list[dict]:
    return [{"value": value, "label": f"Step {value}"} for value in values]


def scores(matrix: Matrix) -> list[list[str]]:
    return [[f"{matrix.score(a, b):f}" for b in matrix.impact] for a in matrix.likelihood]


def test_the_key_of_the_papers() -> None:
    matrix = usual_matrix()
    assert scores(matrix) == [[str(a * b) for b in range(1, 6)] for a in range(1, 6)]
    assert [step.label for step in matrix.likelihood] == ["Rare", "Unlikely", "Possible", "Likely", "Certain"]
    assert matrix.impact[-1].names() == {"5", "catastrophic", "outstanding"}
    bands = {
        score: matrix.band(Decimal(score)) for score in {a * b for a in range(1, 6) for b in range(1, 6)}
    }
    assert all(bands.values())
    assert {score: bands[score].label for score in (4, 5, 10, 12, 16, 20)} == {
        4: "Low", 5: "Medium", 10: "Medium", 12: "High", 16: "High", 20: "Very high",
    }  # fmt: skip


def bands(*labels: str, **extra: object) -> list[dict]:
    return [
        {"label": label, "from": 10 * place + 1, "to": 10 * place + 10} | extra
        for place, label in enumerate(labels)
    ]


def parsed(**changed: object) -> Matrix:
    return parse_matrix(FINE | changed)


def test_the_key_of_the_papers_marks_opportunities_in_blues() -> None:
    matrix = usual_matrix()
    assert [band.letter for band in matrix.bands] == [band.letter for band in matrix.opportunity_bands]
    assert [(band.lowest, band.highest) for band in matrix.bands] == [
        (band.lowest, band.highest) for band in matrix.opportunity_bands
    ]
    assert tuple(band.colour for band in matrix.bands) == RISK_COLOURS
    assert tuple(band.colour for band in matrix.opportunity_bands) == OPPORTUNITY_COLOURS
    assert matrix.band(Decimal(20)).colour == "#942514"
    assert matrix.band(Decimal(20), opportunity=True).colour == "#12436d"
    catastrophic = matrix.step("impact", "5")
    assert [catastrophic.word(), catastrophic.word(opportunity=True)] == ["Catastrophic", "Outstanding"]
    assert (
        matrix.label(matrix.step("likelihood", "3"), catastrophic, opportunity=True) == "Outstanding/Possible"
    )
    assert matrix.step("impact", "6") is None
    assert (matrix.acceptance(Decimal(10)), matrix.acceptance(Decimal(12))) == (
        "tolerated",
        "beyond tolerance",
    )


def test_the_matrix_as_it_is_printed() -> None:
    matrix = usual_matrix()
    rows = matrix.cells()
    assert [row[0].impact.label for row in rows] == [
        "Catastrophic", "Major", "Moderate", "Minor", "Insignificant",
    ]  # fmt: skip
    assert [[int(cell.score) for cell in row] for row in rows] == naive.rows_of(as_content(matrix))
    assert {cell.likelihood.label for row in rows for cell in row[-1:]} == {"Certain"}
    assert rows[0][4].band.label == "Very high"
    assert matrix.cells(opportunity=True)[0][4].band.colour == "#12436d"


def test_letters_that_fall_are_printed_with_the_heaviest_on_top() -> None:
    """Some councils call the worst A: what is heavy follows from the scores, not from the order of the file."""
    grid = {
        f"{letter}{number}": number * weight
        for letter, weight in (("A", 9), ("B", 5), ("C", 1))
        for number in (3, 1)
    }
    matrix = parse_matrix(
        {"likelihood": steps(3, 1), "impact": steps("A", "B", "C"), "score": "grid", "grid": grid}
    )
    assert [[(cell.impact.value, int(cell.score)) for cell in row] for row in matrix.cells()] == [
        [("A", 9), ("A", 27)], [("B", 5), ("B", 15)], [("C", 1), ("C", 3)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "letters"),
    [
        (["Low", "Medium", "High"], ["L", "M", "H"]),
        (["Very low", "Low", "High", "Very high"], ["VL", "L", "H", "VH"]),
        (["Minor", "Middling", "Major"], ["Min", "Mid", "Maj"]),
        (["Low", "Medium", "Moderate"], ["Lo", "Me", "Mo"]),
        (["Level 1", "Level 2"], ["L1", "L2"]),
        (["Acceptable", "Accepted"], ["1", "2"]),
        (["!", "?"], ["!", "?"]),
    ],
)
def test_letters_that_a_file_leaves_out_tell_the_bands_apart(labels: list[str], letters: list[str]) -> None:
    assert [band.letter for band in parsed(bands=bands(*labels)).bands] == letters


def test_what_a_file_says_of_its_bands_counts() -> None:
    given = [
        {"label": "Low", "from": 1, "to": 4, "letter": "M", "shape": "diamond", "colour": "#ABCDEF"},
        {"label": "Medium", "from": 5, "to": 9, "colour": "Amber", "shape": "star"},
        {"label": "High", "from": 10, "to": 16, "colour": "crimson", "letter": None},
    ]
    low, medium, high = parsed(bands=given).bands
    assert (low.letter, low.shape, low.colour) == ("M", "diamond", "#ABCDEF")
    assert (medium.letter, medium.shape, medium.colour) == ("Me", "triangle", "#ffdd00"), "M is taken"
    assert (high.letter, high.shape, high.colour) == ("Hi", "square", "#942514")
    blue = parsed(bands=given).opportunity_bands
    assert [(band.letter, band.shape) for band in blue] == [
        ("M", "diamond"),
        ("Me", "triangle"),
        ("Hi", "square"),
    ]
    assert {band.colour for band in blue} < set(OPPORTUNITY_COLOURS)


def test_bands_of_their_own_for_opportunities() -> None:
    own = [
        {"label": "Small", "from": 1, "to": 2},
        {"label": "Large", "from": 3, "to": 4, "colour": "#54319f"},
    ]
    matrix = parsed(bands=bands("Low", "High"), bands_opportunity=own)
    assert matrix.band(Decimal(4)).label == "Low"
    assert matrix.band(Decimal(4), opportunity=True).label == "Large"
    assert [band.colour for band in matrix.opportunity_bands] == ["#d2e2f1", "#54319f"]
    assert parsed(bands=bands("Low"), bands_opportunity=[]).opportunity_bands == ()


@given(count=st.integers(1, 12), data=st.data())
def test_every_band_can_be_told_without_its_colour(count: int, data: st.DataObject) -> None:
    labels = data.draw(
        st.lists(
            st.sampled_from(["Low", "Lower", "High", "Very high", "É", "*"]), min_size=count, max_size=count
        )
    )
    for found in (parsed(bands=bands(*labels)).bands, parsed(bands=bands(*labels)).opportunity_bands):
        assert len({band.letter.casefold() for band in found}) == count
        marks = [Mark(band.label, band.label, band.letter, band.shape, band.colour) for band in found]
        assert all(mark.badge and mark.shape != "none" for mark in marks)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, written again from its definition."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted([light(one), light(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*RISK_COLOURS, *OPPORTUNITY_COLOURS])
def test_letters_can_be_read_on_every_colour_of_ours(colour: str) -> None:
    assert _contrast(Mark("x", "Word", colour=colour).ink, colour) >= 4.5
    assert max(_contrast(colour, "#ffffff"), _contrast(colour, "#0b0c0c")) >= 3


def test_no_default_for_an_opportunity_is_red() -> None:
    for colour in OPPORTUNITY_COLOURS:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert blue > green > red


def test_appetite_and_tolerance() -> None:
    matrix = parsed(appetite=4, tolerance="12", appetites={"Safeguarding": 2, "Growth": 9})
    stands = {score: matrix.acceptance(Decimal(score)) for score in (4, 5, 12, 13)}
    assert list(stands.values()) == ["within appetite", "tolerated", "tolerated", "beyond tolerance"]
    assert matrix.acceptance(Decimal(4), " safeguarding ") == "tolerated"
    assert matrix.acceptance(Decimal(9), "Growth") == "within appetite"
    assert matrix.acceptance(Decimal(4), "Unheard of") == "within appetite"
    assert parsed(appetite=4).acceptance(Decimal(5)) == "beyond appetite"
    assert parsed().acceptance(Decimal(25)) == ""
    assert parsed().appetite_for("Growth") is None


def test_rectangular_from_zero_and_in_letters() -> None:
    wide = parse_matrix({"likelihood": steps(*range(6)), "impact": steps(1, 2, 3, 4), "score": "product"})
    assert scores(wide)[0] == ["0"] * 4
    assert scores(wide)[5] == ["5", "10", "15", "20"]
    grid = {
        f"{letter}{number}": 10 * number + place for place, letter in enumerate("ABC") for number in (1, 2)
    }
    lettered = {"likelihood": steps("A", "B", "C"), "impact": steps(1, 2), "score": "grid", "grid": grid}
    assert scores(parse_matrix(lettered)) == [["10", "20"], ["11", "21"], ["12", "22"]]
    turned = {"likelihood": steps(1, 2), "impact": steps("A", "B", "C"), "score": "grid", "grid": grid}
    assert scores(parse_matrix(turned)) == [["10", "11", "12"], ["20", "21", "22"]]


@pytest.mark.parametrize("name", ["{0}-{1}", "{0} / {1}", "{1}, {0}", "{1}:{0}", "{0} {1}"])
def test_a_grid_may_put_a_mark_between_its_two_values(name: str) -> None:
    axes = {"likelihood": steps("A", "B"), "impact": steps(1, 11), "score": "grid"}
    plain = parse_matrix(axes | {"grid": {"A1": 1, "A11": 2, "B1": 3, "B11": 4}})
    cells = {("A", 1): 1, ("A", 11): 2, ("B", 1): 3, ("B", 11): 4}
    assert (
        parse_matrix(axes | {"grid": {name.format(*cell): score for cell, score in cells.items()}}) == plain
    )


def test_a_score_outside_every_band_has_none() -> None:
    matrix = parse_matrix(
        {"likelihood": steps(0, 1), "impact": steps(1, 2), "bands": [{"label": "Low", "from": 1, "to": 2}]}
    )
    assert matrix.band(Decimal(0)) is None
    assert matrix.band(Decimal(2)).label == "Low"


FINE = {"likelihood": steps(1, 2), "impact": steps(1, 2), "score": "product"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"likelihood": None}, '"likelihood" must be a list of at least two steps'),
        ({"impact": steps(1)}, '"impact" must be a list'),
        ({"impact": "ABC"}, '"impact" must be a list'),
        ({"impact": steps(*range(21))}, "has 21 steps"),
        ({"impact": [1, 2]}, "Write it like"),
        ({"impact": steps(1, 1)}, '"impact" has "1" twice'),
        (
            {"impact": [{"value": 1, "label": "Low"}, {"value": 2, "label": "low "}]},
            '"impact" has "low" twice',
        ),
        ({"impact": steps(1, True)}, 'has the value "True"'),
        ({"impact": [{"value": 1, "label": 3}, {"value": 2}]}, "is not a text"),
        ({"impact": steps(1, "B")}, "B cannot be multiplied"),
        ({"score": "sum"}, '"score" is "sum"'),
        ({"score": "grid"}, 'there is no "grid"'),
        ({"score": "grid", "grid": {"11": 1, "12": 2, "21": 3}}, "no score for 22"),
        ({"score": "grid", "grid": {"11": 1, "12": 2, "21": 3, "22": "x"}}, "is not a number"),
        ({"bands": "none"}, '"bands" must be a list'),
        ({"bands": [{"from": 1, "to": 2}]}, "Every band needs a label"),
        ({"bands": [{"label": "Low", "from": 3, "to": 2}]}, "must go from one number to a higher one"),
        ({"bands_opportunity": 3}, '"bands_opportunity" must be a list'),
        ({"bands_opportunity": [3]}, "Every band needs a label"),
        ({"tolerance": "much"}, '"tolerance" is "much". Write the highest score'),
        ({"appetite": True}, '"appetite" is "True"'),
        ({"appetite": 9, "tolerance": 8}, "The appetite 9 is above the tolerance 8"),
        ({"appetites": [4]}, '"appetites" must give categories their scores'),
        ({"appetites": {"Growth": None}}, '"appetite of Growth" is "None"'),
        ({"impact": steps(1, "twenty letters long!")}, "A value is a number or a short text"),
        (
            {"bands": [{"label": "High", "from": 2, "to": 4}, {"label": "Low", "from": 1, "to": 2}]},
            "The bands Low and High overlap at 2",
        ),
    ],
)
def test_what_cannot_be_used_is_said(changed: dict, words: str) -> None:
    with pytest.raises(MatrixError) as caught:
        parse_matrix(FINE | changed)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "3", '"x"', "{", "[" * 100_000, '{"likelihood": NaN}'])
def test_files_that_are_no_matrix(text: str) -> None:
    with pytest.raises(MatrixError):
        load_matrix(text)


@given(
    likelihood=st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True),
    impact=st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True),
)
def test_products_agree_with_multiplication(likelihood: list[int], impact: list[int]) -> None:
    text = json.dumps({"likelihood": steps(*likelihood), "impact": steps(*impact), "score": "product"})
    assert scores(load_matrix(text)) == [[str(a * b) for b in impact] for a in likelihood]


def test_a_number_beyond_all_measure_is_refused_before_it_is_written_out() -> None:
    with pytest.raises(MatrixError, match="has the value"):
        load_matrix('{"likelihood": [{"value": 1E999999999}, {"value": 2}], "impact": []}')


def test_scores_have_no_noughts_at_their_end() -> None:
    likely = [{"value": "0.5"}, {"value": "0.95"}]
    impact = [{"value": 100}, {"value": "25.5"}]
    assert scores(parse_matrix({"likelihood": likely, "impact": impact})) == [
        ["50", "12.75"],
        ["95", "24.225"],
    ]
    grid = {"score": "grid", "grid": {"11": "4.0", "12": "100", "21": "2.50", "22": 0}}
    assert scores(parse_matrix(FINE | grid)) == [["4", "100"], ["2.5", "0"]]


def test_numbers_with_a_point_stay_exact() -> None:
    """From a file they come as Decimal, from the database as float."""
    content = {"likelihood": steps(0.5, 1), "impact": steps(1, 2.5), "tolerance": 0.1}
    matrix = parse_matrix(content)
    assert matrix == load_matrix(json.dumps(content)) == parse_matrix(as_content(matrix))
    assert scores(matrix) == [["0.5", "1.25"], ["1", "2.5"]]


NUMBERS = st.integers(0, 30) | st.decimals(0, 30, places=2)
LABELS = st.text(alphabet="abcXYZ é", min_size=1, max_size=6).filter(str.strip)


@st.composite
def contents(draw: st.DrawFn) -> dict:
    """Matrices of every sort, as a file writes them."""
    lettered = draw(st.booleans())
    values = st.sampled_from("ABCDEFGH") if lettered else st.integers(-3, 12)
    axes = {
        name: [
            {"value": value, "label_opportunity": draw(st.sampled_from(["", f"Chance {value}"]))}
            for value in draw(st.lists(values, min_size=2, max_size=5, unique=True))
        ]
        for name in AXES
    }
    content: dict = axes | {"score": "product"}
    if lettered or draw(st.booleans()):
        order = draw(st.sampled_from([1, -1]))
        pairs = [(a["value"], b["value"])[::order] for a in axes["likelihood"] for b in axes["impact"]]
        content |= {"score": "grid", "grid": {f"{a}{b}": str(draw(NUMBERS)) for a, b in pairs}}
    for name in draw(st.sets(st.sampled_from(["bands", "bands_opportunity"]))):
        content[name] = bands(*draw(st.lists(LABELS, max_size=6)))
    for name in draw(st.sets(st.sampled_from(["appetite", "tolerance"]), max_size=1)):
        content[name] = str(draw(NUMBERS))
    return content | {"appetites": draw(st.dictionaries(LABELS.map(str.strip), NUMBERS.map(str), max_size=2))}


@given(content=contents())
def test_what_is_kept_of_a_matrix_reads_back_as_it(content: dict) -> None:
    matrix = parse_matrix(content)
    kept = json.dumps(as_content(matrix))
    assert load_matrix(kept) == parse_matrix(json.loads(kept)) == matrix


def test_a_matrix_whose_cells_cannot_be_named_is_not_kept() -> None:
    """No file can hold it: 1 and 11, 11 and 1 have one name."""
    axis = parsed(likelihood=steps(1, 11)).likelihood
    pairs = [("1", "1"), ("1", "11"), ("11", "1"), ("11", "11")]
    made = Matrix(axis, axis, {pair: Decimal(place) for place, pair in enumerate(pairs)})
    with pytest.raises(MatrixError, match="have one name"):
        as_content(made)


@given(content=contents())
def test_the_printed_matrix_holds_every_cell_once_in_rising_order(content: dict) -> None:
    matrix = parse_matrix(content)
    cells = [cell for row in matrix.cells() for cell in row]
    assert {(cell.likelihood.value, cell.impact.value): cell.score for cell in cells} == matrix.scores
    rows = [sum(cell.score for cell in row) for row in matrix.cells()]
    columns = [sum(cell.score for cell in column) for column in zip(*matrix.cells(), strict=True)]
    assert rows == sorted(rows, reverse=True)
    assert columns == sorted(columns)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
)


KEYS = (*AXES, "grid", "bands", "bands_opportunity", "appetite", "tolerance", "appetites")


@given(
    changed=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(KEYS, JSON) | {"score": st.sampled_from(["product", "grid"]) | JSON}
    )
)
def test_no_mapping_upsets_the_reader(changed: dict) -> None:
    content = FINE | changed
    try:
        matrix = parse_matrix(content)
    except MatrixError:
        return
    assert len(scores(matrix)) == len(content["likelihood"])


@given(extra=st.fixed_dictionaries({}, optional=dict.fromkeys(("letter", "shape", "colour"), JSON)))
def test_no_look_of_a_band_upsets_the_reader(extra: dict) -> None:
    """Files say all sorts of things here, and were always read: what cannot be drawn is as if it were left out."""
    for band in parsed(bands=bands("Low", "High", **extra)).bands:
        assert Mark(band.label, band.label, band.letter, band.shape, band.colour).label.endswith(band.label)
