"""Pages of the rules that open cases."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from luister.action.models import CaseRule
from luister.action.queries import case_rules, matching_responses
from luister.action.services import RuleInvalid, change_rule, create_rule, delete_rule
from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.web.access import actor_of, needs
from luister.web.cases.rule_forms import RuleForm
from luister.web.cases.rule_words import say_rule

_PREVIEW = timedelta(days=30)


@needs(Permission.MANAGE_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules in the order in which they are tried, each said as a sentence."""
    listed = [{"rule": rule, "words": say_rule(rule)} for rule in case_rules(actor_of(request))]
    return render(request, "cases/rules.html", {"rules": listed})


@needs(Permission.MANAGE_RULES)
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a rule, or change one. The button "Try it" says what it would have done, and stores nothing."""
    by = actor_of(request)
    stored = None if pk is None else get_object_or_404(case_rules(by), pk=pk)
    form = RuleForm(request.POST or None, instance=None if stored is None else CaseRule.objects.get(pk=stored.pk), by=by)
    context = {"form": form, "rule": stored, "preview": ""}
    if request.method != "POST":
        return render(request, "cases/rule.html", context)
    if not form.is_valid():
        return render(request, "cases/rule.html", context, status=422)
    if "try" in request.POST:
        return render(request, "cases/rule.html", {**context, "preview": _preview(form.instance)})
    try:
        if stored is None:
            create_rule(by=by, **form.conditions())
        else:
            change_rule(rule=stored, by=by, **form.conditions())
    except (RuleInvalid, PermissionDenied) as reason:
        form.add_error(None, str(reason))
        return render(request, "cases/rule.html", context, status=422)
    messages.success(request, _("The rule is stored. It holds for answers from now on."))
    return redirect("case-rules")


@require_POST
@needs(Permission.MANAGE_RULES)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rule."""
    by = actor_of(request)
    delete_rule(rule=get_object_or_404(case_rules(by), pk=pk), by=by)
    messages.success(request, _("The rule is gone. Cases that it opened stay."))
    return redirect("case-rules")


@require_POST
@needs(Permission.MANAGE_RULES)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule off, or on again."""
    by = actor_of(request)
    stored = get_object_or_404(case_rules(by), pk=pk)
    change_rule(rule=stored, is_active=not stored.is_active, by=by)
    return redirect("case-rules")


def _preview(rule: CaseRule) -> str:
    n = matching_responses(rule).filter(answered_at__gte=now() - _PREVIEW).count()
    if not n:
        return _("In the last 30 days no answer would have opened a case by this rule.")
    return ngettext(
        "In the last 30 days this rule would have opened %(n)s case, had no earlier rule done so.",
        "In the last 30 days this rule would have opened %(n)s cases, had no earlier rule done so.",
        n,
    ) % {"n": n}
