"""Addresses of the pages of `day`."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.day import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("today/", pages.today, name="day-today"),
    path("today/coming/", pages.coming, name="day-coming"),
    path("today/quiet/", pages.quiet, name="day-quiet"),
    path("today/cannot/<slug:standard>/<slug:table>/<str:record>/", pages.cannot, name="day-cannot"),
    path("today/reasons/<str:key>/read/", pages.read, name="day-read"),
    path("people/<str:person>/pauses/", pages.pause, name="day-pause"),
    path("people/<str:person>/pauses/<str:key>/end/", pages.resume, name="day-resume"),
]
