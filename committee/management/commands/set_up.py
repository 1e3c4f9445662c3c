"""`bin/manage set_up`: the first steps of a real council: its name, the rating schemes, and the first person."""

from __future__ import annotations

import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from council import audit
from council.authorization import Role
from council.models import Council, RoleAssignment, User
from kpis.reference import load_schemes


class Command(BaseCommand):
    help = "Name the council, load the rating schemes, and make the first account (administrator and performance lead)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--council", required=True, help='such as "Lancashire County Council"')
        parser.add_argument("--gss-code", default="", help="the ONS area code, such as E10000017")
        parser.add_argument("--username", required=True, help="of the first person")
        parser.add_argument("--name", required=True, help="the first person's name or post")

    def handle(self, *args, council: str, gss_code: str, username: str, name: str, **options) -> None:
        existing = Council.objects.first()
        if existing:
            raise CommandError(f"This database already belongs to {existing.name}. Nothing was changed.")
        password = os.environ.get("SET_UP_PASSWORD") or getpass.getpass(f"Password for {username}: ")
        try:
            with transaction.atomic(), audit.acting(system="set_up"):
                user = User(username=username, name=name)
                validate_password(password, user)
                user.set_password(password)
                user.full_clean()
                user.save()
                for role in (Role.ADMIN, Role.PERFORMANCE):
                    RoleAssignment.objects.create(user=user, role=role)
                Council.objects.create(pk=1, name=council, gss_code=gss_code)
                schemes = load_schemes(by=user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages) + " Nothing was changed.") from error
        self.stdout.write(f"{council} is set up with {schemes} rating schemes. Sign in as {username}.")
