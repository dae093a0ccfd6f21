"""What a server loads: `goldthread.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.config.settings")
application = get_wsgi_application()

from goldthread.access import walls  # noqa: E402  # Django must stand first

walls.serve_pages()
