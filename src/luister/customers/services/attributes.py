"""What may be known of customers, as segments."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.ids import stable_key
from luister.customers.models import Attribute
from luister.customers.rules import ATTRIBUTE_KEY, WrongCustomer, check_text
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


@transaction.atomic
def define_attribute(*, name: str, by: Actor, key: str = "", is_segment: bool = True) -> Attribute:
    """Return the attribute with this key (made of the name, unless given), adding it if it is new.

    One that is there already stays as it is, so that an import can name what it needs.

    Raises
    ------
    WrongCustomer
        A ValueError: the key must be made of a-z, 0-9, hyphen and underscore, at most 40 of them.
    """
    require(by, Permission.MANAGE_PROGRAMME)
    checked = check_text("name", name, longest=80)
    wanted = key or stable_key(checked, limit=40)
    if not checked or not ATTRIBUTE_KEY.fullmatch(wanted):
        words = {"given": wanted}
        raise WrongCustomer(_("The key is %(given)s; accepted are 1 to 40 of a-z, 0-9, hyphen and underscore, and a name.") % words)
    found = Attribute.objects.filter(key=wanted).first()
    if found is None:
        try:
            with transaction.atomic():
                found = Attribute.objects.create(key=wanted, name=checked, is_segment=is_segment)
            record_event(by=by, action="attribute.added", subject=found)
        except IntegrityError:
            found = Attribute.objects.get(key=wanted)
    return found


@transaction.atomic
def change_attribute(*, attribute: Attribute, name: str, is_segment: bool, by: Actor) -> Attribute:
    """Rename `attribute` or change whether it is offered as a segment; its key stays, since answers refer to it."""
    require(by, Permission.MANAGE_PROGRAMME)
    checked = check_text("name", name, longest=80)
    if not checked:
        raise WrongCustomer(_("The name is empty; 1 to 80 characters are accepted."))
    attribute.name, attribute.is_segment = checked, is_segment
    attribute.save(update_fields=["name", "is_segment"])
    record_event(by=by, action="attribute.changed", subject=attribute)
    return attribute


@transaction.atomic
def delete_attribute(*, attribute: Attribute, by: Actor) -> None:
    """Stop knowing this of new customers. What customers and answers hold already stays with them."""
    require(by, Permission.MANAGE_PROGRAMME)
    record_event(by=by, action="attribute.deleted", subject=attribute)
    attribute.delete()
