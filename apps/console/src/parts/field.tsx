import { type ComponentProps, type ReactNode, useId } from "react";

const CONTROL =
  "w-full min-h-9 rounded-control border border-line bg-surface px-2.5 py-1.5 text-14 text-ink";

/** A label with its control, and what is wrong with it. */
function Labeled(props: {
  readonly label: string;
  readonly id: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid gap-1">
      <label htmlFor={props.id} className="text-13 font-medium">
        {props.label}
      </label>
      {props.children}
      {props.hint !== undefined && (
        <p id={`${props.id}-hint`} className="text-12 text-quiet">
          {props.hint}
        </p>
      )}
    </div>
  );
}

interface Labels {
  readonly label: string;
  readonly hint?: ReactNode;
}

/** One line of text. */
export function TextField({ label, hint, ...props }: ComponentProps<"input"> & Labels) {
  const id = useId();
  return (
    <Labeled label={label} id={id} hint={hint}>
      <input
        id={id}
        className={CONTROL}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...props}
      />
    </Labeled>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  className = "",
  ...props
}: ComponentProps<"textarea"> & Labels) {
  const id = useId();
  return (
    <Labeled label={label} id={id} hint={hint}>
      <textarea
        id={id}
        rows={3}
        className={`${CONTROL} ${className}`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...props}
      />
    </Labeled>
  );
}

/** One of a few. */
export function SelectField({
  label,
  hint,
  options,
  ...props
}: ComponentProps<"select"> &
  Labels & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  const id = useId();
  return (
    <Labeled label={label} id={id} hint={hint}>
      <select
        id={id}
        className={CONTROL}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...props}
      >
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Labeled>
  );
}
