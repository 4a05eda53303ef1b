import type { CSSProperties } from "react";
import { LIGHT } from "../../mail/mail-style.ts";
import type { TrackStop } from "./recovery-view.ts";

const STOP = { width: 10, height: 10, borderRadius: 10, boxSizing: "content-box" } as const;

/** How each stop is drawn: filled, a ring, or hollow. Its words say the same thing. */
export const STOP_STYLE: Readonly<Record<TrackStop["kind"], CSSProperties>> = {
  done: { ...STOP, border: `3px solid ${LIGHT.accent}`, backgroundColor: LIGHT.accent },
  open: { ...STOP, border: `3px solid ${LIGHT.action}` },
  failed: { ...STOP, border: `3px solid ${LIGHT.failed}` },
  coming: { ...STOP, width: 12, height: 12, border: `2px solid ${LIGHT.hollow}` },
  not_needed: { ...STOP, width: 12, height: 12, border: `2px dashed ${LIGHT.hollow}` },
};

/** The color class of a stop's words. */
export const STOP_CLASS: Readonly<Record<TrackStop["kind"], string>> = {
  done: "done",
  open: "open",
  failed: "failed",
  coming: "coming",
  not_needed: "coming",
};

/** Colors of the words in light mode; the class brings the dark ones. */
export const STOP_COLOR: Readonly<Record<TrackStop["kind"], string>> = {
  done: LIGHT.ink,
  open: LIGHT.action,
  failed: LIGHT.failed,
  coming: LIGHT.quiet,
  not_needed: LIGHT.quiet,
};
