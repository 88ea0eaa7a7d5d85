// app.mjs
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import express from "express";
import session from "express-session";

// A real site has its users in a database.
const hashOf = (password, salt) => ({ salt, hash: scryptSync(password, salt, 32) });
const USERS = new Map([["ana", { id: 7, ...hashOf("correct horse", randomBytes(16)) }]]);
const NOBODY = { salt: randomBytes(16), hash: randomBytes(32) }; // a wrong name takes as long as a wrong password

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ // the cookie holds a signed id; the data stay here, in memory unless `store` says where
  secret: process.env.SECRET_KEY, resave: false, saveUninitialized: false,
  // SameSite keeps out forms of other sites. Against forms of neighbouring hosts add a CSRF token.
  cookie: { sameSite: "lax", secure: "auto" },
}));

app.post("/sign-in", (req, res, next) => {
  const { name, password } = req.body ?? {};
  if (typeof name !== "string" || typeof password !== "string") { // missing, or there twice
    return res.status(400).send("One name and one password, please.");
  }
  const user = USERS.get(name) ?? NOBODY;
  if (!timingSafeEqual(hashOf(password, user.salt).hash, user.hash)) {
    return res.status(401).send("Wrong name or password.");
  }
  req.session.regenerate((error) => { // a new id, so that one planted before is worth nothing
    if (error) return next(error);
    req.session.user_id = user.id;
    res.redirect(303, "/me");
  });
});
app.get("/me", (req, res) => {
  const id = req.session.user_id;
  return id ? res.send(`You are user ${id}.`) : res.status(401).send("Please sign in.");
});
app.post("/sign-out", (req, res, next) => // ends the session here, so a copy of the cookie is worth nothing
  req.session.destroy((error) => (error ? next(error) : res.redirect(303, "/me"))));
app.listen(process.env.PORT ?? 3000);
