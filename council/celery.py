"""Celery, bounded. The database owns every job (ADR 0002); Redis only wakes a worker that would look anyway."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")

VISIBILITY_TIMEOUT = (
    120  # seconds; longer than any task may run, and the same in all three places that read it
)

app = Celery("outturn")
app.conf.update(
    broker_url=settings.REDIS_URL,
    task_ignore_result=True,  # results are rows in our own tables
    task_publish_retry=False,  # a wake-up that fails is not worth waiting for
    task_serializer="json",
    accept_content=["json"],
    timezone=settings.TIME_ZONE,
    # A worker that dies gives its task back; our tasks may run twice, so that is always safe.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=100,
    task_soft_time_limit=90,
    worker_max_tasks_per_child=200,
    worker_max_memory_per_child=400_000,  # kB
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    visibility_timeout=VISIBILITY_TIMEOUT,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "max_retries": 0,
        **settings.REDIS_TIMEOUTS,
    },
    result_backend_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT},
    redis_socket_timeout=settings.REDIS_TIMEOUTS["socket_timeout"],
    redis_socket_connect_timeout=settings.REDIS_TIMEOUTS["socket_connect_timeout"],
    redis_backend_health_check_interval=15,
    broker_connection_retry_on_startup=True,
    beat_schedule={
        # The outbox is drained as it fills; this sweep is what makes a lost wake-up harmless.
        "sweep-outbox": {"task": "council.drain_outbox", "schedule": 15.0, "options": {"expires": 15}},
        "prune-outbox": {"task": "council.prune_outbox", "schedule": crontab(hour="3", minute="30")},
        "prune-uploads": {"task": "kpis.prune_uploads", "schedule": crontab(hour="3", minute="40")},
        "sweep-ratings": {"task": "kpis.sweep_ratings", "schedule": crontab(hour="2", minute="30")},
        # At half past seven; the runs after it only send what the mail server did not take then, or what is new.
        "send-reminders": {"task": "kpis.send_reminders", "schedule": crontab(hour="7-11", minute="30")},
        "send-risk-reminders": {
            "task": "risks.send_reminders",
            "schedule": crontab(hour="7-11", minute="30"),
        },
        # Before anybody is reminded of a date that a pause has moved on.
        "count-paused-complaints": {
            "task": "complaints.count_paused",
            "schedule": crontab(hour="0", minute="10"),
        },
        "send-complaint-reminders": {
            "task": "complaints.send_reminders",
            "schedule": crontab(hour="7-11", minute="30"),
        },
    },
)
app.autodiscover_tasks()
