import type { ComponentProps, ReactNode } from "react";

/** A labeled text field with its error between label and control, where it is read before typing. */
export function Field({
  id,
  label,
  hint,
  error,
  ...input
}: Omit<ComponentProps<"input">, "id" | "className"> & {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly error: string | undefined;
}) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-14 text-quiet">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1 flex items-start gap-2 text-14 text-failed">
          <ErrorIcon />
          {error}
        </p>
      )}
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy === "" ? undefined : describedBy}
        className="mt-2 block min-h-11 w-full rounded-control border border-line bg-surface px-3 py-2 text-16 aria-invalid:border-failed aria-invalid:ring-1 aria-invalid:ring-failed"
        {...input}
      />
    </div>
  );
}

/** What went wrong, above a form. It takes the focus, so that it is the first thing read. */
export function ErrorSummary({
  title,
  children,
  ref,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly ref: ComponentProps<"div">["ref"];
}) {
  return (
    <div
      ref={ref}
      role="alert"
      tabIndex={-1}
      className="rounded-card border border-failed bg-failed-wash p-4 text-failed"
    >
      <p className="flex items-start gap-2 font-medium">
        <ErrorIcon />
        {title}
      </p>
      <div className="mt-1 pl-6 text-14">{children}</div>
    </div>
  );
}

function ErrorIcon() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      className="drawing mt-[0.2em] shrink-0"
    >
      <path className="stroke-current" d="M8 1.5 L15 14 H1 Z M8 6 V9.500 M8 11.800 V11.900" />
    </svg>
  );
}
