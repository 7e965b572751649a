"""What may be known of customers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.common.ids import stable_key
from luister.customers.models import Attribute
from luister.customers.rules import WrongCustomer
from luister.customers.services import change_attribute, define_attribute, delete_attribute
from luister.organisation.enums import Permission
from luister.organisation.queries import may
from luister.web.access import actor_of, needs
from luister.web.customers.forms import AttributeForm


@needs(Permission.SEE_PROGRAMME)
def listing(request: HttpRequest) -> HttpResponse:
    """List attributes; who manages the programme adds one here."""
    by = actor_of(request)
    may_define = may(by, Permission.MANAGE_PROGRAMME)
    form = AttributeForm(request.POST or None) if may_define else None
    if request.method == "POST" and form is not None and form.is_valid():
        if Attribute.objects.filter(key=stable_key(form.cleaned_data["name"], limit=40)).exists():
            form.add_error("name", _("There is an attribute with this name already."))
        else:
            try:
                define_attribute(by=by, **form.cleaned_data)
            except WrongCustomer as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("Stored."))
                return redirect("attributes")
    context = {"attributes": Attribute.objects.all(), "form": form, "may_define": may_define}
    return render(request, "customers/attributes.html", context, status=422 if form is not None and form.is_bound else 200)


@needs(Permission.MANAGE_PROGRAMME)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Rename an attribute, or say whether it is a segment."""
    attribute = get_object_or_404(Attribute, key=key)
    form = AttributeForm(request.POST or None, initial={"name": attribute.name, "is_segment": attribute.is_segment})
    if request.method == "POST" and form.is_valid():
        try:
            change_attribute(attribute=attribute, by=actor_of(request), **form.cleaned_data)
        except WrongCustomer as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("attributes")
    return render(request, "customers/attribute.html", {"attribute": attribute, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.MANAGE_PROGRAMME)
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Stop knowing something of customers."""
    delete_attribute(attribute=get_object_or_404(Attribute, key=key), by=actor_of(request))
    messages.success(request, _("The attribute is gone. Answers that carry it keep it."))
    return redirect("attributes")
