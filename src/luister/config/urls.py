"""The addresses of the installation: the edges hang here, nothing else."""

from django.urls import include, path

from luister.api.urls import urlpatterns as api_urls
from luister.web.urls import urlpatterns as web_urls

urlpatterns = [
    path("api/v1/", include(api_urls)),
    path("", include(web_urls)),
]

handler400 = "luister.web.errors.bad_request"
handler403 = "luister.web.errors.forbidden"
handler404 = "luister.web.errors.not_found"
handler500 = "luister.web.errors.server_error"
