"""The least that a Django page can do with the same database: one query, one insert, a few words.

`python -m benchmarks.bare PORT PROCESSES`, with GOLDTHREAD_DATABASE as the pages have it. Served like the
pages are, by as many processes, and as durable: the insert is committed before the answer. It stands alone:
no middleware, no session, nobody signed in, SQL by hand. With `door` at the end it is the same page as Django
writes it, behind what stands before every page of the record: its middleware, the session, both factors.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from goldthread.cli.commands.serving import shared
from goldthread.config.database import database

THREADS = 8  # requests at a time, as `goldthread serve` has it


@transaction.atomic
def page(request: HttpRequest) -> HttpResponse:
    """One query by key, one insert, one line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_person WHERE id = %s", [request.GET.get("person", "")])
        found = cursor.fetchone()
        cursor.execute("INSERT INTO bench_bare (person) VALUES (%s)", [found[0] if found else ""])
    return HttpResponse(f"<!DOCTYPE html><title>Bare</title><p>{len(found or ())} columns")


urlpatterns = [path("", page)]


def main() -> int:
    """Serve the page until stopped."""
    if "door" in sys.argv[3:]:
        _behind_the_door()
    else:
        settings.configure(
            ALLOWED_HOSTS=["*"],
            DATABASES={"default": database(os.environ["GOLDTHREAD_DATABASE"])},
            ROOT_URLCONF=__name__,
            SECRET_KEY="bare",
            MIDDLEWARE=[],
            USE_TZ=True,
        )
        django.setup()
    kind = "BIGSERIAL" if connection.vendor == "postgresql" else "INTEGER"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_bare (id {kind} PRIMARY KEY, person TEXT)")
    from waitress.server import create_server

    application: Any = get_wsgi_application()
    port, processes = int(sys.argv[1]), int(sys.argv[2])
    if processes > 1:
        shared(application, "127.0.0.1", port, THREADS, processes)
    else:
        create_server(application, host="127.0.0.1", port=port, threads=THREADS, ident=None).run()
    return 0


def _behind_the_door() -> None:
    """The record's own settings, with this one page before all others."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "goldthread.config.settings"
    django.setup()
    from goldthread.config import urls
    from goldthread.people.models import Person

    class Bare(models.Model):
        """A row that is written for each page."""

        id = models.BigAutoField(primary_key=True)
        person = models.TextField()

        class Meta:
            app_label = "bench"
            db_table = "bench_bare"

    @transaction.atomic
    def signed_in(request: HttpRequest) -> HttpResponse:
        """One row read and one written, by Django, for whoever is signed in."""
        found = models.QuerySet(Person).filter(pk=request.GET.get("person", "")).first()
        Bare.objects.create(person=found.pk if found else "")
        return HttpResponse(f"<!DOCTYPE html><title>Bare</title><p>For {request.user.pk}")

    urls.urlpatterns.insert(0, path("", signed_in))


if __name__ == "__main__":
    sys.exit(main())
