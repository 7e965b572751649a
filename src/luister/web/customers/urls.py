"""Addresses of the pages: customers."""

from django.urls import URLPattern, URLResolver, path

from luister.web.customers import attributes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", views.customers, name="customers"),
    path("customers/new/", views.new, name="customer-new"),
    path("customers/attributes/", attributes.listing, name="attributes"),
    path("customers/attributes/<slug:key>/", attributes.change, name="attribute"),
    path("customers/attributes/<slug:key>/delete/", attributes.delete, name="attribute-delete"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/change/", views.change, name="customer-change"),
    path("customers/<int:pk>/export/", views.export, name="customer-export"),
    path("customers/<int:pk>/erase/", views.erase, name="customer-erase"),
]
