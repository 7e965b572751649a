"""`luister demo`: the demo organisation."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from luister.cli.app import app, fail, log, operator, start_django


@app.command()
def demo(
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Clear the demo away, to start with your own data.")] = False,
    name: Annotated[str, typer.Option(help="With --remove: the name of your organisation.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="With --remove: do not ask first.")] = False,
) -> None:
    """Load the demo organisation into an empty installation: a year of feedback in four languages."""
    start_django()
    from luister.exchange.demo import DemoRefused, remove_demo

    try:
        if not remove:
            _load()
            return
        if not yes:
            typer.confirm("Remove the demo, with everything that was added to it? Administrators stay.", abort=True, err=True)
        with _bar() as tell:
            found = remove_demo(by=operator(), name=name, progress=tell)
        log.print(f"The demo is gone. {found.name} is empty: import a file, or make a survey.", highlight=False, markup=False)
    except DemoRefused as error:
        raise fail(str(error)) from None


def fill_if_empty() -> None:
    """Load the demo when the installation has no organisation yet; else do nothing."""
    from luister.organisation.queries import organisation

    if organisation() is None:
        _load()


def _load() -> None:
    from luister.exchange.demo import load_demo
    from luister.exchange.demo.company import ADMINISTRATOR
    from luister.exchange.demo.plan import NAME, PEOPLE

    password = "-".join(secrets.choice(_WORDS) for _ in range(3)) + f"-{secrets.randbelow(9000) + 1000}"
    with _bar() as tell:
        count = load_demo(by=operator(), password=password, progress=tell)
    log.print(f"\n{NAME} is here, with {count} responses of the last year.", highlight=False)
    log.print("Sign in as any of these people, with this password (shown only now):", highlight=False)
    log.print(f"\n    {password}\n", style="bold", highlight=False)
    log.print(f"    {ADMINISTRATOR[0]:<28} {ADMINISTRATOR[1]}, administrator", highlight=False, markup=False)
    for person in PEOPLE[:5]:
        log.print(f"    {person.email:<28} {person.name}, {person.role.label} ({person.language})", highlight=False, markup=False)


_WORDS = (
    "amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heather", "island", "juniper", "lagoon", "meadow", "north",
    "opal", "pebble", "quartz", "river", "saffron", "thistle", "umber", "violet", "willow", "yarrow", "zephyr", "harbour",
    "lantern", "maple", "orchard", "puffin", "raven", "sparrow", "tundra",
)  # fmt: skip


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    with Progress(
        TextColumn("{task.description:<28}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn(), console=log
    ) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.capitalize(), total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield tell
