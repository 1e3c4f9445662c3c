"""Statutory complaints and customer feedback."""
