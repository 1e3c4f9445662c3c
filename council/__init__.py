"""The project package, and the app that the others share: people, organisation, periods, audit, tables, charts, forms.

Nothing is imported here, so that the pure modules (periods, sections) need neither settings nor a database.
"""
