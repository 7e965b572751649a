"""Pages of people: the list, one person, and somebody new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.organisation import services
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Membership, User
from luister.organisation.queries import invitation_link, may, people_for, require, scope_of
from luister.web.access import actor_of, needs
from luister.web.organisation.forms import InviteForm, PersonForm, RoleForm
from luister.web.organisation.submitting import attempt, data_of, submit
from luister.web.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from luister.organisation.rules import Actor


@needs(Permission.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the units one sees."""
    by = actor_of(request)
    page, pager = page_of(request, people_for(by), order=("name", "pk"))
    may_manage = may(by, Permission.MANAGE_PEOPLE)
    return render(request, "organisation/people.html", {"people": page.items, "pager": pager, "may_manage": may_manage})


@needs(Permission.MANAGE_PEOPLE)
def person_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    by = actor_of(request)
    form = InviteForm(request.POST or None, by=by, initial={"language": request.LANGUAGE_CODE})
    user = submit(form, lambda data: services.invite_person(**{**data, "role": Role(data["role"])}, by=by)) if form.is_bound else None
    if user is None:
        return render(request, "organisation/person_new.html", {"form": form})
    messages.success(request, _("An invitation to %(email)s is on its way.") % {"email": user.email})
    return redirect("person", user.pk)


@needs(Permission.SEE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person; change who they are or give them a role."""
    by = actor_of(request)
    user = _person(by, pk)
    may_manage = _manages(by, user)
    if request.method == "POST":
        require(by, Permission.MANAGE_PEOPLE)
    change = PersonForm(data_of(request, "change"), initial={"name": user.name, "email": user.email, "language": user.language})
    role = RoleForm(data_of(request, "role"), by=by)
    if request.method == "POST" and _save(request, by, user, change, role):
        return redirect("person", user.pk)
    context = {
        "person": user,
        "change": change,
        "role": role,
        "may_manage": may_manage,
        "may_give": may(by, Permission.MANAGE_PEOPLE),
        "link": invitation_link(user) if may_manage and user.is_active and not user.has_usable_password() else "",
    }
    return render(request, "organisation/person.html", context)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def person_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in no longer, or again."""
    by = actor_of(request)
    user = _person(by, pk)
    if request.POST.get("access") == "on":
        attempt(request, lambda: services.enable_person(user=user, by=by), _("%(name)s can sign in again.") % {"name": user})
    else:
        attempt(request, lambda: services.disable_person(user=user, by=by), _("%(name)s can't sign in any more.") % {"name": user})
    return redirect("person", pk)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again."""
    by = actor_of(request)
    user = _person(by, pk)
    done = _("An invitation to %(email)s is on its way.") % {"email": user.email}
    attempt(request, lambda: services.send_invitation(user=user, by=by), done)
    return redirect("person", pk)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def role_take(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Take a role away."""
    by = actor_of(request)
    user = _person(by, pk)
    membership = get_object_or_404(Membership.objects.select_related("unit", "user"), pk=membership_pk, user=user)
    attempt(request, lambda: services.take_role(membership=membership, by=by), _("The role was taken away."))
    return redirect("person", pk)


def _save(request: HttpRequest, by: Actor, user: User, change: PersonForm, role: RoleForm) -> bool:
    """Save whichever of the two forms was sent, and return whether that went well."""
    if role.is_bound:
        given = submit(role, lambda data: services.give_role(user=user, unit=data["unit"], role=Role(data["role"]), by=by))
        if given is not None:
            messages.success(request, _("%(name)s has the role now.") % {"name": user})
        return given is not None
    if change.is_bound:
        saved = submit(change, lambda data: services.change_person(user=user, by=by, **data))
        if saved is not None:
            messages.success(request, _("Saved."))
        else:
            user.refresh_from_db()
        return saved is not None
    return False


def _manages(by: Actor, user: User) -> bool:
    """Whether `by` may change this person: at all the units where they hold a role."""
    scope = scope_of(by, Permission.MANAGE_PEOPLE)
    return bool(scope) and all(scope.covers(membership.unit_id) for membership in user.memberships.all())


def _person(by: Actor, pk: int) -> User:
    return get_object_or_404(people_for(by), pk=pk)
