"""Signs in to the Flask example that a chapter shows, as a browser would.

Prints, as JSON, the value of the cookie that it set and the secret that signed it.
"""

import importlib.util
import json
from pathlib import Path

example = Path(__file__).parents[2] / "content/learn/frameworks/flask.py"
# Loaded under a name of its own: the file is called as Flask's package is.
spec = importlib.util.spec_from_file_location("flask_example", example)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

client = module.app.test_client()
site = "https://localhost"
wrong = client.post("/sign-in", base_url=site, data={"name": "ana", "password": "battery staple"})
assert wrong.status_code == 401 and "Set-Cookie" not in wrong.headers, wrong.headers
unknown = client.post("/sign-in", base_url=site, data={"name": "ben", "password": "correct horse"})
assert unknown.status_code == 401, unknown.status
signed_in = client.post("/sign-in", base_url=site, data={"name": "ana", "password": "correct horse"})
assert signed_in.status_code == 302, signed_in.status
value = signed_in.headers["Set-Cookie"].split(";")[0].removeprefix("session=")

me = client.get("/me", base_url=site)
assert me.text == "You are user 7.", me.text
client.post("/sign-out", base_url=site)
assert client.get("/me", base_url=site).status_code == 401
# What the example and the chapter say of it: a copy of the cookie goes on working.
thief = module.app.test_client(use_cookies=False)
assert thief.get("/me", base_url=site, headers={"Cookie": f"session={value}"}).text == "You are user 7."

print(json.dumps({"value": value, "secret": module.app.secret_key}))
