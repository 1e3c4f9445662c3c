"""Made-up cases whose totals equal published ones: from a plan of margins to single complaints, the same on every run. Pure.

A published report gives totals; the cases behind them are nobody's business. To have something to count, a plan says in how
many ways the complaints of a year went (`plan.Group`, `plan.Path`), and what the report states (`plan.Margin`). `make` turns
it into cases and enquiries of the Ombudsman and counts them again: a plan that cannot give what it states is refused with a
sentence that says where. Days follow the clocks of `complaints.stage_dates`, so a case that is to be late is late by the
rules of its time. Nobody's words are made up: a synthetic case has none.
"""

from complaints.synthetic.made import Case, Element, Enquiry, Made, Pause, Recommendation, Remedy, Stage
from complaints.synthetic.making import make
from complaints.synthetic.plan import InfeasiblePlan, Plan
from complaints.synthetic.reading import parse

__all__ = [
    "Case", "Element", "Enquiry", "InfeasiblePlan", "Made", "Pause", "Plan", "Recommendation", "Remedy", "Stage", "make",
    "parse",
]  # fmt: skip
