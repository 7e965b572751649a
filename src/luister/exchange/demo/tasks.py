"""The job that clears the demo away, for the button on a page."""

from __future__ import annotations

from django_tasks import task

from luister.exchange.demo.company import DemoRefused, remove_demo
from luister.organisation.models import User
from luister.organisation.rules import Actor


@task(queue_name="slow")
def clear_demo(user_id: int, name: str) -> bool:
    """Clear the demo away with the rights of who asked, and return whether there was one. May run again without harm."""
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        return False
    try:
        remove_demo(by=Actor.person(person), name=name)
    except DemoRefused:
        return False
    return True
