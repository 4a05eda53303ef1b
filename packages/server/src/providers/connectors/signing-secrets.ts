import { z } from "zod";
import { type Setting, SIGNING_SECRET } from "../../platform/settings.ts";

/** A list, so that a value can be replaced while webhooks still arrive with the old one. */
export function listOf(item: z.ZodType<string, string>): z.ZodType<readonly string[]> {
  return z
    .string()
    .transform((value) => value.split(",").map((secret) => secret.trim()))
    .pipe(z.array(item))
    .default([]);
}

const secretList = listOf(z.string().min(8, { error: "must each have 8 characters or more" }));

/** A list of secrets as Standard Webhooks defines them. */
export const standardSecretList = listOf(
  z.string().regex(SIGNING_SECRET, { error: "must each be whsec_ and base64 of 24 bytes or more" }),
);

/** The setting for a provider's signing secrets, such as `ACME_WEBHOOK_SECRETS`. */
export function signingSecrets(
  name: `${Uppercase<string>}_WEBHOOK_SECRETS`,
  schema: z.ZodType<readonly string[]> = secretList,
): Setting<readonly string[]> {
  return { name, schema, example: "" };
}
