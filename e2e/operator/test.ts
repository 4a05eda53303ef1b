import { randomUUID } from "node:crypto";
import type { OperatorRole } from "@followthrough/core/contract";
import { NewOperator } from "@followthrough/core/contract";
import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";
import { expect, test as shopTest } from "../shopper/test.ts";

/** Somebody who is signed in, in a browser of their own. */
interface Operator {
  readonly page: Page;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

interface Fixtures {
  /** Adds an operator of this role and signs in, in a browser that shares nothing with the others. */
  readonly newOperator: (
    role: OperatorRole,
    options?: { bypassCSP?: boolean },
  ) => Promise<Operator>;
}

interface WorkerFixtures {
  /** The admin's session, which adds operators. One for all tests: sign-ins from one address are limited. */
  readonly admin: APIRequestContext;
}

/** A test of the console, against the product that the global set-up has started. */
export const test = shopTest.extend<Fixtures, WorkerFixtures>({
  admin: [
    async ({ playwright, addresses }, use) => {
      const { apiUrl, adminEmail: email, adminPassword: password } = addresses;
      const admin = await playwright.request.newContext({ baseURL: apiUrl });
      const signedIn = await admin.post("/console/api/session", { data: { email, password } });
      expect(signedIn.status()).toBe(204);
      await use(admin);
      await admin.dispose();
    },
    { scope: "worker" },
  ],
  newOperator: async ({ browser, addresses, watch, admin }, use) => {
    // Before the sign-in the API answers 401, which the browser logs.
    watch.expect(/status of 401/);
    const contexts: BrowserContext[] = [];
    await use(async (role, options = {}) => {
      const context = await browser.newContext({ baseURL: addresses.apiUrl, ...options });
      contexts.push(context);
      await watch.follow(context);
      const id = randomUUID().slice(0, 8);
      const name = `${{ viewer: "Vera", operator: "Olaf", admin: "Anna" }[role]} ${id}`;
      const body = { name, role, email: `${id}@hearth-and-oak.example` };
      const added = await admin.post("/console/api/operators", { data: body });
      const { email, password } = NewOperator.parse(await added.json());
      const signedIn = await context.request.post("/console/api/session", {
        data: { email, password },
      });
      expect(signedIn.status()).toBe(204);
      return { page: await context.newPage(), name, email, password };
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
