"""A second, naive control chart: fractions and one look at every window, written from the rules alone.

It shares no line with ``kpis.control_chart``. Figures are Fractions, none missing, no break among them.
"""

from fractions import Fraction


def lines(figures: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Lower limit, centre line, upper limit."""
    centre = sum(figures, Fraction(0)) / len(figures)
    ranges = [abs(figures[place] - figures[place - 1]) for place in range(1, len(figures))]
    reach = Fraction(266, 100) * sum(ranges, Fraction(0)) / len(ranges)
    return centre - reach, centre, centre + reach


def unusual(figures: list[Fraction]) -> set[int]:
    low, _, high = lines(figures)
    return {place for place, figure in enumerate(figures) if figure < low or figure > high}


def sustained(figures: list[Fraction]) -> set[int]:
    """Every place inside some window of eight that lies wholly on one side of the centre line."""
    _, centre, _ = lines(figures)
    found: set[int] = set()
    for start in range(len(figures) - 7):
        window = figures[start : start + 8]
        if all(figure > centre for figure in window) or all(figure < centre for figure in window):
            found |= set(range(start, start + 8))
    return found


def trending(figures: list[Fraction]) -> set[int]:
    """Every place inside some window of six that rises, or falls, at each step."""
    found: set[int] = set()
    for start in range(len(figures) - 5):
        window = figures[start : start + 6]
        if window == sorted(set(window)) or window == sorted(set(window), reverse=True):
            found |= set(range(start, start + 6))
    return found
