import { SuppressionPage } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type ConsoleClient, signInAs } from "../support/console.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
let ada: ConsoleClient;
beforeAll(async () => {
  shop = await startTestApp();
  ada = await signInAs(shop, "admin", "Ada Admin");
});
afterAll(() => shop.close());

const guest = (email: string) => ({ memberId: null, email });
const add = (address: string, reason: string) =>
  shop.api.post("/suppressions", { address, reason });

async function listed(query: string) {
  return SuppressionPage.parse((await shop.api.get(`/suppressions?${query}`)).body).items;
}

/** A member whose mailbox is stopped for this reason, and who is erased then. @returns their address */
async function eraseStopped(memberId: string, reason: string): Promise<string> {
  const address = `${memberId}@gone.example`;
  await shop.api.putMember(memberId, { email: address });
  await add(address, reason);
  const erasure = { confirm: memberId, reason: "Asked" };
  expect((await ada.send("POST", `/members/${memberId}/erase`, erasure)).status).toBe(200);
  return address;
}

describe("what stops mail to a mailbox", () => {
  test.each(["complained", "bounced", "unsubscribed"])(
    "holds after its member was erased, and keeps no address: %s",
    async (reason) => {
      const address = await eraseStopped(`kim-${reason}`, reason);
      const rows = await shop.sql("select s::text as row from address_suppressions s");
      expect(JSON.stringify(rows)).not.toContain(`kim-${reason}`);
      expect(JSON.stringify(await listed("limit=100"))).not.toContain("erased:");

      await putPrompted(shop, `guest-${reason}`, guest(address.toUpperCase()));
      await shop.api.putMember(`back-${reason}`, { email: address });
      await putPrompted(shop, `back-${reason}`, { memberId: `back-${reason}` });

      expect(await promptsOf(shop, `guest-${reason}`)).toEqual([]);
      expect(await promptsOf(shop, `back-${reason}`)).toEqual([]);
      expect((await ada.get(`/members/back-${reason}`)).body).toMatchObject({
        shopper: { suppression: reason },
      });
    },
  );

  test("can be looked up and lifted by who knows the address", async () => {
    const address = await eraseStopped("lee", "complained");
    expect(await listed(`address=${address}`)).toMatchObject([
      { address, reasons: ["complained"] },
    ]);
    const lifting = { address, reason: "Asked for mail again" };
    const lifted = await shop.api.post("/suppressions/lift", lifting);
    expect(lifted.body).toMatchObject({ lifted: ["complained"], remaining: [] });
    await putPrompted(shop, "lee-again", guest(address));
    expect(await promptsOf(shop, "lee-again")).toHaveLength(1);
  });

  test("is one with what stops it again, also if that is erased, too", async () => {
    const address = await eraseStopped("noa", "complained");
    await add(address, "bounced");
    expect(await listed(`address=${address}`)).toMatchObject([
      { reasons: ["complained", "bounced"] },
    ]);
    await shop.api.putMember("noa-2", { email: address });
    await ada.send("POST", "/members/noa-2/erase", { confirm: "noa-2", reason: "Asked" });
    expect(await listed(`address=${address}`)).toMatchObject([
      { reasons: ["complained", "bounced"] },
    ]);
  });
});
