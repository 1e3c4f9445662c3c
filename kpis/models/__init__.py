"""The KPI models. Import them from here."""

from kpis.models.commentary import Commentary
from kpis.models.figures import Figure
from kpis.models.indicators import Definition, Indicator, IndicatorGroup, SeriesBreak
from kpis.models.ratings import Override, Rating
from kpis.models.schemes import Scheme, SchemeVersion
from kpis.models.targets import Target
from kpis.models.uploads import Upload

__all__ = [
    "Commentary",
    "Definition",
    "Figure",
    "Indicator",
    "IndicatorGroup",
    "Override",
    "Rating",
    "Scheme",
    "SchemeVersion",
    "SeriesBreak",
    "Target",
    "Upload",
]
