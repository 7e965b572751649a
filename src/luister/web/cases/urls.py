"""Addresses of the pages: cases."""

from django.urls import URLPattern, URLResolver, path

from luister.web.cases import actions, rules, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/acknowledge/", actions.acknowledge, name="case-acknowledge"),
    path("cases/<int:pk>/assign/", actions.assign, name="case-assign"),
    path("cases/<int:pk>/note/", actions.note, name="case-note"),
    path("cases/<int:pk>/call/", actions.call, name="case-call"),
    path("cases/<int:pk>/reply/", actions.reply, name="case-reply"),
    path("cases/<int:pk>/close/", actions.close, name="case-close"),
    path("cases/rules/", rules.rules, name="case-rules"),
    path("cases/rules/new/", rules.rule, name="case-rule-new"),
    path("cases/rules/<int:pk>/", rules.rule, name="case-rule"),
    path("cases/rules/<int:pk>/delete/", rules.delete, name="case-rule-delete"),
    path("cases/rules/<int:pk>/switch/", rules.switch, name="case-rule-switch"),
]
