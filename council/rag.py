"""The states of something that has no rating. Pure.

They never merge, in data, on screen or in a file, and a rating scheme may not use their codes for its own statuses.
"""

#: Code and words of each stored state, in the order they are listed and counted (rating.md section 2).
UNRATED = {
    "not_due": "Not due",
    "awaiting": "Awaiting figure",
    "not_available": "Not available",
    "data_only": "Data only",
    "unrateable": "Cannot be rated",
}

#: Not stored: a quarter that is over, and for which nobody collected a figure.
NOT_COLLECTED = "not_collected"

#: Not stored: the figure has no rating for its present inputs yet.
PENDING = "pending"
