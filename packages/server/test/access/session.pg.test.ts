import { afterAll, expect, test } from "vitest";
import { SESSION_COOKIE } from "../../src/access/cookie.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp } from "../support/app.ts";
import { createConsoleClient, signIn, signInAs } from "../support/console.ts";

const shop = await startTestApp();
afterAll(() => shop.close());

test("an operator who was added signs in and has a name and a role", async () => {
  const bo = await signInAs(shop, "operator", "Bo Lind");
  const answer = await bo.get("/session");
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ name: "Bo Lind", role: "operator", email: bo.email });
});

test("the cookie is __Host-, Secure, HttpOnly and SameSite=Strict", async () => {
  const bo = await signInAs(shop, "viewer");
  const answer = await shop.app.inject({
    method: "POST",
    url: "/console/api/session",
    payload: { email: bo.email, password: bo.password },
  });
  const cookie = answer.cookies.find(({ name }) => name === SESSION_COOKIE);
  expect(SESSION_COOKIE).toMatch(/^__Host-/);
  expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: "Strict", path: "/" });
  expect(cookie?.domain).toBeUndefined();
});

test("a wrong password and an unknown address are refused in the same way", async () => {
  const bo = await signInAs(shop, "viewer");
  for (const email of [bo.email, "nobody@shop.example"]) {
    const answer = await bo.send("POST", "/session", { email, password: "not the password" });
    expect(codeOf(answer)).toBe("credentials_invalid");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  }
});

test("a revoked session has ended by the next request", async () => {
  const bo = await signInAs(shop, "operator");
  const second = createConsoleClient(shop, {
    ...bo,
    cookie: await signIn(shop, bo.email, bo.password),
  });
  const sessions = await bo.get("/sessions");
  expect(sessions.body).toMatchObject({ items: [{ isCurrent: false }, { isCurrent: true }] });
  const other = (
    sessions.body as { items: { sessionId: string; isCurrent: boolean }[] }
  ).items.find(({ isCurrent }) => !isCurrent);
  expect((await second.get("/session")).status).toBe(200);
  expect((await bo.send("DELETE", `/sessions/${other?.sessionId}`)).status).toBe(204);
  expect(codeOf(await second.get("/session"))).toBe("session_missing");
  expect((await bo.get("/session")).status).toBe(200);
});

test("an operator can end only their own sessions, an admin everybody's", async () => {
  const [bo, eve, ada] = [
    await signInAs(shop, "operator"),
    await signInAs(shop, "operator"),
    await signInAs(shop, "admin"),
  ];
  const [{ id }] = (await shop.sql("select id from operator_sessions where operator_id = $1", [
    bo.operatorId,
  ])) as [{ id: string }];
  expect(codeOf(await eve.send("DELETE", `/sessions/${id}`))).toBe("session_unknown");
  expect((await bo.get("/session")).status).toBe(200);
  expect((await ada.send("DELETE", `/sessions/${id}`)).status).toBe(204);
  expect(codeOf(await bo.get("/session"))).toBe("session_missing");
});

test("signing out ends the session, not only the cookie", async () => {
  const bo = await signInAs(shop, "viewer");
  expect((await bo.send("DELETE", "/session")).status).toBe(204);
  expect(codeOf(await bo.get("/session"))).toBe("session_missing");
});

test("a disabled operator is signed out at once and can't sign in again", async () => {
  const ada = await signInAs(shop, "admin");
  const bo = await signInAs(shop, "operator");
  const put = await ada.send("PUT", `/operators/${bo.operatorId}`, {
    role: "operator",
    isDisabled: true,
  });
  expect(put.body).toMatchObject({ isDisabled: true, sessions: 0 });
  expect(codeOf(await bo.get("/session"))).toBe("session_missing");
  const again = await bo.send("POST", "/session", { email: bo.email, password: bo.password });
  expect(codeOf(again)).toBe("credentials_invalid");
});

test("the last admin stays admin", async () => {
  await shop.sql("update operators set role = 'operator'");
  const ada = await signInAs(shop, "admin");
  for (const change of [
    { role: "operator", isDisabled: false },
    { role: "admin", isDisabled: true },
  ]) {
    expect(codeOf(await ada.send("PUT", `/operators/${ada.operatorId}`, change))).toBe(
      "admin_needed",
    );
  }
  expect((await ada.get("/session")).body).toMatchObject({ role: "admin" });
});

test("a new password needs the old one, and ends all other sessions", async () => {
  const bo = await signInAs(shop, "operator");
  const other = createConsoleClient(shop, {
    ...bo,
    cookie: await signIn(shop, bo.email, bo.password),
  });
  const next = "correct horse battery";
  const wrong = await bo.send("POST", "/password", { current: "something else", next });
  expect(codeOf(wrong)).toBe("credentials_invalid");
  const right = await bo.send("POST", "/password", { current: bo.password, next });
  expect(right.status).toBe(204);
  expect((await bo.get("/session")).status).toBe(200);
  expect(codeOf(await other.get("/session"))).toBe("session_missing");
  expect(await signIn(shop, bo.email, next)).toContain(SESSION_COOKIE);
});

test("after ten guesses every API refuses more, even with the right password", async () => {
  const bo = await signInAs(shop, "viewer");
  await shop.sql("delete from operator_attempts");
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await bo.send("POST", "/session", {
      email: bo.email,
      password: `guess ${tries}`,
    });
    expect(codeOf(answer)).toBe("credentials_invalid");
  }
  const right = { email: bo.email.toUpperCase(), password: bo.password };
  expect(codeOf(await bo.send("POST", "/session", right))).toBe("rate_limited");
  await shop.sql("update operator_attempts set window_ends_at = now()");
  expect((await bo.send("POST", "/session", right)).status).toBe(204);
});

test("a change requested by another site's page is refused, whatever cookie it has", async () => {
  const bo = await signInAs(shop, "operator");
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-origin", origin: "https://evil.example" },
    { "sec-fetch-site": "same-origin", origin: "null" },
  ]) {
    expect(codeOf(await bo.send("DELETE", "/session", undefined, headers))).toBe("origin_refused");
  }
  expect((await bo.get("/session")).status).toBe(200);
});

test("a form, which needs no script, is not accepted as JSON", async () => {
  const bo = await signInAs(shop, "operator");
  const answer = await bo.send("POST", "/password", { a: 1 }, { "content-type": "text/plain" });
  expect(codeOf(answer)).toBe("unsupported_media_type");
});
