"""Links of a survey: one address for all, or one for each customer."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from luister.customers.queries import customers_for
from luister.insight.rules import safe_cell
from luister.organisation.enums import Permission
from luister.outreach.models import Campaign, Invitation
from luister.outreach.queries import campaigns, link_address
from luister.outreach.rules import AskedToStop, AskingRefused
from luister.outreach.services import close_campaign, create_campaign, invite_customer
from luister.surveys.enums import Mode
from luister.web.access import actor_of, needs
from luister.web.paging import page_of
from luister.web.surveys.forms import CustomersForm, LinkForm
from luister.web.surveys.qr import draw_qr
from luister.web.surveys.views import find_survey, show_survey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from luister.customers.models import Customer
    from luister.organisation.rules import Actor

PAGE = 50
_NAMED = 5


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link to a survey."""
    survey, by = find_survey(request, key), actor_of(request)
    form = LinkForm(request.POST, by=by)
    if form.is_valid():
        try:
            campaign = create_campaign(survey=survey, by=by, **form.cleaned_data)
        except (AskingRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("survey-link", pk=campaign.pk)
    return show_survey(request, survey, link_form=form, status=422)


@needs(Permission.MANAGE_SURVEYS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a link: its address and code, or the customers who have one of their own."""
    return _show(request, _find(request, pk))


def _show(request: HttpRequest, campaign: Campaign, *, form: CustomersForm | None = None, status: int = 200) -> HttpResponse:
    page, pager = page_of(request, _invitations(actor_of(request), campaign), order=("-asked_at", "-pk"), limit=PAGE)
    context = {
        **pager,
        "link": campaign,
        "survey": campaign.survey,
        "address": link_address(campaign.token) if campaign.is_open_link else "",
        "rows": [{"invitation": one, "address": link_address(one.token)} for one in page.items],
        "may_invite": campaign.closed_at is None and campaign.survey.mode != Mode.ANONYMOUS,
        "form": form or CustomersForm(),
    }
    return render(request, "surveys/link.html", context, status=status)


@needs(Permission.MANAGE_SURVEYS)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the QR code of an open link."""
    campaign = get_object_or_404(campaigns(by=actor_of(request)), pk=pk, is_open_link=True)
    return HttpResponse(draw_qr(link_address(campaign.token)), content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a personal link for each customer named. Who asked to stop, and who is not known, is said and left out."""
    campaign, by = _find(request, pk), actor_of(request)
    form = CustomersForm(request.POST)
    if not form.is_valid():
        return _show(request, campaign, form=form, status=422)
    keys: list[str] = form.cleaned_data["keys"]
    known = {customer.key: customer for customer in customers_for(by).filter(key__in=keys)}
    try:
        made, stopped = _invite_all(campaign, [known[key] for key in keys if key in known], by=by)
    except (AskingRefused, PermissionDenied) as refused:
        form.add_error(None, str(refused))
        return _show(request, campaign, form=form, status=422)
    _say(request, made=made, stopped=stopped, unknown=[key for key in keys if key not in known])
    return redirect("survey-link", pk=pk)


@transaction.atomic
def _invite_all(campaign: Campaign, chosen: Sequence[Customer], *, by: Actor) -> tuple[int, list[str]]:
    made, stopped = 0, []
    for customer in chosen:
        try:
            invite_customer(campaign=campaign, customer=customer, by=by)
        except AskedToStop:
            stopped.append(customer.key)
        else:
            made += 1
    return made, stopped


def _say(request: HttpRequest, *, made: int, stopped: list[str], unknown: list[str]) -> None:
    if made:
        text = ngettext("%(n)s customer has a link now.", "%(n)s customers have a link now.", made)
        messages.success(request, text % {"n": made})
    if stopped:
        text = ngettext("%(n)s customer asked not to be asked: %(keys)s.", "%(n)s customers asked not to be asked: %(keys)s.", len(stopped))
        messages.warning(request, text % {"n": len(stopped), "keys": _named(stopped)})
    if unknown:
        text = ngettext("%(n)s number is not known here: %(keys)s.", "%(n)s numbers are not known here: %(keys)s.", len(unknown))
        messages.warning(request, text % {"n": len(unknown), "keys": _named(unknown)})


def _named(keys: list[str]) -> str:
    return ", ".join(keys[:_NAMED]) + (" …" if len(keys) > _NAMED else "")


@needs(Permission.MANAGE_SURVEYS)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the personal links as CSV, for a letter or another mail program."""
    campaign = _find(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "private, no-store"})
    response["Content-Disposition"] = f'attachment; filename="links-{campaign.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["customer_key", "name", "language", "link", "answered"])
    for one in _invitations(actor_of(request), campaign).iterator(chunk_size=1000):
        cells = (one.customer.key if one.customer else "", one.customer.name if one.customer else "", one.language)
        writer.writerow([*(safe_cell(cell) for cell in cells), link_address(one.token), "yes" if one.answered_at else "no"])
    return response


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a link."""
    campaign = _find(request, pk)
    close_campaign(campaign=campaign, by=actor_of(request))
    messages.success(request, _("The link is closed. Who opens it reads so, and answers stay."))
    return redirect("survey", key=campaign.survey.key)


def _find(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(campaigns(by=actor_of(request)), pk=pk)


def _invitations(by: Actor, campaign: Campaign) -> QuerySet[Invitation]:
    """Return the personal links of customers whom `by` may see."""
    return Invitation.objects.filter(campaign=campaign, customer__in=customers_for(by)).select_related("customer")
