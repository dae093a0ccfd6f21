"""Forms of sign-in and administration."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache

from goldthread.access.actions import SHORTEST_REASON
from goldthread.access.models import Service, Team, Worker
from goldthread.access.rules import Role
from goldthread.catalogue.tables.codes import SUPPORT_KIND
from goldthread.web.look.forms import DateField, coded

PHRASE = "At least 12 letters; 15 or more is better. Three or four words that mean nothing together are good."


def _say(form: forms.BaseForm, **labels: str | tuple[str, str]) -> None:
    for name, told in labels.items():
        label, hint = told if isinstance(told, tuple) else (told, "")
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, login="E-mail address", password="Password")
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ForgottenForm(account.ResetPasswordForm):
    """The address that a link goes to."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, email=("E-mail address", "A link goes there if somebody works here under it."))


class NewPasswordForm(account.ResetPasswordKeyForm):
    """A new password, twice."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, password1=("New password", PHRASE), password2="The same again")


class ChangePasswordForm(account.ChangePasswordForm):
    """The password now, and a new one twice."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, oldpassword="Your password now", password1=("New password", PHRASE))
        _say(self, password2="The same again")


class ConfirmForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, password="Password")


HINT = "Six digits from your app, or one of your recovery codes."


class CodeForm(codes.AuthenticateForm):
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, code=("Code", HINT))
        self.fields["code"].widget.attrs.update(inputmode="numeric", width="10")


class ConfirmCodeForm(codes.ReauthenticateForm):
    """The second factor once more."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, code=("Code", HINT))


class ActivateForm(ActivateTOTPForm):
    """The first code of an app. It counts as used, so it opens no other session."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, code=("Code", "Six digits that your app shows now."))
        self.fields["code"].widget.attrs.update(inputmode="numeric", width="10")

    def clean_code(self) -> str:
        code: str = super().clean_code()
        used = TOTP._get_used_cache_key(_Owned(self.user.pk), code)
        cache.add(used, "y", timeout=60)
        return code


class _Owned:
    """Enough of an authenticator to name the mark of a used code, before there is one."""

    def __init__(self, user_id: str) -> None:
        self.instance = self
        self.user_id = user_id


class PasskeyForm(AddWebAuthnForm):
    """A passkey by which one may sign in without a password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _say(self, name=("A name for it", "Such as: work phone."))
        _say(self, passwordless=("Let me sign in with this passkey alone", ""))
        self.fields["passwordless"].initial = True


class ReasonForm(forms.Form):
    """Why a record beyond one's reach must be seen now."""

    reason = forms.CharField(
        label="Why you need to see this record now",
        help_text=f"At least {SHORTEST_REASON} letters. The team leader reads it. Name no other person.",
        max_length=2_000,
        min_length=SHORTEST_REASON,
        error_messages={
            "required": "Say why you need to see this record.",
            "min_length": f"Say more: at least {SHORTEST_REASON} letters.",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WorkerForm(forms.Form):
    """Somebody new who works here."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail address", help_text="They sign in with it.", max_length=254)


class PostForm(forms.Form):
    """A post of a worker: role, where, from when, and how much of full time."""

    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in Role])
    team = forms.ChoiceField(
        label="Team",
        required=False,
        help_text="Support workers, specialists and team leaders see its people.",
    )
    service = forms.ChoiceField(
        label="Service", required=False, help_text="In place of a team: all teams of a service."
    )
    wte = forms.DecimalField(
        label="Share of full time",
        help_text="1 is full time, 0.5 is half.",
        required=False,
        min_value=0,
        max_value=1,
        max_digits=3,
        decimal_places=2,
    )
    started_on = DateField(label="From")

    def __init__(self, *args: Any, teams: list[Team], services: list[Service], **named: Any) -> None:
        super().__init__(*args, **named)
        known = [(one.pk, f"{one.name}, {one.service.name}") for one in teams]
        self.fields["team"].choices = [("", "No team"), *known]
        self.fields["service"].choices = [("", "No service"), *((one.pk, one.name) for one in services)]


class EndForm(forms.Form):
    """The last day of a post."""

    ended_on = DateField(label="Last day")


class ServiceForm(forms.Form):
    """A service, as contracts and figures name it."""

    name = forms.CharField(label="Name", max_length=200, help_text="As contracts and figures name it.")
    kind = coded(SUPPORT_KIND, label="Kind of support", required=True)
    contract = forms.CharField(label="Contract", max_length=60, required=False, help_text="Its code.")


class TeamForm(forms.Form):
    """A team of a service."""

    name = forms.CharField(label="Name", max_length=200)
    service = forms.ChoiceField(label="Service")

    def __init__(self, *args: Any, services: list[Service], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["service"].choices = [(one.pk, one.name) for one in services]


class LooksForm(forms.Form):
    """An account and two days, both in."""

    worker = forms.ChoiceField(label="Whose account")
    first = DateField(label="From")
    last = DateField(label="To")

    def __init__(self, *args: Any, workers: list[Worker], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["worker"].choices = [(one.pk, one.name) for one in workers]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day lies before the first. Choose a later one.")
        return told
