from django.urls import URLPattern, URLResolver, path

from .views import account, links, login, register

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", login.login, name="login"),
    path("login/demo/<int:pk>/", login.demo_login, name="demo"),
    path("logout/", login.logout, name="logout"),
    path("activate/", login.activate, name="activate"),
    path("role/", login.switch_role, name="role"),
    path("account/", account.own, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/end/", account.end_other_sessions, name="end_sessions"),
    path("account/sessions/<str:key>/end/", account.end_session, name="end_session"),
    path("account/report/", account.report_intrusion, name="report"),
    path("people/", register.listing, name="list"),
    path("people/new/", register.new, name="new"),
    path("people/<int:pk>/", register.card, name="card"),
    path("people/<int:pk>/change/", register.change, name="change"),
    path("people/<int:pk>/account/", links.give_account, name="give_account"),
    path("people/<int:pk>/code/", links.new_code, name="code"),
    path("people/<int:pk>/suspend/", links.suspend, name="suspend"),
    path("people/<int:pk>/restore/", links.restore, name="restore"),
    path("people/<int:pk>/roles/", links.grant_role, name="grant_role"),
    path("people/roles/<int:pk>/revoke/", links.revoke_role, name="revoke_role"),
    path("people/<int:pk>/contracts/", links.add_staff_contract, name="add_staff_contract"),
    path("people/contracts/<int:pk>/end/", links.end_staff_contract, name="end_staff_contract"),
    path("people/<int:pk>/representatives/", links.add_representative, name="add_representative"),
    path("people/representatives/<int:pk>/verify/", links.verify_representative, name="verify"),
    path("people/representatives/<int:pk>/restrict/", links.restrict_representative, name="restrict"),
    path("people/<int:pk>/conditions/", links.add_accommodation, name="add_accommodation"),
]
