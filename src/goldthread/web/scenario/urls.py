"""Addresses of "what if". They hold the code of a contract and what is asked, never a person."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.scenario import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("specifications/<path:code>/what-if/", pages.what_if, name="contracts-what-if"),
    path("specifications/<path:code>/what-if/records/", pages.records, name="contracts-what-if-records"),
]
