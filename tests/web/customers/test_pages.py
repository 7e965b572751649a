"""The pages of customers and attributes."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.customers.models import Attribute, Customer
from luister.organisation.enums import Role
from tests.factories import make_case, make_customer, make_person, make_response

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def customer(krakow):
    Attribute.objects.create(key="contract", name="Contract")
    return make_customer("Ewa Nowak", key="C-7", unit=krakow, email="ewa@example.org", attributes={"contract": "gold"})


def text_of(client, name, *args, query=""):
    found = client.get(reverse(name, args=args) + query)
    assert found.status_code == 200
    return found.content.decode()


def test_customers_are_found_by_number_name_and_address(customer, client, sign_in, colleague):
    make_customer("Somebody Else", unit=customer.unit)
    sign_in(client, colleague)

    for wanted in ("c-7", "ewa", "NOWAK", "ewa@"):
        text = text_of(client, "customers", query=f"?q={wanted}")
        assert "Ewa Nowak" in text
        assert "Somebody Else" not in text
    assert "Nobody by this name" in text_of(client, "customers", query="?q=%25")
    assert client.get(reverse("customers") + "?q=%00&cursor=x").status_code == 200


def test_one_customer_is_shown_with_what_they_said_and_their_cases(customer, client, sign_in, colleague, field_service):
    response = make_response(unit=customer.unit, comment="Nobody called.", score=2, customer=customer)
    make_response(unit=field_service, comment="Said elsewhere.", customer=customer)
    case = make_case(response=response)

    text = text_of(sign_in(client, colleague), "customer", customer.pk)

    for words in ("Ewa Nowak", "ewa@example.org", "Contract", "gold", "Nobody called.", f"Case {case.pk}"):
        assert words in text
    assert "Said elsewhere." not in text
    assert "Erase this customer" not in text


def test_each_page_is_closed_to_visitors_strangers_and_neighbours(customer, client, sign_in, stranger, neighbour):
    names = [("customers", ()), ("customer", (customer.pk,)), ("customer-new", ()), ("attributes", ())]
    posts = [("customer-change", (customer.pk,)), ("customer-export", (customer.pk,)), ("customer-erase", (customer.pk,))]
    for name, args in names:
        assert client.get(reverse(name, args=args)).status_code == 302
    sign_in(client, stranger)
    for name, args in names:
        assert client.get(reverse(name, args=args)).status_code == 403
    sign_in(client, neighbour)
    assert client.get(reverse("customer", args=[customer.pk])).status_code == 404
    assert "Ewa" not in text_of(client, "customers")
    for name, args in posts:
        assert client.post(reverse(name, args=args), {"key": "C-7"}).status_code == 403
        assert client.get(reverse(name, args=args)).status_code == 405
    assert Customer.objects.count() == 1


def test_a_manager_of_elsewhere_finds_no_such_customer(customer, client, sign_in, field_service):
    elsewhere = make_person(role=Role.CX_MANAGER, unit=field_service)
    sign_in(client, elsewhere)

    for name in ("customer-change", "customer-export", "customer-erase"):
        assert client.post(reverse(name, args=[customer.pk]), {"key": "C-7"}).status_code == 404
    assert Customer.objects.count() == 1


def test_a_customer_is_added_and_changed(customer, client, sign_in, cx_manager, krakow):
    sign_in(client, cx_manager)

    twice = client.post(reverse("customer-new"), {"key": "C-7", "unit": krakow.pk})
    assert twice.status_code == 422
    assert "known already" in twice.content.decode()
    added = client.post(reverse("customer-new"), {"key": "C-8", "name": "Jan", "unit": krakow.pk, "attr_contract": "silver"})
    assert added["Location"] == reverse("customer", args=[Customer.objects.get(key="C-8").pk])
    assert Customer.objects.get(key="C-8").attributes == {"contract": "silver"}

    changed = client.post(reverse("customer-change", args=[customer.pk]), {"name": "Ewa N.", "unit": krakow.pk, "attr_contract": ""})
    assert changed.status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.email, customer.attributes) == ("Ewa N.", "", {})
    wrong = client.post(reverse("customer-change", args=[customer.pk]), {"email": "nobody", "unit": krakow.pk})
    assert wrong.status_code == 422


def test_everything_on_a_customer_is_handed_out_as_a_file(customer, client, sign_in, cx_manager):
    make_response(unit=customer.unit, comment="Nobody called.", customer=customer)

    found = sign_in(client, cx_manager).post(reverse("customer-export", args=[customer.pk]))

    assert found["Content-Disposition"].startswith("attachment")
    assert found["Cache-Control"] == "no-store"
    data = json.loads(found.content)
    assert data["customer"]["name"] == "Ewa Nowak"
    assert data["responses"][0]["comments"][0]["text"] == "Nobody called."


def test_erasing_asks_for_the_number(customer, client, sign_in, cx_manager):
    sign_in(client, cx_manager)
    address = reverse("customer-erase", args=[customer.pk])

    client.post(address, {"key": "C-70"})
    assert Customer.objects.count() == 1
    found = client.post(address, {"key": " C-7 "})

    assert found["Location"] == reverse("customers")
    assert not Customer.objects.exists()


def test_what_is_known_of_a_customer_is_shown_as_text(client, sign_in, cx_manager, krakow):
    Attribute.objects.create(key="x", name=XSS)
    customer = make_customer(XSS, key=XSS, unit=krakow, attributes={"x": XSS, "items": XSS}, phone=XSS[:40])
    sign_in(client, cx_manager)

    for text in (text_of(client, "customers"), text_of(client, "customer", customer.pk), text_of(client, "attributes")):
        assert XSS not in text
        assert "&lt;img" in text


def test_the_list_costs_the_same_queries_whatever_its_length(client, sign_in, colleague, krakow):
    sign_in(client, colleague)
    costs = []
    for _ in range(2):
        make_customer(unit=krakow)
        make_customer(unit=krakow)
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "customers")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_attributes_are_added_renamed_and_removed(client, sign_in, cx_manager):
    sign_in(client, cx_manager)

    client.post(reverse("attributes"), {"name": "Region", "is_segment": "on"})
    twice = client.post(reverse("attributes"), {"name": "region"})
    assert twice.status_code == 422
    client.post(reverse("attribute", args=["region"]), {"name": "Where they live"})
    found = Attribute.objects.get()
    assert (found.key, found.name, found.is_segment) == ("region", "Where they live", False)
    client.post(reverse("attribute-delete", args=["region"]))
    assert not Attribute.objects.exists()


def test_colleagues_see_attributes_and_change_none(customer, client, sign_in, colleague):
    sign_in(client, colleague)

    assert "Contract" in text_of(client, "attributes")
    client.post(reverse("attributes"), {"name": "Region"})
    for name in ("attribute", "attribute-delete"):
        assert client.post(reverse(name, args=["contract"]), {"name": "X"}).status_code == 403
    assert list(Attribute.objects.values_list("key", flat=True)) == ["contract"]
