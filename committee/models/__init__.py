"""The committee's models: what joins the apps. Import them from here."""

from committee.models.links import IndicatorLink

__all__ = ["IndicatorLink"]
