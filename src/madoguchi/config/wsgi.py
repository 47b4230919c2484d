"""The WSGI application that granian serves."""

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madoguchi.config import start

start.look_for_no_garbage()
start.prepare()
application = get_wsgi_application()
start.refuse_unsafe()
get_resolver().url_patterns  # noqa: B018  # all views now: the first visitor should not wait for them
start.keep_what_is_here()
