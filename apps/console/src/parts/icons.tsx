import type { ReactNode } from "react";

const PATHS = {
  done: "m3.5 8.5 3 3 6-7",
  action:
    "M8 7.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM3.75 13c.5-2.4 2.1-3.5 4.25-3.5s3.75 1.1 4.25 3.5",
  waiting: "M8 4v4l2.75 1.75M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  failed: "m4.5 4.5 7 7m0-7-7 7",
  cancelled: "M4 8h8",
  coming: "M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z",
  mail: "M2.5 4.5h11v7.5h-11zM2.5 5l5.5 4 5.5-4",
  eye: "M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8ZM8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  flag: "M4 14V2.75h7.5L10 5.5l1.5 2.75H4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3 3",
  close: "m4.5 4.5 7 7m0-7-7 7",
  more: "M4 8h.01M8 8h.01M12 8h.01",
  down: "m4 6.5 4 4 4-4",
  right: "m6.5 4 4 4-4 4",
  back: "M13 8H3m4-4L3 8l4 4",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  note: "M3 3h10v7l-3 3H3zM10 13v-3h3",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  warn: "M8 2.5 14 13H2zM8 6.5v3M8 11.25v.01",
} as const;

/** An icon's name. */
export type IconName = keyof typeof PATHS;

/** Drawn on a 16 px square with one pen. Says the same as the word beside it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg
      className="size-4 shrink-0"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
