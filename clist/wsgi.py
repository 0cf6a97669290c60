"""HTTP: what gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clist.settings")
application = get_wsgi_application()

from apps.core.checks import refuse_to_start  # noqa: E402 - apps must be loaded first
from clist.warm import warm_up  # noqa: E402

refuse_to_start()
warm_up()
