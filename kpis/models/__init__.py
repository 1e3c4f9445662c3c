"""The KPI models. Import them from here."""

from kpis.models.benchmarks import Benchmark
from kpis.models.commentary import Commentary
from kpis.models.evidence import Evidence
from kpis.models.figures import Figure
from kpis.models.indicators import Definition, Indicator, IndicatorGroup, SeriesBreak, SeriesEvent
from kpis.models.ratings import Override, Rating
from kpis.models.returns import Return, ReturnStep
from kpis.models.schemes import Scheme, SchemeVersion
from kpis.models.targets import Target
from kpis.models.uploads import Upload

__all__ = [
    "Benchmark",
    "Commentary",
    "Definition",
    "Evidence",
    "Figure",
    "Indicator",
    "IndicatorGroup",
    "Override",
    "Rating",
    "Return",
    "ReturnStep",
    "Scheme",
    "SchemeVersion",
    "SeriesBreak",
    "SeriesEvent",
    "Target",
    "Upload",
]
