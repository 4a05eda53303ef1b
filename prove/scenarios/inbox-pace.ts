import { setTimeout as pause } from "node:timers/promises";
import { quantile, startOpenLoop } from "../open-loop.ts";
import { openProvider, PROVIDER_ENVIRONMENT } from "../provider.ts";
import type { Scenario } from "../scenario.ts";
import { judge } from "../verdict.ts";

const PER_SECOND = 200;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 20_000;
/** The promise: 99 of 100 webhooks are answered within this time. */
const P99_MS = 100;

/** Webhooks that arrive at a steady pace while they are processed. */
export const inboxPace: Scenario = {
  name: "inbox-pace",
  about: `${PER_SECOND} webhooks a second, processed as they arrive: the p99 of their answers stays under ${P99_MS} ms`,
  short: false,
  async run({ openStage, say }) {
    const stage = await openStage({ workers: 1, environment: PROVIDER_ENVIRONMENT });
    const provider = openProvider(stage.apiUrl);
    const loop = startOpenLoop(PER_SECOND, async (nth) => {
      const status = await provider.reportOnce(`pace-${nth}`, "payment");
      if (status !== 200) throw new Error(`answered ${status}`);
    });
    await pause(WARM_UP_MS);
    loop.measure("webhooks");
    await pause(MEASURED_MS);
    await loop.stop();
    const sorted = loop.latencies("webhooks");
    const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
    const { rows } = await stage.database.query<{ processed: number; kept: number }>(
      `select count(*) filter (where state <> 'received')::integer as processed,
        count(*)::integer as kept from webhook_inbox`,
    );
    say(`p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${sorted.length}`);
    say(`${rows[0]?.processed} of ${rows[0]?.kept} processed by then`);
    const verdict = await judge(stage);
    const late = p99 < P99_MS ? [] : [`p99 is ${p99.toFixed(1)} ms, not under ${P99_MS} ms`];
    return { ...verdict, broken: [...verdict.broken, ...late], faults: 0 };
  },
};
