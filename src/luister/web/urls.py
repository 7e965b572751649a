"""All pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from luister.web.cases.urls import urlpatterns as cases
from luister.web.customers.urls import urlpatterns as customers
from luister.web.demo.urls import urlpatterns as demo
from luister.web.figures.urls import urlpatterns as figures
from luister.web.imports.urls import urlpatterns as imports
from luister.web.meeting.urls import urlpatterns as meeting
from luister.web.organisation.urls import urlpatterns as organisation
from luister.web.programme.urls import urlpatterns as programme
from luister.web.public.urls import urlpatterns as public
from luister.web.surveys.urls import urlpatterns as surveys
from luister.web.today.urls import urlpatterns as today
from luister.web.voices.urls import urlpatterns as voices

urlpatterns: list[URLPattern | URLResolver] = [
    *today, *organisation, *customers, *programme, *surveys, *public, *imports, *voices, *figures, *cases, *demo, *meeting,
    path("language/", set_language, name="set-language"),
    path("account/", include("luister.web.account.urls")),
]  # fmt: skip
