import type { ComponentProps } from "react";

/** How much a button asks for attention. */
export type ButtonLook = "primary" | "plain" | "quiet" | "danger";

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  plain: "bg-surface text-ink border-line hover:bg-sunken",
  quiet: "bg-transparent text-ink border-transparent hover:bg-sunken",
  danger: "bg-surface text-failed border-failed hover:bg-failed-wash",
};

/** The look alone, for links and for parts of others that are buttons. */
export function buttonClass(look: ButtonLook = "plain", isSmall = false): string {
  const size = isSmall ? "min-h-7 px-2 text-13" : "min-h-9 px-3 text-14";
  return `inline-flex items-center justify-center gap-1.5 rounded-control border font-medium disabled:opacity-60 disabled:cursor-default ${size} ${LOOKS[look]}`;
}

/** A button; one primary a view at the most. */
export function Button({
  look = "plain",
  isSmall = false,
  className = "",
  ...props
}: ComponentProps<"button"> & { readonly look?: ButtonLook; readonly isSmall?: boolean }) {
  return (
    <button type="button" className={`${buttonClass(look, isSmall)} ${className}`} {...props} />
  );
}
