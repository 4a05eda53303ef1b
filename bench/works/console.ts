import { setTimeout } from "node:timers/promises";
import { QueuePage } from "@followthrough/core/contract";
import { chromium } from "@playwright/test";
import { CHROMIUM } from "../../e2e/browser.ts";
import { createFilledDatabase, ORDER_ID, orderId } from "../database/fill.ts";
import { settleDatabase, withClient } from "../database/query.ts";
import { signIn } from "../product/operator.ts";
import { startApi } from "../product/under-load.ts";
import { eachRound, requireBalance, type Work } from "../work.ts";

const FIRST = "the first page";
const DEEP = "a page behind nine tenths";
const ESCALATED = "a page of escalations behind nine tenths";
const RARE = "a page by a rare filter";
const SEARCH = "a search by number";
const ROWS_SHOWN = "until rows are there";

const PAGE = 50;
const READS = 40;
const FIRST_DUE = Date.parse("2026-01-01T00:00:00Z");
const BROWSER_STARTS_MS = 2_000;
const ESCALATED_EACH = 10;
const RARE_EACH = 1_000;

/** An operator's work list after the worst night. */
export const operatorsConsole: Work = {
  name: "console",
  about: "the operators' work list over very many overdue orders, page by page and in a browser",
  limit: "deep pages >= 0.8x of the first; rows on the screen < 1.5 s",
  isInSmoke: true,
  rows: ({ overdue }) => {
    const all = overdue.toLocaleString("en");
    return [
      {
        what: `${PAGE} rows of ${all} overdue`,
        ours: DEEP,
        peer: FIRST,
        limit: { kind: "ratio", atLeast: 0.8 },
      },
      {
        what: `${PAGE} rows of ${(overdue / ESCALATED_EACH).toLocaleString("en")} escalations`,
        ours: ESCALATED,
        peer: FIRST,
        limit: { kind: "ratio", atLeast: 0.8 },
      },
      {
        what: `${PAGE} rows that one order in ${RARE_EACH.toLocaleString("en")} is`,
        ours: RARE,
        peer: FIRST,
      },
      { what: `one order of ${all}`, ours: SEARCH, peer: FIRST },
      {
        what: "the console's first page in a browser that has nothing of it",
        ours: ROWS_SHOWN,
        limit: { kind: "figure", atMost: 1.5 },
      },
    ];
  },
  async run(context) {
    const { cluster, sizes, record } = context;
    const { overdue } = sizes;
    const url = await createFilledDatabase(context, {
      orders: overdue,
      dueAt: "timestamptz '2026-01-01Z' + n * interval '1 ms'",
    });
    await escalateSome(url, overdue);
    const api = await startApi(context, url);
    const origin = `http://127.0.0.1:${api.port}`;
    const cookie = await signIn(context, url, origin);
    const place = Math.floor(overdue * 0.9) + 1;
    const behind = {
      overdue: { kind: "overdue", time: FIRST_DUE + place, id: orderId(place) },
      escalation: { kind: "escalation", ...(await escalatedAt(url, place)) },
    };
    const after = (kind: keyof typeof behind) =>
      `kind=${kind}&after=${Buffer.from(JSON.stringify(behind[kind])).toString("base64url")}`;
    const pages = [
      [FIRST, "kind=overdue", PAGE],
      [DEEP, after("overdue"), PAGE],
      [ESCALATED, after("escalation"), PAGE],
      [RARE, "kind=overdue&waitingOn=provider", PAGE],
      [SEARCH, `kind=overdue&text=${place}`, 1],
    ] as const;
    await eachRound(context, async () => {
      for (const [series, query, least] of pages) {
        const rows = Math.min(least, Math.floor(overdue / RARE_EACH));
        record(series, "pages/s", await readPages(origin, cookie, query, rows));
      }
      record(ROWS_SHOWN, "s", await openConsole(origin, cookie));
    });
    await api.stop();
    await cluster.dropDatabase(url);
  },
};

/** Some orders are with operators, and some wait on a provider. */
async function escalateSome(url: string, orders: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query(
      `insert into escalations (order_id, reason, opened_version, opened_at)
      select ${ORDER_ID}, 'cadence_exhausted', 1, timestamptz '2026-01-01Z' + n * interval '1 ms'
      from generate_series($2::integer, $1::integer, $2::integer) n`,
      [orders, ESCALATED_EACH],
    );
    await client.query(
      `update orchestrations o set waiting_on = 'provider'
      from generate_series(1, $1::integer, $2::integer) n where o.order_id = ${ORDER_ID}`,
      [orders, RARE_EACH],
    );
  });
  await settleDatabase(url);
}

async function escalatedAt(url: string, place: number): Promise<{ time: number; id: string }> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ time: string; id: string }>(
      `select escalation_id as id, extract(epoch from opened_at) * 1000 as time from escalations
      where opened_at >= timestamptz '2026-01-01Z' + $1 * interval '1 ms'
      order by opened_at, escalation_id limit 1`,
      [place - (place % ESCALATED_EACH)],
    );
    if (rows[0] === undefined) throw new Error("There are escalations");
    return { time: Number(rows[0].time), id: rows[0].id };
  });
}

/** @returns how many a second, one after the other */
async function readPages(
  origin: string,
  cookie: string,
  query: string,
  least: number,
): Promise<number> {
  const url = `${origin}/console/api/queue?limit=${PAGE}&${query}`;
  const read = async () => {
    const response = await fetch(url, { headers: { cookie } });
    return QueuePage.parse(await response.json()).items.length;
  };
  const rows = await read();
  requireBalance(`${rows} of ${least} rows by ${query}`, rows >= least);
  const startedAt = performance.now();
  for (let done = 0; done < READS; done += 1) await read();
  return (READS * 1_000) / (performance.now() - startedAt);
}

/** @returns seconds from opening the page until the rows of the work list can be worked on */
async function openConsole(origin: string, cookie: string): Promise<number> {
  const browser = await chromium.launch(CHROMIUM);
  const context = await browser.newContext();
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, domain: "127.0.0.1", path: "/", secure: true }]);
  const page = await context.newPage();
  // Its own start is the browser's, not the page's.
  await setTimeout(BROWSER_STARTS_MS);
  const startedAt = performance.now();
  await page.goto(`${origin}/console/`);
  // By attribute: to find roles and names the page itself would be made to work.
  await page.locator('tbody input[type="checkbox"]').first().waitFor();
  const seconds = (performance.now() - startedAt) / 1_000;
  await browser.close();
  return seconds;
}
