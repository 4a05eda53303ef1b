import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../checks.ts";
import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge, waitForDelivery } from "../verdict.ts";

const SWEEPERS = 10;
/** Each has a pool of its own, and Postgres takes a hundred connections. */
const WORKERS = 4;
const FULL_ROUNDS = 1_000;
const SHORT_ROUNDS = 100;
const PATIENCE_MS = 120_000;
/** A busy machine is no reason for another attempt. */
const UNHURRIED = { LEASE_TTL_MS: "20000", SEND_DEADLINE_MS: "15000" };
/** As shipped, without the parts that depend on the hour of the day. */
const POLICY = "version: prove-capped\nquietHours: off\n";

/** A person is a mailbox: whatever identities of it are due at once, it gets one mail. */
export const oneMailbox: Scenario = {
  name: "one-mailbox",
  about: `a guest and two members share a mailbox, ${SWEEPERS} sweepers and ${WORKERS} workers at once: one mail, ${FULL_ROUNDS} times`,
  short: false,
  async run({ openStage, isShort, say }) {
    const stage = await openStage({ workers: WORKERS, environment: UNHURRIED });
    const rounds = isShort ? SHORT_ROUNDS : FULL_ROUNDS;
    const names = Array.from({ length: rounds }, (_, nth) => `round-${nth}`);
    await inParallel(names, 10, (name) => putThree(stage, name));
    const policy = join(stage.folder, "capped-policy.yaml");
    await writeFile(policy, POLICY);
    const environment = { RECOVERY_POLICY: policy, SWEEP_PACE: "full" };
    await Promise.all(
      Array.from({ length: SWEEPERS }, () =>
        runCommand(["sweep", "--json"], stage.databaseUrl, environment),
      ),
    );
    await waitForDelivery(stage, PATIENCE_MS);
    const verdict = await judge(stage);
    const prompts = `${verdict.prompts} prompts for ${3 * rounds} orders`;
    say(`${prompts}: the others were deferred by the cap`);
    return { ...verdict, broken: [...verdict.broken, ...findNotOnce(stage, names)], faults: 0 };
  },
};

/** Each identity writes the address in its own way. */
async function putThree({ shop }: Stage, name: string): Promise<void> {
  await shop.putOrder(`${name}-guest`, { isGuest: true, email: `${name}@mailbox.test` });
  await shop.putOrder(`${name}-1`, { email: `${name}@MAILBOX.test` });
  await shop.putOrder(`${name}-2`, { email: `${name.toUpperCase()}@mailbox.test` });
}

function findNotOnce({ sink }: Stage, names: readonly string[]): string[] {
  const mails = Map.groupBy(
    sink.journal.entries.filter(({ accepted }) => accepted),
    ({ to }) => to.toLowerCase(),
  );
  return names.flatMap((name) => {
    const count = mails.get(`${name}@mailbox.test`)?.length ?? 0;
    return count === 1 ? [] : [`${name} got ${count} mails`];
  });
}
