import { ORCHESTRATION_STATUSES, STAGES } from "@followthrough/core/domain";
import type { Added } from "./fill/fill-shop.ts";
import type { ShopPlan } from "./plan/shop-plan.ts";
import type { ShopReading } from "./read-shop.ts";

/** The closing words of a run: what it added, where the orders stand now, and where to look. */
export function renderSummary(
  apiUrl: string,
  plan: ShopPlan,
  added: Added,
  reading: ShopReading,
): string {
  return [
    renderAdded(plan, added),
    "",
    ...renderStandings(reading),
    "",
    ...renderEscalations(reading),
    "",
    ...renderAddresses(apiUrl, plan, reading),
  ].join("\n");
}

function renderAdded({ seed, members, orders }: ShopPlan, added: Added): string {
  const whole = `${members.length} members and ${orders.length} orders`;
  if (added.members + added.orders + added.reports === 0) {
    return `Nothing to add: the ${whole} of seed ${seed} are there already.`;
  }
  return (
    `Seed ${seed}: ${whole}. ` +
    `New are ${added.members} members, ${added.orders} orders and ${added.reports} reports about them.`
  );
}

/** How many orders stand where, with a column for each status that occurs. */
function renderStandings({ orders }: ShopReading): string[] {
  const statuses = ORCHESTRATION_STATUSES.filter((status) =>
    orders.some((order) => order.status === status),
  );
  const rows = [...STAGES, "completed" as const].map((stage) => [
    stage,
    ...statuses.map((status) => {
      const count = orders.filter(
        (order) => order.currentStage === stage && order.status === status,
      ).length;
      return count === 0 ? "-" : String(count);
    }),
  ]);
  return renderTable([["orders", ...statuses], ...rows]);
}

function renderEscalations({ openEscalations }: ShopReading): string[] {
  const byReason = Map.groupBy(openEscalations, ({ reason }) => reason);
  const rows = [...byReason].map(([reason, those]) => [reason, String(those.length)]);
  rows.sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
  return renderTable([["escalations", "open"], ...rows]);
}

function renderAddresses(apiUrl: string, plan: ShopPlan, reading: ShopReading): string[] {
  const [escalated] = reading.openEscalations;
  const prompted = plan.orders.find(({ situation }) => situation === "prompted with points");
  const orderAt = (orderId: string) => `${apiUrl}/console/orders/${orderId}`;
  return [
    ["Queue", `${apiUrl}/console/`],
    ["An order in trouble", escalated && orderAt(escalated.orderId)],
    ["A prompted order", prompted && orderAt(prompted.orderId)],
    ["Mailbox", `${apiUrl}/mailbox (in development, without a mail server)`],
  ].flatMap(([label = "", address]) =>
    address === undefined ? [] : [`  ${label.padEnd(20)}${address}`],
  );
}

/** The first column to the left, numbers to the right. */
function renderTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) => {
    const cells = row.map((cell, at) => {
      const width = widths[at] ?? 0;
      return at === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${cells.join("  ")}`;
  });
}
