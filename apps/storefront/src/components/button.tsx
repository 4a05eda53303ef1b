import type { ComponentProps } from "react";

const SHAPE =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-5 py-2 text-center text-16 font-medium transition-colors duration-(--ft-motion-quick) disabled:cursor-default disabled:opacity-60";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line bg-surface hover:border-ink",
} as const;

/** How much a button asks for: one primary a page, the rest secondary. */
export type ButtonLook = keyof typeof LOOKS;

/** The classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook, extra = ""): string {
  return `${SHAPE} ${LOOKS[look]} ${extra}`;
}

/** A native button in the shop's look. */
export function Button({
  look = "primary",
  className,
  ...rest
}: ComponentProps<"button"> & { readonly look?: ButtonLook }) {
  return <button type="submit" className={buttonClass(look, className)} {...rest} />;
}
