from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = "Key performance indicators"

    def ready(self) -> None:
        from kpis import tasks  # noqa: F401 - registers what handles this app's outbox messages
