from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "committee"
    verbose_name = "Committee"

    def ready(self) -> None:
        from committee import tasks  # noqa: F401 - registers what handles this app's outbox messages
