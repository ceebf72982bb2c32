"""The board and the wall, and their parts where they are fetched again."""

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from parola.web.console.board import page
from parola.web.console.board import wall as walls
from parola.web.console.showing import is_fragment, show
from parola.web.middleware import Request


@require_safe
def board(request: Request) -> HttpResponse:
    """The board of the brands that the reader oversees, or of the one that is asked for."""
    brands = page.overseen(request.user)
    if not brands:
        raise Http404
    shown = page.board(request.user, brands, request.GET.get("brand", ""), request.now)
    template = "console/board/now.html" if is_fragment(request) else "console/board/page.html"
    return show(request, template, {"board": shown, "place": "board"})


@require_safe
def wall(request: Request) -> HttpResponse:
    """The same for a screen across the room."""
    brands = page.overseen(request.user)
    if not brands:
        raise Http404
    names = "names" in request.GET
    shown = walls.wall(request.user, brands, request.GET.get("brand", ""), request.now, names=names)
    template = "console/board/wall_now.html" if is_fragment(request) else "console/board/wall.html"
    return show(request, template, {"wall": shown, "names": names})


ROUTES = [path("board/", board, name="board"), path("board/wall/", wall, name="wall")]
