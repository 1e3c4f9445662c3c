"""The register's models. Import them from here."""

from risks.models.entries import Action, Control, Details, Entry, Place
from risks.models.registers import MatrixVersion, Register, ReviewRound, ReviewRoundStep, RiskMatrix
from risks.models.reviews import POSITIONS, Assessment, Movement, Review, ReviewStep

__all__ = [
    "POSITIONS",
    "Action",
    "Assessment",
    "Control",
    "Details",
    "Entry",
    "MatrixVersion",
    "Movement",
    "Place",
    "Register",
    "Review",
    "ReviewRound",
    "ReviewRoundStep",
    "ReviewStep",
    "RiskMatrix",
]
