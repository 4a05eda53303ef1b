import { ENGINE_NOTE, type Metadata, SWEEP_WRITER } from "./metadata.ts";
import { MISSING_MEMBER_NOTE } from "./timeline.ts";

/** Notes that the order's member was never reported; `null` if that is noted already. */
export function noteMissingMember(metadata: Metadata): Readonly<Record<string, unknown>> | null {
  return metadata[ENGINE_NOTE]?.value === MISSING_MEMBER_NOTE
    ? null
    : { [ENGINE_NOTE]: MISSING_MEMBER_NOTE };
}

/**
 * Takes the engine's notes back; `null` if there are none. Before the engine had keys of its own, sweeps wrote `note`.
 */
export function clearNotes(metadata: Metadata): Readonly<Record<string, unknown>> | null {
  const isOld = metadata.note?.by === SWEEP_WRITER && metadata.note.value === MISSING_MEMBER_NOTE;
  const isNoted = (metadata[ENGINE_NOTE]?.value ?? null) !== null;
  if (!isOld && !isNoted) return null;
  return { ...(isOld ? { note: null } : {}), ...(isNoted ? { [ENGINE_NOTE]: null } : {}) };
}
