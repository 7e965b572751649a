"""Customers: the list, one of them with all they said, and their rights."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.action.queries import visible_cases
from luister.customers.models import Attribute, Customer
from luister.customers.queries import customers_for, search_customers
from luister.customers.rules import WrongCustomer
from luister.customers.services import change_customer, erase_customer, export_customer, find_or_add_customer
from luister.feedback.queries import responses
from luister.feedback.rules import Filters
from luister.organisation.enums import Permission
from luister.organisation.queries import may, scope_of, time_zone
from luister.organisation.rules import Actor
from luister.web.access import actor_of, needs
from luister.web.customers.forms import CustomerForm, NewCustomerForm, SearchForm
from luister.web.paging import page_of
from luister.web.voices.rows import voices_for

PAGE = 50
_ANSWERS = 50
_CASES = 50


@needs(Permission.SEE_CUSTOMERS)
def customers(request: HttpRequest) -> HttpResponse:
    """List the customers that the person may see, or those that a search finds."""
    by = actor_of(request)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    page, pager = page_of(request, search_customers(customers_for(by), wanted), order=("key",), limit=PAGE)
    context = {
        **pager,
        "form": SearchForm(initial={"q": wanted}),
        "customers": page.items,
        "searched": wanted,
        "may_add": may(by, Permission.MANAGE_CUSTOMERS),
        "may_define": may(by, Permission.MANAGE_PROGRAMME),
    }
    return render(request, "customers/list.html", context)


@needs(Permission.SEE_CUSTOMERS)
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one customer: what is known, what they said, what was done about it."""
    by = actor_of(request)
    return show_customer(request, find_customer(by, pk), by=by)


@needs(Permission.MANAGE_CUSTOMERS)
def new(request: HttpRequest) -> HttpResponse:
    """Add a customer; a number that is known already is refused, so that nobody is changed by mistake."""
    by = actor_of(request)
    form = NewCustomerForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        if Customer.objects.filter(key=form.cleaned_data["key"]).exists():
            form.add_error("key", _("This number is known already. Look for the customer in the list."))
        else:
            try:
                added = find_or_add_customer(by=by, **form.changes())
            except WrongCustomer as error:
                form.add_error(None, str(error))
            else:
                return redirect("customer", pk=added.pk)
    return render(request, "customers/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.MANAGE_CUSTOMERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a customer."""
    by = actor_of(request)
    found = find_customer(by, pk)
    form = CustomerForm(request.POST, by=by, customer=found)
    if form.is_valid():
        try:
            change_customer(customer=found, by=by, **form.changes())
        except WrongCustomer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("customer", pk=pk)
    return show_customer(request, found, by=by, form=form)


@require_POST
@needs(Permission.EXPORT)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out everything that is known of a customer, as a JSON file."""
    by = actor_of(request)
    data = export_customer(customer=find_customer(by, pk), by=by)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="customer-{pk}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Permission.ERASE_CUSTOMERS)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a customer, once the person has typed their number."""
    by = actor_of(request)
    found = find_customer(by, pk)
    if request.POST.get("key", "").strip() != found.key:
        messages.error(request, _("Nothing was erased: the number that you typed is not the number of this customer."))
        return redirect("customer", pk=pk)
    erase_customer(customer=found, by=by)
    messages.success(request, _("The customer was erased, with everything they said."))
    return redirect("customers")


def show_customer(request: HttpRequest, found: Customer, *, by: Actor, form: CustomerForm | None = None) -> HttpResponse:
    """Draw the page of a customer; `form` is one that came back with something wrong."""
    rights = {
        name: may(by, permission, unit=found.unit) if found.unit else scope_of(by, permission).everything for name, permission in _RIGHTS
    }
    said = responses(Filters(), by=by).filter(customer=found).order_by("-answered_at", "-pk")[:_ANSWERS]
    cases = visible_cases(by).filter(customer=found).order_by("-opened_at", "-pk")[:_CASES]
    context: dict[str, Any] = {
        **rights,
        "customer": found,
        "attributes": _attributes(found),
        "language": dict(settings.LANGUAGES).get(found.language, found.language),
        "voices": voices_for(said, by=by),
        "cases": list(cases),
        "zone": time_zone(),
        "form": form or (CustomerForm(by=by, customer=found) if rights["may_change"] else None),
    }
    return render(request, "customers/detail.html", context, status=422 if form is not None else 200)


def find_customer(by: Actor, pk: int) -> Customer:
    """Return the customer if the person may see them; for others there is no such page."""
    return get_object_or_404(customers_for(by), pk=pk)


def _attributes(found: Customer) -> list[tuple[str, str]]:
    names = dict(Attribute.objects.values_list("key", "name"))
    return sorted((names.get(key, key), value) for key, value in found.attributes.items())


_RIGHTS = (
    ("may_change", Permission.MANAGE_CUSTOMERS),
    ("may_export", Permission.EXPORT),
    ("may_erase", Permission.ERASE_CUSTOMERS),
    ("sees_contacts", Permission.SEE_CONTACTS),
)
