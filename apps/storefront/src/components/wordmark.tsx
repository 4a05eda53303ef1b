/** The shop's sign: a hearth's arch with a flame that is also an oak leaf. Decorative beside its name. */
export function Sign() {
  return (
    <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" className="drawing shrink-0">
      <path
        className="stroke-current"
        d="M3 25 V13 C3 6.4 8 3 14 3 C20 3 25 6.4 25 13 V25 M1.5 25 H26.5"
      />
      <path
        className="fill-accent-wash stroke-accent"
        d="M14 9 C17 11.6 18.8 14.6 18.8 17.6 C18.8 20.6 16.6 22.4 14 22.4 C11.4 22.4 9.2 20.6 9.2 17.6 C9.2 14.6 11 11.6 14 9 Z"
      />
      <path className="stroke-accent" d="M14 14.4 V25" />
    </svg>
  );
}
