import {
  jsonBytes,
  METADATA_LIMITS,
  type Provider,
  type ProviderFact,
  type StageEvent,
} from "@followthrough/core/domain";
import { readNote } from "@followthrough/core/words";

/** Turns a provider's fact into the event that is recorded. */
export function stageEventOf(
  { details, note, ...fact }: ProviderFact,
  source: Provider,
  actor: string,
  origin: Readonly<Record<string, unknown>>,
): StageEvent {
  const payload = { ...cutDetails(details), ...origin };
  const said = { ...fact, note: note === null ? null : readNote(note) };
  return { kind: "stage", ...said, source, payload, metadataPatch: null, actor };
}

/**
 * Keeps a fact's details within the size of an entry. A provider's fact is never refused for them: what does not fit is
 * left out, and the entry says how much. The inbox has the whole message.
 */
function cutDetails(details: ProviderFact["details"]): ProviderFact["details"] {
  const bytes = jsonBytes(details);
  if (bytes <= METADATA_LIMITS.bytes) return details;
  const kept = new Map<string, unknown>();
  let size = 0;
  for (const [key, value] of Object.entries(details)) {
    const more = jsonBytes({ [key]: value });
    if (size + more > METADATA_LIMITS.bytes) continue;
    size += more;
    kept.set(key, value);
  }
  const leftOut = Object.keys(details).length - kept.size;
  return { ...Object.fromEntries(kept), cut: { bytes, leftOut } };
}
