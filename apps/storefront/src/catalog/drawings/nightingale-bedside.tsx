import { ACCENT, FAINT, WOOD } from "./drawing-styles";

/** The bedside table from the front, with a cup and the book. */
export function NightingaleBedside() {
  return (
    <g>
      <path
        className={WOOD}
        d="M-19.6 -19 H-15.4 L-16.8 0 H-19.2 Z M19.6 -19 H15.4 L16.8 0 H19.2 Z"
      />
      <rect className={WOOD} x="-20" y="-49" width="40" height="31" />
      <rect className={ACCENT} x="-17.4" y="-46.4" width="34.8" height="11.6" rx="0.8" />
      <circle className={ACCENT} cx="0" cy="-40.6" r="1.5" />
      <rect className={WOOD} x="-17.4" y="-32" width="34.8" height="11.4" />
      <rect className={WOOD} x="-13" y="-23.4" width="18" height="2.8" rx="0.5" />
      <rect className={WOOD} x="-12" y="-26" width="15" height="2.6" rx="0.5" />
      <rect className={WOOD} x="-22" y="-52" width="44" height="3" rx="0.8" />
      <rect className={WOOD} x="-17" y="-54.8" width="17" height="2.8" rx="0.5" />
      <path className={FAINT} d="M-17 -53.4 H-2" />
      <path className={WOOD} d="M13.4 -58.6 C17 -58.8 17 -54.6 13 -54.8" />
      <path
        className={WOOD}
        d="M5 -60 H13.6 L12.8 -53.4 Q12.6 -52 11.2 -52 H7.4 Q6 -52 5.8 -53.4 Z"
      />
      <path
        className={FAINT}
        d="M8 -62.5 C6.8 -64.2 9.2 -65.4 8 -67.4 M11 -62.5 C9.8 -64.2 12.2 -65.4 11 -67.4"
      />
    </g>
  );
}
