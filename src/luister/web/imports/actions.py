"""What can be done with an import: check, start, stop, undo. Each is a POST that leads back to its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.exchange.files.drafts import queue_check, queue_import, queue_undo
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.problems import MappingWrong
from luister.exchange.files.run import cancel_import
from luister.organisation.enums import Permission
from luister.web.access import actor_of, needs
from luister.web.imports.views import find_import


@require_POST
@needs(Permission.IMPORT)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the whole file be read, and nothing stored."""
    batch = find_import(request, pk)
    if not queue_check(batch=batch, by=actor_of(request)):
        messages.warning(request, _("This import was started meanwhile."))
    return redirect("import", pk=pk)


@require_POST
@needs(Permission.IMPORT)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the import, or start it again."""
    batch = find_import(request, pk)
    try:
        parse_mapping(str(batch.mapping.get("yaml", "")))
    except MappingWrong:
        messages.error(request, _("The mapping has faults. Correct them first; they are listed below."))
        return redirect("import", pk=pk)
    if not queue_import(batch=batch, by=actor_of(request)):
        messages.warning(request, _("This import was started already, or its file is not kept any more."))
    return redirect("import", pk=pk)


@require_POST
@needs(Permission.IMPORT)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import; what was stored stays until it is undone."""
    cancel_import(batch=find_import(request, pk), by=actor_of(request))
    return redirect("import", pk=pk)


@require_POST
@needs(Permission.IMPORT)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back all responses of an import."""
    if not queue_undo(batch=find_import(request, pk), by=actor_of(request)):
        messages.warning(request, _("There is nothing to take back."))
    return redirect("import", pk=pk)
