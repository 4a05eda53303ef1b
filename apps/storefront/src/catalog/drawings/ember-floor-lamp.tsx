import { ACCENT, FAINT, WOOD } from "./drawing-styles";

/** The floor lamp from the front, its cord trailing to the right. */
export function EmberFloorLamp() {
  return (
    <g>
      <path className={FAINT} d="M2 -84 C14 -58 3 -22 15 -5 C18 -1 25 -0.6 34 -0.6" />
      <path className={WOOD} d="M-1.3 -84 L1.3 -84 L1 -5 L-1 -5 Z" />
      <path className={WOOD} d="M-16.4 -30 H16.4 V-28 H-16.4 Z" />
      <path className={WOOD} d="M-4 -84 L-1 -84 L-22 0 L-25 0 Z" />
      <path className={WOOD} d="M4 -84 L1 -84 L22 0 L25 0 Z" />
      <rect className={WOOD} x="-1.2" y="-110" width="2.4" height="24" />
      <rect className={WOOD} x="-5" y="-88" width="10" height="6" rx="1.6" />
      <path className={ACCENT} d="M-14 -142 H14 L24 -108 H-24 Z" />
      <path className={ACCENT} d="M-23 -111.4 H23" />
    </g>
  );
}
