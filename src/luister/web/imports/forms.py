"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from luister.exchange.files.limits import MAX_FILE_BYTES, MAX_MAPPING_BYTES
from luister.exchange.files.shipped import shipped_names

GUESS = ""
OWN = "own"


class UploadForm(forms.Form):
    """A file, and which mapping reads it."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, TSV, XLSX or Parquet, packed with gzip or not."))
    choice = forms.ChoiceField(label=_("Mapping"), required=False)
    mapping_file = forms.FileField(
        label=_("My own mapping (YAML)"), required=False, help_text=_("Only if you choose “my own mapping” above.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in shipped_names()]
        choices = [(GUESS, _("guess it from the file, I will look over it")), *names, (OWN, _("my own mapping"))]
        self.fields["choice"] = forms.ChoiceField(
            label=_("Mapping"), required=False, choices=choices, help_text=_("A mapping says which column is what.")
        )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_FILE_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s bytes; at most %(limit)s are accepted."),
                params={"size": f"{file.size:,}", "limit": f"{MAX_FILE_BYTES:,}"},
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Read the mapping file where it was chosen."""
        data = super().clean() or {}
        data["own"] = ""
        if data.get("choice") != OWN:
            return data
        file: UploadedFile | None = data.get("mapping_file")
        if file is None:
            self.add_error("mapping_file", _("Choose the mapping file, or another mapping above."))
        elif (file.size or 0) > MAX_MAPPING_BYTES:
            self.add_error("mapping_file", _("This file is too large to be a mapping."))
        else:
            try:
                data["own"] = file.read().decode("utf-8-sig").replace("\x00", "")
            except UnicodeDecodeError:
                self.add_error("mapping_file", _("This is not a text in UTF-8."))
        return data


class MappingForm(forms.Form):
    """The mapping as text."""

    mapping = forms.CharField(
        label=_("Mapping (YAML)"),
        max_length=MAX_MAPPING_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code-input"}),
    )
