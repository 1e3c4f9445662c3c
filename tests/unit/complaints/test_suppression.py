"""Small counts cannot be worked out from what is shown: held against a solver of its own, slow and exact."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.suppression import SMALLEST_SHOWN, Cell, kept_back

Counts = Mapping[Hashable, int]


def cells_of(tables: Mapping[str, Iterable[Hashable]], counts: Counts) -> list[Cell]:
    """The cells of tables, made of the atoms that have cases."""
    return [
        Cell(key, sum(counts[atom] for atom in atoms), [atom for atom in atoms if counts[atom]])
        for key, atoms in tables.items()
    ]


def vectors(cells: Iterable[Cell], counts: Counts) -> list[list[Fraction]]:
    """Each cell over the atoms that have cases; a reader may know which are empty."""
    filled = [atom for atom in counts if counts[atom]]
    return [
        [Fraction(list(cell.atoms).count(atom) - list(cell.minus).count(atom)) for atom in filled]
        for cell in cells
    ]


def rank(rows: list[list[Fraction]]) -> int:
    """Gaussian elimination as in a textbook."""
    rows = [list(row) for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for number, row in enumerate(rows):
            if number != found and row[column]:
                times = row[column] / pivot[column]
                rows[number] = [a - times * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def given_away(
    cells: list[Cell], hidden: frozenset[str], counts: Counts, secret: Iterable[Cell]
) -> list[str]:
    """Which of the secret counts follow from the cells that are shown."""
    shown = vectors([cell for cell in cells if cell.key not in hidden], counts)
    known = rank(shown)
    return [
        cell.key
        for cell, vector in zip(secret, vectors(secret, counts), strict=True)
        if any(vector) and rank([*shown, vector]) == known
    ]


def test_nothing_is_kept_back_where_nothing_is_small() -> None:
    counts = {"upheld": 7, "not upheld": 5, "withdrawn": 0}
    tables = {"all": counts.keys(), **{atom: [atom] for atom in counts}}
    assert kept_back(cells_of(tables, counts)) == frozenset()


def test_a_small_count_takes_the_smallest_other_with_it() -> None:
    counts = {"upheld": 2, "partly": 6, "not upheld": 20, "withdrawn": 0}
    tables = {"all": counts.keys(), **{atom: [atom] for atom in counts}}
    assert kept_back(cells_of(tables, counts)) == {"upheld", "partly"}, "0 is shown, and the total"


def test_without_a_total_it_goes_alone() -> None:
    counts = {"upheld": 2, "partly": 6, "not upheld": 20}
    assert kept_back(cells_of({atom: [atom] for atom in counts}, counts)) == {"upheld"}


def test_two_small_counts_protect_each_other_only_where_their_sum_says_nothing() -> None:
    rows = {"a": 4, "b": 3, "c": 9, "d": 30}
    tables = {"all": rows.keys(), **{atom: [atom] for atom in rows}}
    assert kept_back(cells_of(tables, rows)) == {"a", "b"}, "7 can be 4 and 3, or 1 and 6, or 5 and 2"
    counts = {"a": 1, "b": 1, "c": 9, "d": 30}
    cells = [
        Cell(cell.key, cell.count, cell.atoms, table=None if cell.key == "all" else "rows")
        for cell in cells_of(tables, counts)
    ]
    assert kept_back(cells) == {"a", "b", "c"}, "a sum of 2 would be 1 and 1"


def test_groups_of_rows_and_totals_of_totals_are_seen_through() -> None:
    counts = {"adults": 30, "children": 12, "inclusion": 3}
    tables = {
        "all": ["adults", "children", "inclusion"],
        "young": ["children", "inclusion"],
        "adults": ["adults"],
        "children": ["children"],
        "inclusion": ["inclusion"],
    }
    hidden = kept_back(cells_of(tables, counts))
    assert hidden == {"inclusion", "children"}, "all less adults is young, which may be shown"


def test_the_rest_of_a_share_counts_as_printed() -> None:
    base, part = Cell("closed", 150, ["late", "in time"]), Cell("late", 147, ["late"])
    assert kept_back([base, part]) == frozenset()
    rest = Cell("", 3, base.atoms, minus=part.atoms)
    assert kept_back([base, part], implied=[rest]) == {"late"}


def test_what_everybody_knows_is_reckoned_with() -> None:
    cells = [Cell("small", 3, ["x"]), Cell("by outcome", 40, ["x", "y"]), Cell("by service", 37, ["z"])]
    assert kept_back(cells) == {"small"}
    known = [{"y": 1, "z": -1}]
    assert kept_back(cells, known=known) == {"small", "by service"}


def test_the_choice_does_not_depend_on_the_order() -> None:
    counts = {"a": 2, "b": 6, "c": 6, "d": 20}
    cells = cells_of({"all": counts.keys(), **{atom: [atom] for atom in counts}}, counts)
    assert kept_back(cells) == kept_back(cells[::-1])


@st.composite
def crossed_tables(draw: st.DrawFn) -> tuple[dict[Hashable, int], dict[str, list[Hashable]]]:
    """Cases by two or three features, with every margin, and some groups of rows added up."""
    shape = draw(st.lists(st.integers(2, 4), min_size=2, max_size=3))
    atoms: list[tuple[int, ...]] = [()]
    for size in shape:
        atoms = [(*atom, value) for atom in atoms for value in range(size)]
    small_or_not = st.one_of(st.just(0), st.integers(1, 4), st.integers(0, 40))
    counts = {atom: draw(small_or_not) for atom in atoms}
    tables: dict[str, list[Hashable]] = {"all": list(atoms)}
    for feature, size in enumerate(shape):
        for value in range(size):
            tables[f"{feature}={value}"] = [atom for atom in atoms if atom[feature] == value]
        if size > 2 and draw(st.booleans()):
            tables[f"{feature}<2"] = [atom for atom in atoms if atom[feature] < 2]
    for one, other in combinations(range(len(shape)), 2):
        if draw(st.booleans()):
            for a in range(shape[one]):
                for b in range(shape[other]):
                    tables[f"{one}={a},{other}={b}"] = [at for at in atoms if at[one] == a and at[other] == b]
    return counts, tables


@given(crossed_tables())
@settings(max_examples=150, deadline=None)
def test_no_small_count_follows_from_what_is_shown(made: tuple[Counts, dict[str, list[Hashable]]]) -> None:
    counts, tables = made
    cells = cells_of(tables, counts)
    hidden = kept_back(cells)
    small = [cell for cell in cells if 0 < cell.count < SMALLEST_SHOWN]
    assert {cell.key for cell in small} <= hidden
    assert given_away(cells, hidden, counts, small) == []
    assert not any(cell.key in hidden for cell in cells if cell.count == 0)
    if not small:
        assert hidden == frozenset()


@given(crossed_tables())
@settings(max_examples=60, deadline=None)
def test_no_more_is_kept_back_than_is_needed(made: tuple[Counts, dict[str, list[Hashable]]]) -> None:
    """Whatever is kept back beside the small counts would, if it were shown as well, give one of them away."""
    counts, tables = made
    cells = cells_of(tables, counts)
    hidden = kept_back(cells)
    small = [cell for cell in cells if 0 < cell.count < SMALLEST_SHOWN]
    for key in hidden - {cell.key for cell in small}:
        assert given_away(cells, hidden - {key}, counts, small), key
