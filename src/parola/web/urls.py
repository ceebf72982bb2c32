"""Every address of the desk.

All of them ask for sign-in, but for the few marked `login_not_required`; `tests/web/test_routes.py` lists who may do what.
"""

from django.urls import include, path

from parola.web import attachments, demo, face_files, health, home, preferences, rating, style
from parola.web.api import telephony
from parola.web.joining import views as joining
from parola.web.live.entrance import live
from parola.web.printing import views as printing
from parola.web.tour.views import ROUTES as TOUR
from parola.web.uploads import views as uploads

urlpatterns = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("", include("parola.web.account.urls")),
    path("sign-in/company/", include("parola.web.sso.urls")),
    path("sign-up/<slug:slug>/", joining.sign_up, name="sign_up"),
    path("sign-up/<slug:slug>/sent/", joining.sign_up_sent, name="sign_up_sent"),
    path("welcome/<uuid:identifier>/<str:key>/", joining.welcome, name="welcome"),
    path("ask/", include("parola.web.webform.urls")),
    path("live/", live, name="live"),
    path("paper/<slug:reference>/", printing.request_pdf, name="request_pdf"),
    path("rate/<str:signed>/<int:score>/", rating.rate, name="rate"),
    path("brands/<slug:slug>/<slug:version>/face.css", face_files.sheet, name="brand_sheet"),
    path("brands/<slug:slug>/<slug:version>/logo", face_files.logo, name="brand_logo"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("console/", include("parola.web.console.urls")),
    path("policy/", include("parola.web.public.urls")),
    path("portal/", include("parola.web.portal.urls")),
    path("files/", uploads.upload, name="upload"),
    path("files/<slug:reference>/<uuid:key>/", attachments.attachment, name="attachment"),
    path("hooks/telephony/<int:key>/", telephony.announce, name="telephony"),
    path("style/", style.style, name="style"),
    path("demo/mail/", demo.mail, name="demo_mail"),
    *TOUR,
]

handler400 = "parola.web.errors.bad_request"
handler403 = "parola.web.errors.forbidden"
handler404 = "parola.web.errors.not_found"
handler500 = "parola.web.errors.broken"
