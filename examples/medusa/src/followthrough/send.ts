import { Webhook } from "standardwebhooks";
import type { Message } from "./messages";

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Signs a message and posts it to Followthrough. Once more with the same id does no harm, so it is tried again; a
 * message that can't be delivered throws, and an event bus that retries brings it again.
 */
export async function send({ id, body }: Message): Promise<void> {
  const payload = JSON.stringify(body);
  for (let attempt = 1; ; attempt += 1) {
    const failure = await post(id, payload);
    if (failure === null) return;
    if (attempt === ATTEMPTS) throw new Error(`Followthrough did not take ${id}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/** Sends messages one after another. */
export async function sendAll(messages: readonly Message[]): Promise<void> {
  for (const message of messages) await send(message);
}

/** @returns why it was not taken, or `null` */
async function post(id: string, payload: string): Promise<string | null> {
  const now = new Date();
  try {
    const response = await fetch(`${setting("FOLLOWTHROUGH_URL")}/api/v1/webhooks/standard`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(setting("FOLLOWTHROUGH_SECRET")).sign(id, now, payload),
      },
      body: payload,
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok ? null : `${response.status} ${await response.text()}`;
  } catch (error) {
    return String(error);
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}
