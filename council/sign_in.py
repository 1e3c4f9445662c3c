"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


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
