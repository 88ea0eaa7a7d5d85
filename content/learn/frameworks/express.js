// app.mjs
import argon2 from "argon2";
import Database from "better-sqlite3";
import express from "express";
import session from "express-session";

const db = new Database(process.env.DATABASE);
const findUser = db.prepare("SELECT id, password_hash FROM users WHERE name = ?");
const nobody = await argon2.hash("nobody"); // a wrong name takes as long as a wrong password

const app = express();
app.use(express.urlencoded());
app.use(session({ // the cookie holds a signed id; the data stay here, in memory unless `store` says where
  secret: process.env.SECRET_KEY, resave: false, saveUninitialized: false,
  cookie: { sameSite: "lax", secure: "auto" },
}));

app.post("/sign-in", async (req, res, next) => {
  const { name = "", password = "" } = req.body ?? {};
  const user = findUser.get(name);
  const right = await argon2.verify(user?.password_hash ?? nobody, password);
  if (!user || !right) return res.status(401).send("Wrong name or password.");
  req.session.regenerate((error) => { // a new id, so that one planted before is worth nothing
    if (error) return next(error);
    req.session.user_id = user.id;
    res.redirect(303, "/me");
  });
});
app.get("/me", (req, res) => {
  const id = req.session.user_id;
  return id ? res.send(`You are user ${id}.`) : res.status(401).send("Please sign in first.");
});
app.post("/sign-out", (req, res, next) => // ends the session here, so a copy of the cookie is worth nothing
  req.session.destroy((error) => (error ? next(error) : res.redirect(303, "/"))));
app.listen(3000);
