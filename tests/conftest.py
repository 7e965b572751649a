"""Fixtures of the whole suite: an organisation with a small tree, people in it, and the worker's jobs at hand."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult

from luister.common.jobs.tasks import run_one
from luister.common.options import options
from luister.organisation.enums import Role
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.rules import Actor
from tests import factories


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits of one test do not reach the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _empty_lake() -> Iterator[None]:
    """A lake of its own for each test: the database is rolled back after a test, and the lake would remember it."""
    shutil.rmtree(options().lake, ignore_errors=True)
    yield
    shutil.rmtree(options().lake, ignore_errors=True)


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Zomerwind: root > Customer care > Customer care Kraków, root > Field service."""
    found = factories.make_organisation()
    care = factories.make_unit("Customer care")
    factories.make_unit("Customer care Kraków", parent=care)
    factories.make_unit("Field service")
    return found


@pytest.fixture
def root(organisation: Organisation) -> Unit:
    return Unit.objects.get_root_nodes().get()


@pytest.fixture
def care(organisation: Organisation) -> Unit:
    return Unit.objects.get(key="customer-care")


@pytest.fixture
def krakow(organisation: Organisation) -> Unit:
    return Unit.objects.get(key="customer-care-krakow")


@pytest.fixture
def field_service(organisation: Organisation) -> Unit:
    return Unit.objects.get(key="field-service")


@pytest.fixture
def admin(root: Unit) -> User:
    """Administrator of the whole organisation."""
    return factories.make_person("Ada Admin", role=Role.ADMINISTRATOR, unit=root, email="ada@example.org")


@pytest.fixture
def cx_manager(root: Unit) -> User:
    return factories.make_person("Carla CX", role=Role.CX_MANAGER, unit=root, email="carla@example.org")


@pytest.fixture
def manager(care: Unit) -> User:
    """Manager of Customer care and Kraków."""
    return factories.make_person("Mats Manager", role=Role.MANAGER, unit=care, email="mats@example.org")


@pytest.fixture
def colleague(krakow: Unit) -> User:
    """Colleague in Kraków."""
    return factories.make_person("Kasia Colleague", role=Role.COLLEAGUE, unit=krakow, email="kasia@example.org")


@pytest.fixture
def neighbour(field_service: Unit) -> User:
    """Colleague of another unit: field service."""
    return factories.make_person("Nils Neighbour", role=Role.COLLEAGUE, unit=field_service, email="nils@example.org")


@pytest.fixture
def stranger(organisation: Organisation) -> User:
    """A person who can sign in and has no role at all."""
    return factories.make_person("Sam Stranger", email="sam@example.org")


@pytest.fixture
def operator() -> Actor:
    """Who acts at the command line."""
    return Actor.operator("tester")


@pytest.fixture
def sign_in() -> factories.SignIn:
    """`sign_in(client, user)`: the client is signed in as the person; returns the client."""

    def sign(client: Client, user: User) -> Client:
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """`run_jobs()`: run every job that is ready, also those that jobs enqueue; returns how many ran. A job that fails fails the test."""

    def run() -> int:
        done = 0
        while run_one(worker="tests", queues=["*"]):
            done += 1
            for job in DBTaskResult.objects.exclude(traceback=""):
                raise AssertionError(f"{job.task_path} failed:\n{job.traceback}")
        return done

    return run


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """`wait_until(condition)`: wait up to ten seconds until it holds; for tests with threads and processes."""

    def wait(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, "It did not happen within ten seconds."
            time.sleep(0.02)

    return wait


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: what is missing there has to be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
