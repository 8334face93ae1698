"""The product's addresses and one more: a constant page."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Опора" * 100)


urlpatterns = [path("constant/", constant), path("", include("opora.config.urls"))]
