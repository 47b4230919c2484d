"""The WSGI application that granian serves."""

import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madoguchi.config import start

start.prepare()
application = get_wsgi_application()
start.refuse_unsafe()
get_resolver().url_patterns  # noqa: B018  # all views now: the first visitor should not wait for them
gc.freeze()  # what is here now stays, and need not be looked through for garbage again and again
gc.set_threshold(
    20_000, 10, 10
)  # a page makes and drops thousands of values that refer to nothing in circles
