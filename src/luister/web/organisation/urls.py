"""Addresses of the pages: organisation."""

from django.urls import URLPattern, URLResolver, path

from luister.web.organisation import entering, health, people, profile, settings, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/access/", people.person_access, name="person-access"),
    path("people/<int:pk>/invite/", people.person_invite, name="person-invite"),
    path("people/<int:pk>/roles/<int:membership_pk>/take/", people.role_take, name="role-take"),
    path("units/", units.units, name="units"),
    path("units/<slug:key>/", units.unit, name="unit"),
    path("units/<slug:key>/state/", units.unit_state, name="unit-state"),
    path("settings/", settings.settings, name="settings"),
    path("keys/", settings.keys, name="keys"),
    path("keys/<int:pk>/revoke/", settings.key_revoke, name="key-revoke"),
    path("events/", settings.events, name="events"),
    path("profile/", profile.profile, name="profile"),
    path("setup/", entering.set_up, name="setup"),
    path("invitation/<str:token>/", entering.invitation, name="invitation"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
