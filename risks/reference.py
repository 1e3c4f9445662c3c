"""The matrices that come with the product."""

from pathlib import Path

from risks.matrix import Matrix, load_matrix

MATRICES = Path(__file__).resolve().parents[1] / "fixtures" / "reference" / "matrices"


def usual_matrix() -> Matrix:
    """Five by five, likelihood times impact: the key of the council's registers."""
    return load_matrix((MATRICES / "five-by-five.json").read_text(encoding="utf-8"))
