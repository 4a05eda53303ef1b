import { ACCENT, WOOD } from "./drawing-styles";

/** The stool from the front, its third leg behind. */
export function ThreeLeggedStool() {
  return (
    <g>
      <path className={WOOD} d="M-2 -40 L2 -40 L1.3 -4.6 L-1.3 -4.6 Z" />
      <path className={WOOD} d="M-13.4 -18.4 L-1.4 -21 L-1.4 -18.8 L-13 -16.2 Z" />
      <path className={WOOD} d="M13.4 -18.4 L1.4 -21 L1.4 -18.8 L13 -16.2 Z" />
      <path className={WOOD} d="M-13 -41 L-8.6 -41 L-14.6 0 L-17.6 0 Z" />
      <path className={WOOD} d="M13 -41 L8.6 -41 L14.6 0 L17.6 0 Z" />
      <rect className={ACCENT} x="-18" y="-45" width="36" height="5.2" rx="2.4" />
    </g>
  );
}
