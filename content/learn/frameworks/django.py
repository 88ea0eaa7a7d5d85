# settings.py: the cookie holds a key, the session is a row in the database
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",  # refuses a form without its token
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
SESSION_COOKIE_SECURE = True  # HttpOnly and SameSite=Lax are the default
CSRF_COOKIE_SECURE = True

# views.py
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


@require_POST
def sign_in(request):
    user = authenticate(request, username=request.POST.get("name"), password=request.POST.get("password"))
    if user is None:
        return HttpResponse("Wrong name or password.", status=401)
    login(request, user)  # gives the session a new key, so that a planted one is worth nothing
    return redirect("/me")


def me(request):
    if not request.user.is_authenticated:
        return HttpResponse("Please sign in.", status=401)
    return HttpResponse(f"You are user {request.user.pk}.")


@require_POST
def sign_out(request):
    logout(request)  # deletes the row, so a copy of the cookie is worth nothing
    return redirect("/me")
