"""Addresses of the pages of `access`."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.access import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
]
