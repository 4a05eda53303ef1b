import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const SECRET = Buffer.from("prove-secret-of-a-backend-0123456789");

/** The environment that makes a stage's processes accept this provider's webhooks. */
export const PROVIDER_ENVIRONMENT = {
  STANDARD_WEBHOOK_SECRETS: `whsec_${SECRET.toString("base64")}`,
};

/** A webhook that the API has answered with 200. */
interface AcceptedWebhook {
  readonly id: string;
  readonly orderId: string;
}

/** A provider that repeats each webhook until it is answered with 200, as they all do. */
export interface Provider {
  readonly accepted: readonly AcceptedWebhook[];
  /** Answers other than 200, by status; 0 for none at all. */
  readonly refusals: ReadonlyMap<number, number>;
  /** Reports that a stage is completed. */
  report(orderId: string, stage: string): Promise<void>;
  /** The same once, whatever comes of it. @returns the status; 0 for no answer */
  reportOnce(orderId: string, stage: string): Promise<number>;
}

const PATIENCE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** @param baseUrl the API's, without a path */
export function openProvider(baseUrl: string): Provider {
  const accepted: AcceptedWebhook[] = [];
  const refusals = new Map<number, number>();

  async function reportOnce(orderId: string, stage: string): Promise<number> {
    const id = `msg-${orderId}-${stage}`;
    const timestamp = new Date(Date.now()).toISOString();
    const data = { orderId, stage, status: "completed", note: id };
    const status = await post(`${baseUrl}/api/v1/webhooks/standard`, id, {
      type: "stage.reported",
      timestamp,
      data,
    });
    if (status === 200) accepted.push({ id, orderId });
    else refusals.set(status, (refusals.get(status) ?? 0) + 1);
    return status;
  }

  return {
    accepted,
    refusals,
    reportOnce,
    async report(orderId, stage) {
      const deadline = performance.now() + PATIENCE_MS;
      while ((await reportOnce(orderId, stage)) !== 200) {
        if (performance.now() > deadline) throw new Error(`${orderId} ${stage} was never accepted`);
        await pause(50);
      }
    },
  };
}

async function post(url: string, id: string, message: object): Promise<number> {
  const body = JSON.stringify(message);
  const seconds = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", SECRET).update(`${id}.${seconds}.${body}`).digest("base64");
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": `v1,${mac}`,
      },
      body,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
