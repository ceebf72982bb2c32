"""The addresses of a brand's form, below its door. Those in `frame/` are shown in other sites' pages, and know nobody (`bare`)."""

from django.urls import path

from parola.web.webform import files, proof, suggesting, views

urlpatterns = [
    path("", views.ask_page, name="ask_page"),
    path("sent/<uuid:identifier>/", views.sent_page, name="ask_sent_page"),
    path("frame/", views.ask_frame, name="ask_frame"),
    path("frame/sent/<uuid:identifier>/", views.sent_frame, name="ask_sent_frame"),
    path("frame/files/", files.upload, name="ask_upload"),
    path("frame/suggest/", suggesting.suggest, name="ask_suggest"),
    path("frame/suggested/<int:key>/", suggesting.suggested, name="ask_suggested"),
    path("frame/solved/<int:key>/", suggesting.solved, name="ask_solved"),
    path("proof/<uuid:identifier>/<str:key>/", proof.proof, name="ask_proof"),
]
