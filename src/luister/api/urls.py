"""Addresses of the API."""

from django.urls import path

from luister.api import action, feedback, insight, organisation, programme
from luister.api.app import api

for router in (organisation.router, programme.router, feedback.router, insight.router, action.router):
    api.add_router("", router)

urlpatterns = [path("", api.urls)]
