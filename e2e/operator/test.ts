import { randomUUID } from "node:crypto";
import { NewOperator } from "@followthrough/core/contract";
import type { OperatorRole } from "@followthrough/core/domain";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test as shopTest } from "../shopper/test.ts";

/** Somebody who is signed in, in a browser of their own. */
export interface Operator {
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

/** A test of the console, against the product that the global set-up has started. */
export const test = shopTest.extend<Fixtures>({
  newOperator: async ({ browser, addresses, watch }, use) => {
    // Whoever is not signed in yet is told so by a 401, which the browser logs.
    watch.expect(/status of 401/);
    const contexts: BrowserContext[] = [];
    const { apiUrl, adminEmail, adminPassword } = addresses;
    await use(async (role, options = {}) => {
      const context = await browser.newContext({ baseURL: apiUrl, ...options });
      contexts.push(context);
      await watch.follow(context);
      const id = randomUUID().slice(0, 8);
      const name = `${{ viewer: "Vera", operator: "Olaf", admin: "Anna" }[role]} ${id}`;
      const body = { name, role, email: `${id}@hearth-and-oak.example` };
      await context.request.post("/console/api/session", {
        data: { email: adminEmail, password: adminPassword },
      });
      const added = await context.request.post("/console/api/operators", { data: body });
      const { email, password } = NewOperator.parse(await added.json());
      await context.request.delete("/console/api/session");
      await context.clearCookies();
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
