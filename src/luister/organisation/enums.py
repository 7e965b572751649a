"""Roles and what they allow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the programme. A role is held at a unit and counts for all units below it."""

    ADMINISTRATOR = "administrator", _("administrator")
    CX_MANAGER = "cx_manager", _("CX manager")
    MANAGER = "manager", _("manager")
    COLLEAGUE = "colleague", _("colleague")
    EXECUTIVE = "executive", _("executive")
    ANALYST = "analyst", _("analyst")


class Permission(models.TextChoices):
    """One thing a person or key may do. Roles are sets of these (`rules.ROLE_PERMISSIONS`); API keys carry them as scopes."""

    SEE_FIGURES = "figures:see", _("see figures")
    SEE_VOICES = "voices:see", _("read what customers say")
    SORT_VOICES = "voices:sort", _("mark and tag what customers say")
    SEE_CONTACTS = "contacts:see", _("see names and contact details of customers")
    EXPORT = "data:export", _("download data")
    IMPORT = "data:import", _("import data")
    RECORD_RESPONSES = "responses:create", _("record responses")
    SEE_CASES = "cases:see", _("see cases")
    HANDLE_CASES = "cases:handle", _("handle cases")
    ASSIGN_CASES = "cases:assign", _("assign cases")
    MANAGE_RULES = "rules:manage", _("change case rules")
    MANAGE_SURVEYS = "surveys:manage", _("make and publish surveys")
    SEE_PROGRAMME = "programme:see", _("see touchpoints")
    MANAGE_PROGRAMME = "programme:manage", _("change touchpoints")
    SEE_CUSTOMERS = "customers:see", _("see customers")
    MANAGE_CUSTOMERS = "customers:manage", _("change customers")
    ERASE_CUSTOMERS = "customers:erase", _("erase customers")
    SEE_MEETING = "meeting:see", _("join the morning meeting")
    LEAD_MEETING = "meeting:lead", _("lead the morning meeting")
    RAISE_OBSTACLES = "obstacles:raise", _("raise obstacles")
    ANSWER_OBSTACLES = "obstacles:answer", _("answer obstacles")
    SEE_PEOPLE = "people:see", _("see people and units")
    MANAGE_PEOPLE = "people:manage", _("manage people and units")
    MANAGE_SETTINGS = "settings:manage", _("change the organisation's settings")
    SEE_EVENTS = "events:see", _("read the event log")
