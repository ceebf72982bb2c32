"""Where a company's sign-in begins, and where it comes back to. `slug`: the provider's."""

from django.urls import path

from parola.web.sso import views

urlpatterns = [
    path("", views.find, name="company_find"),
    path("<slug:slug>/", views.begin, name="company_begin"),
    path("<slug:slug>/back/", views.back, name="company_back"),
    path("<slug:slug>/acs/", views.acs, name="company_acs"),
    path("<slug:slug>/acs/finish/", views.finish, name="company_finish"),
    path("<slug:slug>/metadata/", views.metadata, name="company_metadata"),
]
