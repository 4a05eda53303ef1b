import { SHOPPER_WORDS, speak, type UnsubscribeWords } from "@followthrough/core/words";
import { type Html, html, page } from "../../platform/http/html-page.ts";
import type { Subscription, UnsubscribeChoice } from "../unsubscribe.ts";

/** The field of the page's form. */
const CHOICE = "choice";

/** The page that shows how a recipient's mail stands, with what they can choose. */
export function subscriptionPage(
  shopName: string,
  { locale, stopped, orders }: Subscription,
  chosen: UnsubscribeChoice | null,
): string {
  const { say, show } = speakTo(locale, shopName);
  if (stopped === "complained") {
    return show("stoppedTitle", [html`<p>${say("complained")}</p>`]);
  }
  if (stopped !== null) {
    return show("stoppedTitle", [
      html`<p>${say("stopped")}</p>`,
      form([button({ kind: "undo_all" }, say("undoAll"), "plain")]),
    ]);
  }
  const orderLines = orders.flatMap(({ orderNumber, isStopped }) =>
    isStopped ? [html`<p>${say("stoppedOrder", orderNumber)}</p>`] : [],
  );
  const orderButtons = orders.map(({ orderId, orderNumber, isStopped }) =>
    isStopped
      ? button({ kind: "undo_order", orderId }, say("undoOrder", orderNumber), "plain")
      : button({ kind: "order", orderId }, say("stopOrder", orderNumber), "plain"),
  );
  const title = titleOf(chosen, orders);
  return show(title, [
    ...orderLines,
    ...(title === "title" ? [html`<p>${say("about")}</p>`] : []),
    form([button({ kind: "all" }, say("stopAll"), "main"), ...orderButtons]),
  ]);
}

/** The page of a link that is forged or too old. @param locale the reader's, as their browser says */
export function expiredPage(shopName: string, locale: string | null): string {
  const { say, show } = speakTo(locale, shopName);
  return show("expiredTitle", [html`<p>${say("expired")}</p>`]);
}

/** Reads the form. What mail programs send, and a body that can't be read, stop all mail: nobody posts for nothing. */
export function readChoice(body: string): UnsubscribeChoice {
  const [kind, ...rest] = (new URLSearchParams(body).get(CHOICE) ?? "").split(":");
  const orderId = rest.join(":");
  switch (kind) {
    case "undo_all":
      return { kind };
    case "order":
    case "undo_order":
      return { kind, orderId };
    default:
      return { kind: "all" };
  }
}

function titleOf(
  chosen: UnsubscribeChoice | null,
  orders: Subscription["orders"],
): keyof UnsubscribeWords {
  switch (chosen?.kind) {
    case "undo_all":
      return "resumedTitle";
    case "order":
      return orders.some(({ orderId, isStopped }) => isStopped && orderId === chosen.orderId)
        ? "stoppedOrderTitle"
        : "title";
    default:
      return "title";
  }
}

function speakTo(locale: string | null, shopName: string) {
  const { language, tag } = speak(locale);
  const { unsubscribe: words, mail } = SHOPPER_WORDS[language];
  const say = (word: keyof UnsubscribeWords, order = "") =>
    fill(words[word], { shop: shopName, order });
  return {
    say,
    show: (title: keyof UnsubscribeWords, body: readonly Html[]) =>
      page(
        words[title],
        html`<p class="quiet">${isolated(shopName)}</p><h1>${say(title)}</h1>${body}`,
        {
          lang: tag,
          dir: mail.dir,
        },
      ),
  };
}

/** Fills the gaps. The shop's own texts keep their direction of reading. */
function fill(text: string, values: Readonly<Record<string, string>>): Html {
  const parts = text.split(/\{(\w+)\}/);
  return html`${parts.map((part, nth) => (nth % 2 === 0 ? html`${part}` : isolated(values[part] ?? "")))}`;
}

function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

function form(buttons: readonly Html[]): Html {
  return html`<form method="post" class="choices">${buttons}</form>`;
}

function button(choice: UnsubscribeChoice, label: Html, look: "main" | "plain"): Html {
  const value = "orderId" in choice ? `${choice.kind}:${choice.orderId}` : choice.kind;
  return html`<button name="${CHOICE}" value="${value}" class="${look}">${label}</button>`;
}
