"""The committee's topics of the outbox."""

FREEZE = "committee.freeze"
