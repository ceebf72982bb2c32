"""Where articles are at work."""

from django.urls import path

from parola.web.console.knowledge import bringing, editing, files, from_ticket, lacking, serving, views
from parola.web.console.solutions import solutions

ROUTES = [
    path("knowledge/", views.shelf, name="knowledge"),
    path("knowledge/preview/", editing.preview, name="article_preview"),
    path("knowledge/import/<slug:slug>/", bringing.bring, name="article_import"),
    path("knowledge/import/<slug:slug>/do/", bringing.carry_out, name="article_import_do"),
    path("knowledge/new/<slug:slug>/", editing.new, name="article_new"),
    path("knowledge/uploaded/<str:token>/", files.upload, name="article_upload"),
    path("knowledge/next/", lacking.page, name="to_write"),
    path("knowledge/next/<slug:slug>/aside/", lacking.put_by, name="to_write_aside"),
    path("knowledge/use/", serving.page, name="knowledge_use"),
    path("knowledge/use.csv", serving.spreadsheet, name="knowledge_use_csv"),
    path("knowledge/unanswered/<slug:slug>/", lacking.unanswered, name="knowledge_unanswered"),
    path("knowledge/<int:key>/", views.article, name="article"),
    path("knowledge/<int:key>/about/", editing.arrange, name="article_about"),
    path("knowledge/<int:key>/files/<int:number>/remove/", files.remove, name="article_file_remove"),
    path("knowledge/<int:key>/files/<str:name>", files.file, name="article_file"),
    path("knowledge/<int:key>/<slug:language>/", editing.write, name="article_write"),
    path("knowledge/<int:key>/<slug:language>/show/", editing.show_version, name="article_show"),
    path("knowledge/<int:key>/<slug:language>/versions/", views.versions, name="article_versions"),
    path("tickets/<slug:reference>/solutions/", solutions, name="solutions"),
    path("tickets/<slug:reference>/article/", from_ticket.article, name="article_from_ticket"),
]
