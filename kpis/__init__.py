"""Key performance indicators: definitions, targets, figures, schemes, ratings, commentary."""
