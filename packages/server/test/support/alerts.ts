import type { AlertOptions } from "../../src/alerts/alert-queue.ts";
import type { AlertWays } from "../../src/alerts/send-alert.ts";
import type { TestApp } from "./app.ts";

/** What sending alerts needs. Mail uses the app's own transport unless `changes` says otherwise. */
export function tellingOf(shop: TestApp, changes: Partial<AlertWays> = {}): AlertWays {
  return {
    transport: shop.delivery().transport,
    webhook: undefined,
    mailFrom: "Hearth & Oak <orders@shop.example>",
    mailDomain: "shop.example",
    publicApiUrl: "https://api.shop.example",
    ...changes,
  };
}

/** What an alert queue needs. It has no recipients unless `changes` names some. */
export function alertOptions(shop: TestApp, changes: Partial<AlertOptions> = {}): AlertOptions {
  return {
    context: shop.context,
    settings: { emails: [], webhook: undefined, digestEveryMs: 0, remindAfterMs: null },
    telling: tellingOf(shop),
    onAlertsWaiting: () => {},
    ...changes,
  };
}

/** The stored alerts about an order or with this subject as rows, sorted by recipient. */
export function alertsOf({ sql }: TestApp, orderOrSubject: string) {
  return sql(
    `select channel, recipient, state, attempts from operator_alerts
    where subject = $1 or subject in (
      select 'digest:' || i.digest_id from alert_digest_items i join escalations e using (escalation_id)
      where e.order_id = $1
    ) order by 1, 2`,
    [orderOrSubject],
  );
}
