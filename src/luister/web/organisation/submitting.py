"""Forms meet services: what a rule refuses is shown where the person typed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from luister.organisation.rules import Refused

T = TypeVar("T")


def data_of(request: HttpRequest, name: str) -> QueryDict | None:
    """Return the posted data if it is that of the form with this name: a page may hold several."""
    return request.POST if request.method == "POST" and request.POST.get("form") == name else None


def submit(form: BaseForm, act: Callable[[dict[str, Any]], T]) -> T | None:
    """Call the service with the cleaned data of a valid form and return what it returns; None if form or service said no."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error("password" if "password" in form.fields else None, error.messages)
    return None


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Call a service from a button, and tell the person what came of it."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
