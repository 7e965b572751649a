"""Writes of cases. One file for each subject; callers import from here."""

from luister.action.services.cases import acknowledge_case, assign_case, open_case, remind_of_case
from luister.action.services.closing import CaseAlreadyClosed, close_case
from luister.action.services.entries import ReplyNotPossible, add_note, record_call, reply_by_email
from luister.action.services.erasure import forget_customer, forget_responses
from luister.action.services.rules import RuleInvalid, change_rule, create_default_rules, create_rule, delete_rule

__all__ = [
    "CaseAlreadyClosed",
    "ReplyNotPossible",
    "RuleInvalid",
    "acknowledge_case",
    "add_note",
    "assign_case",
    "change_rule",
    "close_case",
    "create_default_rules",
    "create_rule",
    "delete_rule",
    "forget_customer",
    "forget_responses",
    "open_case",
    "record_call",
    "remind_of_case",
    "reply_by_email",
]
