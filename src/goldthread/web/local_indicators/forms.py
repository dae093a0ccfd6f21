"""Forms of the worksheet, the definition and the decision."""

from __future__ import annotations

from typing import Any

from django import forms

from goldthread.contracts.local_actions import MOST_NAME
from goldthread.contracts.worksheets import LEAST_ANSWER, MOST_ANSWER, MOST_LETTERS, PREFIX, WORKSHEET


class BeginForm(forms.Form):
    """What a new indicator is called."""

    name = forms.CharField(
        label="Name",
        max_length=MOST_NAME,
        help_text="A few words, such as: Referrals decided within 14 days.",
        error_messages={"required": "Give it a name of a few words."},
    )
    code = forms.CharField(
        label="Code",
        max_length=80,
        initial=PREFIX,
        help_text="Figures and contracts know it by this: local. and a short name in small letters, such as "
        "local.decided_14d.",
        error_messages={"required": "Give it a code that begins with local."},
    )


class WorksheetForm(forms.Form):
    """One answer for each question of the worksheet. None is required until it is proposed."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for one in WORKSHEET:
            letter = f"{one.letter}. " if one.letter else ""
            field = forms.CharField(
                label=f"{letter}{one.title}",
                help_text=one.asks,
                required=False,
                max_length=MOST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 4}),
                label_suffix="",
            )
            self.fields[one.field] = field


class DefinitionForm(forms.Form):
    """The definition in TOML."""

    text = forms.CharField(
        label="The definition",
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30}),
        error_messages={"required": "Write a definition."},
        label_suffix="",
    )


class SentenceForm(forms.Form):
    """A sentence that says why: an approval, or sending back, or retiring."""

    words = forms.CharField(
        label="Why",
        min_length=LEAST_ANSWER,
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why, in a sentence.",
            "min_length": f"Say why, in a sentence of at least {LEAST_ANSWER} letters.",
        },
    )

    def __init__(self, *arguments: Any, label: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["words"].label = label
