"""The least that a Django page can do with the same database: one query, one insert, a few words.

`python -m benchmarks.bare PORT`, with GOLDTHREAD_DATABASE as the pages have it. Served like the pages are.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from goldthread.config.database import database


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
    create_server(application, host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
