# settings.py: the cookie holds a key, the session is a row in the database
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
SESSION_COOKIE_SECURE = True  # HttpOnly and SameSite=Lax are the default

# views.py
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


@require_POST
def sign_in(request):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return HttpResponse("Wrong name or password.", status=401)
    request.session.cycle_key()  # a new key, so that a planted one is worth nothing
    request.session["user_id"] = user.pk
    return redirect("/me")


def me(request):
    if "user_id" not in request.session:
        return HttpResponse("Please sign in.", status=401)
    return HttpResponse(f"You are user {request.session['user_id']}.")


@require_POST
def sign_out(request):
    request.session.flush()
    return redirect("/me")
