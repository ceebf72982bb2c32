"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from parola.desk.meaning import embedding

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parola.settings")
application = get_wsgi_application()

# All that is loaded is there for good. Left to itself the collector looks through it again and again, in the middle of
# some page or other: every tenth took twice as long (docs/performance.md).
get_resolver().url_patterns  # noqa: B018  # loads the views
gc.collect()
gc.freeze()

embedding.wake()
