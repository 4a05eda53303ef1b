import type { Telling } from "../../src/usecases/tell-operators.ts";
import type { AlertOptions } from "../../src/worker/alert-queue.ts";
import type { TestApp } from "./app.ts";

/** What telling runs with; mail goes where the app's own goes unless `changes` says otherwise. */
export function tellingOf(shop: TestApp, changes: Partial<Telling> = {}): Telling {
  return {
    transport: shop.delivery().transport,
    webhook: undefined,
    mailFrom: "Hearth & Oak <orders@shop.example>",
    mailDomain: "shop.example",
    publicApiUrl: "https://api.shop.example",
    ...changes,
  };
}

/** What an alert queue runs with; nobody is told unless `changes` says otherwise. */
export function alertOptions(shop: TestApp, changes: Partial<AlertOptions> = {}): AlertOptions {
  return {
    context: shop.context,
    settings: { emails: [], webhook: undefined },
    telling: tellingOf(shop),
    onAlertsWaiting: () => {},
    ...changes,
  };
}

/** The alerts that were kept, as rows, in the order of their recipients. */
export function alertsOf({ sql }: TestApp, subject: string) {
  return sql(
    "select channel, recipient, state, attempts from operator_alerts where subject = $1 order by 1, 2",
    [subject],
  );
}
