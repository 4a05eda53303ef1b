import type { Provider, ProviderFact, StageEvent } from "@followthrough/core/domain";

/** A provider's fact as the event that is recorded. */
export function stageEventOf(
  { details, ...fact }: ProviderFact,
  source: Provider,
  actor: string,
  origin: Readonly<Record<string, unknown>>,
): StageEvent {
  const payload = { ...details, ...origin };
  return { kind: "stage", ...fact, source, payload, metadataPatch: null, actor };
}
