import { verify, X509Certificate } from "node:crypto";
import { isTimely, type Verifier } from "../connector.ts";
import { eventIdOrNull } from "../event-id.ts";
import { readJson } from "../read-json.ts";
import { SnsMessage, signedText } from "./sns-message.ts";

/** Gets a text of Amazon SNS, such as a certificate. Rejects unless the answer is 200. */
export type GetText = (url: string) => Promise<string>;

// SNS tries for an hour, and sends what it signed at first. A message that came before does nothing.
const LATEST_MS = 2 * 60 * 60_000;

// Regions have certificates of their own, and each is replaced about once a year.
const MOST_CERTIFICATES = 20;

const HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[A-Za-z0-9]+\.pem$/;

/**
 * Checks the signature of Amazon SNS (versions 1 and 2), with the certificate that the message names. That proves
 * little: anybody can let SNS send. So the topic must be one of these. A new subscription of such a topic is confirmed.
 */
export function createSnsVerifier(topics: readonly string[], get: GetText = getText): Verifier {
  const certificates = new Map<string, X509Certificate>();

  async function certificateAt(url: string): Promise<X509Certificate> {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    const certificate = new X509Certificate(await get(url));
    if (certificates.size >= MOST_CERTIFICATES) certificates.clear();
    certificates.set(url, certificate);
    return certificate;
  }

  return {
    async verify({ body }, now) {
      const message = SnsMessage.safeParse(readJson(body)).data;
      const eventId = eventIdOrNull(message?.MessageId);
      if (message === undefined || eventId === null || !topics.includes(message.TopicArn))
        return null;
      const signedAt = Date.parse(message.Timestamp);
      if (!isOfSns(message.SigningCertURL, CERTIFICATE) || !isTimely(signedAt, now, LATEST_MS))
        return null;
      const certificate = await certificateAt(message.SigningCertURL);
      if (!isInForce(certificate, now) || !isSigned(message, certificate)) return null;
      if (message.Type === "SubscriptionConfirmation") {
        if (!isOfSns(message.SubscribeURL, /^\/$/)) return null;
        await get(message.SubscribeURL);
      }
      return { account: "", eventId, signedAt };
    },
  };
}

/** Whether a URL is one of Amazon SNS itself, with nothing that could lead elsewhere. */
function isOfSns(text: string, path: RegExp): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.protocol === "https:" &&
    url.username === "" &&
    url.port === "" &&
    HOST.test(url.hostname) &&
    path.test(url.pathname)
  );
}

function isInForce({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}

function isSigned(message: SnsMessage, { publicKey }: X509Certificate): boolean {
  const algorithm = message.SignatureVersion === "1" ? "sha1" : "sha256";
  const signature = Buffer.from(message.Signature, "base64");
  return verify(algorithm, Buffer.from(signedText(message)), publicKey, signature);
}

const GET_TIMEOUT_MS = 5_000;

async function getText(url: string): Promise<string> {
  const answer = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(GET_TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`Amazon SNS answered ${answer.status}`);
  return answer.text();
}
