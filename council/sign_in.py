"""Signing in: the form, and who a request comes from."""

from __future__ import annotations

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from council.models import RoleAssignment, User


class SignInForm(AuthenticationForm):
    """User name and password. One message whatever was wrong: which names exist is nobody's business."""

    username = forms.CharField(
        label="User name", widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    )
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": "The user name or the password is not right. Check both and try again.",
        "inactive": "The user name or the password is not right. Check both and try again.",
    }


class PersonBackend(ModelBackend):
    """Signs in by user name and password, as Django does; whoever is signed in comes with their roles, in one query."""

    def get_user(self, user_id: int) -> User | None:
        roles = RoleAssignment.objects.filter(user=OuterRef("pk")).order_by("pk")
        as_objects = roles.values(as_object=JSONObject(**{name: name for name in User.OF_A_ROLE}))
        person = User.objects.annotate(held_roles=ArraySubquery(as_objects)).filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
