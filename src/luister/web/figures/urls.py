"""Addresses of the pages: figures."""

from django.urls import URLPattern, URLResolver, path, re_path

from luister.web.figures.views import figures, figures_chart, figures_download

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", figures, name="figures"),
    path("figures/download/", figures_download, name="figures-download"),
    re_path(r"^figures/(?P<which>trend|groups|distribution)\.(?P<format>svg|png)$", figures_chart, name="figures-chart"),
]
