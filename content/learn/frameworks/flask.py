from flask import Flask, redirect, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
# Signs the cookie. A real site reads it from its settings and keeps it out of its source.
app.secret_key = "a secret that only the server knows"
# SameSite=Lax keeps out forms of other sites. Against forms of neighbouring hosts add a CSRF token (Flask-WTF has one).
app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")

USERS = {"ana": (7, generate_password_hash("correct horse"))}
NOBODY = (None, generate_password_hash(""))  # so that a wrong name takes as long as a wrong password


@app.post("/sign-in")
def sign_in():
    user_id, password_hash = USERS.get(request.form["name"], NOBODY)
    if not check_password_hash(password_hash, request.form["password"]) or user_id is None:
        return "Wrong name or password.", 401
    session.clear()
    session["user_id"] = user_id  # the whole session travels in the cookie
    return redirect(url_for("me"))


@app.get("/me")
def me():
    if "user_id" not in session:
        return "Please sign in.", 401
    return f"You are user {session['user_id']}."


@app.post("/sign-out")
def sign_out():
    session.clear()  # asks this browser to drop its cookie; a copy of the cookie goes on working
    return redirect(url_for("me"))
