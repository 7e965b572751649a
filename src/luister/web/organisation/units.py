"""Pages of the tree of units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.organisation import services
from luister.organisation.enums import Permission
from luister.organisation.models import Membership, Unit
from luister.organisation.queries import may, units_for
from luister.web.access import actor_of, needs
from luister.web.organisation.forms import UnitMoveForm, UnitNameForm
from luister.web.organisation.submitting import attempt, data_of, submit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from luister.organisation.rules import Actor


@dataclass
class Branch:
    """A unit and what lies below it."""

    unit: Unit
    below: list[Branch] = field(default_factory=list)


@needs(Permission.SEE_PEOPLE)
def units(request: HttpRequest) -> HttpResponse:
    """Show the part of the tree that one sees."""
    return render(request, "organisation/units.html", {"branches": grow(units_for(actor_of(request)))})


@needs(Permission.SEE_PEOPLE)
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """Show a unit; rename it, move it, add one below it."""
    by = actor_of(request)
    found = _unit(by, key)
    may_manage = may(by, Permission.MANAGE_PEOPLE, unit=found)
    if request.method == "POST" and not may_manage:
        raise PermissionDenied
    rename = UnitNameForm(data_of(request, "rename"), initial={"name": found.name}, prefix="rename")
    move = UnitMoveForm(data_of(request, "move"), by=by, prefix="move")
    add = UnitNameForm(data_of(request, "add"), prefix="add")
    if request.method == "POST" and _save(by, found, rename, move, add):
        messages.success(request, _("Saved."))
        return redirect("unit", key)
    seen = units_for(by)
    context = {
        "unit": found,
        "above": [row for row in seen if found.is_descendant_of(row)],
        "below": [row for row in seen if row.is_child_of(found)],
        "members": Membership.objects.filter(unit=found, user__is_active=True).select_related("user").order_by("role", "user__name"),
        "forms": {"rename": rename, "move": None if found.is_root() else move, "add": add} if may_manage else None,
    }
    return render(request, "organisation/unit.html", context)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def unit_state(request: HttpRequest, key: str) -> HttpResponse:
    """Close a unit, or open it again."""
    by = actor_of(request)
    found = _unit(by, key)
    if request.POST.get("state") == "open":
        attempt(request, lambda: services.reopen_unit(unit=found, by=by), _("%(unit)s is open again.") % {"unit": found})
    else:
        attempt(request, lambda: services.close_unit(unit=found, by=by), _("%(unit)s is closed, with all below it.") % {"unit": found})
    return redirect("unit", key)


def grow(rows: Iterable[Unit]) -> list[Branch]:
    """Return the units, given in the order of the tree, as branches. Whose parent is not among them is a top."""
    tops: list[Branch] = []
    line: list[Branch] = []
    for row in rows:
        while line and not row.path.startswith(line[-1].unit.path):
            line.pop()
        branch = Branch(row)
        (line[-1].below if line else tops).append(branch)
        line.append(branch)
    return tops


def _save(by: Actor, found: Unit, rename: Form, move: Form, add: Form) -> bool:
    if rename.is_bound:
        return submit(rename, lambda data: services.rename_unit(unit=found, name=data["name"], by=by)) is not None
    if move.is_bound:
        return submit(move, lambda data: services.move_unit(unit=found, parent=data["parent"], by=by)) is not None
    return add.is_bound and submit(add, lambda data: services.add_unit(name=data["name"], parent=found, by=by)) is not None


def _unit(by: Actor, key: str) -> Unit:
    return get_object_or_404(units_for(by), key=key)
