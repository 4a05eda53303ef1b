import { afterAll, expect, test } from "vitest";
import { SESSION_COOKIE } from "../../src/access/cookie.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { createConsoleClient, signInAs } from "../support/console.ts";
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.ts";

const honest = await startOpenIdProvider();
const forging = await startOpenIdProvider(true);
const shop = await startTestApp(PLAIN_POLICY, undefined, { openId: settingsOf(honest) });
const fooled = await startTestApp(PLAIN_POLICY, undefined, { openId: settingsOf(forging) });
afterAll(async () => {
  await Promise.all([shop.close(), fooled.close()]);
  await Promise.all([honest.close(), forging.close()]);
});

function settingsOf({ issuer, clientId }: OpenIdProvider) {
  return { issuer, clientId, clientSecret: "a secret of these tests", name: "Test ID" };
}

/** Goes to the provider and back as a browser does. @returns the session's cookie, or `null` */
async function walk(app: TestApp, provider: OpenIdProvider, email: string): Promise<string | null> {
  const begun = await app.app.inject({ method: "GET", url: "/console/api/session/openid" });
  const to = new URL(String(begun.headers.location));
  expect(to.origin + to.pathname).toBe(`${provider.issuer}/authorize`);
  expect(to.searchParams.get("code_challenge_method")).toBe("S256");
  provider.vouchFor(email, to.searchParams.get("nonce") ?? "");
  const query = new URLSearchParams({ code: "code", state: to.searchParams.get("state") ?? "" });
  const ended = await app.app.inject({
    method: "GET",
    url: `/console/api/auth/callback/openid?${query}`,
    headers: {
      cookie: begun.cookies
        .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
        .join("; "),
    },
  });
  const cookie = ended.cookies.find(({ name, value }) => name === SESSION_COOKIE && value !== "");
  if (cookie === undefined) expect(ended.headers.location).toBe("/console/sign-in?error=openid");
  return cookie === undefined ? null : `${SESSION_COOKIE}=${encodeURIComponent(cookie.value)}`;
}

test("an operator who was added signs in at the provider, with the role that they have here", async () => {
  const bo = await signInAs(shop, "operator", "Bo Lind");
  const cookie = await walk(shop, honest, bo.email);
  const there = createConsoleClient(shop, { ...bo, cookie: cookie ?? "" });
  expect((await there.get("/session")).body).toMatchObject({ name: "Bo Lind", role: "operator" });
});

test("anyone who was not added can't sign in, and no account is created", async () => {
  expect(await walk(shop, honest, "stranger@shop.example")).toBeNull();
  expect(await shop.sql("select 1 from operators where email = 'stranger@shop.example'")).toEqual(
    [],
  );
});

test("an identity that another key has signed is refused", async () => {
  const bo = await signInAs(fooled, "operator");
  expect(await walk(fooled, forging, bo.email)).toBeNull();
});

test("the ways to sign in are shown to anyone who is not signed in", async () => {
  const answer = await shop.app.inject({ method: "GET", url: "/console/api/session/options" });
  expect(answer.json()).toEqual({ openId: "Test ID" });
});
