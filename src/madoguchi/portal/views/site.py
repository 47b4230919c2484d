"""About the site: its language, its help, its building blocks, and what is said when a page is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.entrances import Entrance
from madoguchi.base.languages import known, remember
from madoguchi.base.pages import page
from madoguchi.people.guards import anyone
from madoguchi.people.way_back import way_back
from madoguchi.portal import samples


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language, then go back to where one was."""
    if request.method != "POST":
        return page(request, "portal/language.html", {"next": request.GET.get("next", "/")})
    response = HttpResponseRedirect(way_back(request.POST.get("next", ""), Entrance.PORTAL))
    choice = request.POST.get("language", "")
    return remember(response, choice) if choice in known() else response


@anyone
@require_safe
def help(request: HttpRequest) -> HttpResponse:  # noqa: A001 - the page is called so
    """How to use the site, and how far everybody can."""
    return page(request, "portal/help.html")


@anyone
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, in every language."""
    return page(request, "portal/styleguide.html", {"guides": samples.guides()})


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent is more than anybody can send, or not whole."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is absent and what is forbidden look alike."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The city's fault: say so, and what to do. It may be the database that is gone: nobody is looked up."""
    nobodys = HttpRequest()
    nobodys.path, nobodys.META = request.path, request.META
    return render(nobodys, "500.html", status=500)
