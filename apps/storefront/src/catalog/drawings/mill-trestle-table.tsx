import { ACCENT, FAINT, WOOD } from "./drawing-styles";

function Trestle() {
  return (
    <g>
      <path className={WOOD} d="M-9 -69 L-3 -69 L-16 0 L-21.5 0 Z" />
      <path className={WOOD} d="M3 -69 L9 -69 L21.5 0 L16 0 Z" />
      <path className={WOOD} d="M-12.4 -24 L12.4 -24 L13.1 -20 L-13.1 -20 Z" />
    </g>
  );
}

/** The trestle table from its long side, with a bowl of quinces on it. */
export function MillTrestleTable() {
  return (
    <g>
      <rect className={WOOD} x="-82" y="-44" width="164" height="5.5" rx="1" />
      <g transform="translate(-74 0)">
        <Trestle />
      </g>
      <g transform="translate(74 0)">
        <Trestle />
      </g>
      <rect className={WOOD} x="-110" y="-74.5" width="220" height="5.5" rx="1.2" />
      <path className={FAINT} d="M-98 -71.8 H-46 M-34 -71.8 H28 M44 -71.8 H92" />
      <circle className={WOOD} cx="-7" cy="-88" r="5.2" />
      <circle className={WOOD} cx="6" cy="-88.5" r="5.8" />
      <circle className={WOOD} cx="-0.5" cy="-92" r="5" />
      <path
        className={ACCENT}
        d="M-18 -88 H18 C17 -79.5 9 -76.6 5.5 -76.4 L6.5 -74.5 H-6.5 L-5.5 -76.4 C-9 -76.6 -17 -79.5 -18 -88 Z"
      />
    </g>
  );
}
