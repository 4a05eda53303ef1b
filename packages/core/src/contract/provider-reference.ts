import { z } from "zod";

/** The ids by which orders may name objects of one provider. */
export interface ReferenceRule<Provider extends string> {
  readonly provider: Provider;
  /** A regular expression over the whole id. */
  readonly pattern: string;
  /** What an id must be, in words. */
  readonly error: string;
}

/** An object of one of these providers, with an id in that provider's form. */
export function referenceBy<Provider extends string>(rules: readonly ReferenceRule<Provider>[]) {
  const any = new RegExp(rules.map(({ pattern }) => pattern).join("|"));
  const isOwn = ({ provider, reference }: { provider: Provider; reference: string }) =>
    rules.some((rule) => rule.provider === provider && new RegExp(rule.pattern).test(reference));
  return z
    .strictObject({
      provider: z.enum(rules.map(({ provider }) => provider)),
      reference: z
        .string()
        .regex(any, { error: [...new Set(rules.map(({ error }) => error))].join(", or ") }),
    })
    .refine(isOwn, { error: "is the id of another provider", path: ["reference"] });
}
