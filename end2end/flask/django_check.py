"""Signs in to the Django example that a chapter shows, as a browser would, and out again."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import path

text = (Path(__file__).parents[2] / "content/learn/frameworks/django.py").read_text(encoding="utf-8")
first, second = text.split("# views.py\n")
given = {}
exec(compile(first, "settings.py", "exec"), given)
settings.configure(
    **{name: value for name, value in given.items() if name.isupper()},
    SECRET_KEY="of this test",
    ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["localhost"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    # Fast, for what is tested is not how slow the hash is.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
)
django.setup()
exec(compile(second, "views.py", "exec"), globals())
urlpatterns = [path("sign-in", sign_in), path("me", me), path("sign-out", sign_out)]
call_command("migrate", verbosity=0)

from django.contrib.auth.models import User  # after `setup`
from django.contrib.sessions.models import Session
from django.test import Client

ana = User.objects.create_user("ana", password="correct horse")
right = {"name": "ana", "password": "correct horse"}


def post(client, address, fields=None):
    return client.post(address, fields or {}, secure=True, headers={"host": "localhost"})


def ask(client):
    return client.get("/me", secure=True, headers={"host": "localhost"})


# A form without the token is refused, whatever else it says.
assert post(Client(enforce_csrf_checks=True), "/sign-in", right).status_code == 403

client = Client()
for wrong in [{}, {"name": "ana"}, {"name": "ana", "password": "x"}, {"name": ["ana", "ben"], "password": "x"}]:
    assert post(client, "/sign-in", wrong).status_code == 401, wrong
assert ask(client).status_code == 401

# A session that a guest has already, as one that was planted.
session = client.session
session["basket"] = "bread"
session.save()
planted = client.cookies["sessionid"].value
assert post(client, "/sign-in", right).status_code == 302
cookie = client.cookies["sessionid"]
assert cookie.value != planted and cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", cookie
assert ask(client).content.decode() == f"You are user {ana.pk}."
assert not Session.objects.filter(session_key=planted).exists()

# After signing out a copy of the cookie is worth nothing.
copy = cookie.value
assert post(client, "/sign-out").status_code == 302
thief = Client()
thief.cookies["sessionid"] = copy
assert ask(thief).status_code == 401
