"""The WSGI application that granian serves."""

from django.core.wsgi import get_wsgi_application

from madoguchi.config import start

start.prepare()
application = get_wsgi_application()
start.refuse_unsafe()
