import type { ReactNode } from "react";
import type { Tone } from "./situation.ts";

/** Drawn on a 16 px square with one pen, so that a stop, a chip and a button speak alike. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="ft-banner-icon"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

/** Says the same as the word beside it, for those who look before they read. */
export function ToneIcon({ tone }: { readonly tone: Tone }) {
  switch (tone) {
    case "done":
      return (
        <Icon>
          <path d="m3.5 8.5 3 3 6-7" />
        </Icon>
      );
    case "action":
      return (
        <Icon>
          <path d="M8 7.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM3.75 13c.5-2.4 2.1-3.5 4.25-3.5s3.75 1.1 4.25 3.5" />
        </Icon>
      );
    case "waiting":
      return (
        <Icon>
          <path d="M8 3.5V8l2.75 1.75" />
        </Icon>
      );
    case "failed":
      return (
        <Icon>
          <path d="m4.5 4.5 7 7m0-7-7 7" />
        </Icon>
      );
    case "cancelled":
      return (
        <Icon>
          <path d="M4 8h8" />
        </Icon>
      );
  }
}

/** Points the way a link goes. */
export function ArrowIcon() {
  return (
    <Icon>
      <path d="M3 8h10M9 4l4 4-4 4" />
    </Icon>
  );
}
