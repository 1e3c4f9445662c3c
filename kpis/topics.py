"""Topics of the KPIs' outbox messages: those who write them need not import those who handle them."""

RATE = "kpis.rate"
RECOMPUTE = "kpis.recompute"
