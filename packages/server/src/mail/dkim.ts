import { createPrivateKey, type KeyObject } from "node:crypto";
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";

/** Signs a finished message: returns the same bytes after a DKIM-Signature header. */
export type DkimSigner = (raw: Buffer) => Promise<Buffer>;

/** The signing domain, and where its public key is published: at `selector._domainkey.domain`. */
export interface DkimOptions {
  readonly domain: string;
  readonly selector: string;
  /** An RSA private key in PEM, without a passphrase. */
  readonly privateKey: string;
}

/**
 * RFC 8058 requires a signature over both one-click headers; nodemailer's own list has only one of them.
 * Headers that a mail doesn't have are left out.
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

/** RFC 8301: verifiers must refuse shorter keys. */
const MIN_KEY_BITS = 1024;

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i;

/**
 * Creates a signer. Throws when the key could never sign, because nodemailer would silently send such mail
 * unsigned.
 */
export function createDkimSigner({ domain, selector, privateKey }: DkimOptions): DkimSigner {
  for (const name of [domain, selector]) {
    if (!HOST_NAME.test(name)) throw new Error(`DKIM: "${name}" is not a host name`);
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

/** No error message contains the key's text or the parser's error. */
function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error("DKIM: the private key is not an unencrypted private key in PEM");
  }
  if (key.asymmetricKeyType !== "rsa") {
    throw new Error(`DKIM: the private key must be RSA, not ${key.asymmetricKeyType}`);
  }
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_KEY_BITS) {
    throw new Error(`DKIM: the private key needs at least ${MIN_KEY_BITS} bits, preferably 2048`);
  }
  return key;
}
