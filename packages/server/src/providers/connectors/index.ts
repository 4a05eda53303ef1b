import type { Connector } from "./connector.ts";
import { postmark } from "./postmark/index.ts";
import { resend } from "./resend/index.ts";
import { sendgrid } from "./sendgrid/index.ts";
import { ses } from "./ses/index.ts";
import { shopify } from "./shopify/index.ts";
import { standard } from "./standard/index.ts";
import { stripe } from "./stripe/index.ts";

/** Every provider. This is the only list; everything else about providers is derived from it. */
export const CONNECTORS: readonly Connector[] = [
  stripe,
  shopify,
  standard,
  resend,
  ses,
  postmark,
  sendgrid,
];
