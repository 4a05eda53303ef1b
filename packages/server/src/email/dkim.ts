import { createPrivateKey, type KeyObject } from "node:crypto";
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";

/** Signs a finished message: the same bytes with a DKIM-Signature in front. */
export type DkimSigner = (raw: Buffer) => Promise<Buffer>;

/** Whose signature it is and where its public key stands: at `selector._domainkey.domain`. */
export interface DkimOptions {
  readonly domain: string;
  readonly selector: string;
  /** An RSA private key in PEM, without a passphrase. */
  readonly privateKey: string;
}

/**
 * RFC 8058 asks for a signature over both one-click headers; nodemailer's own list has only one of them.
 * A field that a mail doesn't have is left out.
 */
const SIGNED_HEADERS = [
  "From",
  "To",
  "Subject",
  "Date",
  "Message-ID",
  "MIME-Version",
  "Content-Type",
  "Content-Transfer-Encoding",
  "Auto-Submitted",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
].join(":");

/** RFC 8301: verifiers must refuse shorter ones. */
const MIN_KEY_BITS = 1024;

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i;

/**
 * Makes a signer. Throws when the key could never sign: nodemailer itself would send such mail unsigned,
 * without a word.
 */
export function createDkimSigner({ domain, selector, privateKey }: DkimOptions): DkimSigner {
  for (const name of [domain, selector]) {
    if (!HOST_NAME.test(name)) throw new Error(`DKIM: "${name}" is no host name`);
  }
  const dkim = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey: readKey(privateKey),
    headerFieldNames: SIGNED_HEADERS,
  });
  return async (raw) => {
    const signed = await buffer(dkim.sign(raw));
    if (signed.length === raw.length) throw new Error("DKIM: the mail could not be signed");
    return signed;
  };
}

/** The key's own text appears in no message, and neither does what the parser says of it. */
function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error("DKIM: the private key is no unencrypted private key in PEM");
  }
  if (key.asymmetricKeyType !== "rsa") {
    throw new Error(`DKIM: the private key must be RSA, not ${key.asymmetricKeyType}`);
  }
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_KEY_BITS) {
    throw new Error(`DKIM: the private key must have at least ${MIN_KEY_BITS} bits, better 2048`);
  }
  return key;
}
