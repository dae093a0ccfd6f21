"""Addresses of indicators of one's own: a key stands for each version."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.local_indicators import acts, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("local-indicators/", pages.listed, name="local-list"),
    path("local-indicators/begin/", acts.begin, name="local-begin"),
    path("local-indicators/<str:key>/", pages.one, name="local-one"),
    path("local-indicators/<str:key>/worksheet/", acts.worksheet, name="local-worksheet"),
    path("local-indicators/<str:key>/definition/", acts.definition, name="local-definition"),
    path("local-indicators/<str:key>/definition.toml", pages.downloaded, name="local-file"),
    path("local-indicators/<str:key>/propose/", acts.propose, name="local-propose"),
    path("local-indicators/<str:key>/approve/", acts.approve, name="local-approve"),
    path("local-indicators/<str:key>/send-back/", acts.send_back, name="local-send-back"),
    path("local-indicators/<str:key>/retire/", acts.retire, name="local-retire"),
    path("local-indicators/<str:key>/next/", acts.begin_next, name="local-next"),
    path("local-indicators/<str:key>/throw-away/", acts.discard, name="local-discard"),
]
