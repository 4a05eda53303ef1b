import { ACCENT, WOOD } from "./drawing-styles";

const SPINDLES = [-13.5, -9, -4.5, 0, 4.5, 9, 13.5];

/** The spindle chair from the front. */
export function WrenSpindleChair() {
  return (
    <g>
      {SPINDLES.map((x) => (
        <path key={x} className={WOOD} d={`M${x} -79 L${x * 0.88} -44`} />
      ))}
      <path className={WOOD} d="M-20.4 -78 L-17.8 -78.6 L-16.2 -44 L-18.4 -44 Z" />
      <path className={WOOD} d="M20.4 -78 L17.8 -78.6 L16.2 -44 L18.4 -44 Z" />
      <path
        className={WOOD}
        d="M-22 -84 C-9 -88 9 -88 22 -84 C24.4 -81.6 23.6 -77.6 21.4 -76.4 C9 -80 -9 -80 -21.4 -76.4 C-23.6 -77.6 -24.4 -81.6 -22 -84 Z"
      />
      <path className={WOOD} d="M-9 -40 L-6.6 -40 L-9.6 -4 L-11.6 -4 Z" />
      <path className={WOOD} d="M9 -40 L6.6 -40 L9.6 -4 L11.6 -4 Z" />
      <rect className={WOOD} x="-17" y="-19" width="34" height="2.4" rx="1.2" />
      <path className={WOOD} d="M-16.8 -41 L-13.2 -41 L-17.6 0 L-20.4 0 Z" />
      <path className={WOOD} d="M16.8 -41 L13.2 -41 L17.6 0 L20.4 0 Z" />
      <path
        className={ACCENT}
        d="M-22.4 -46 C-10 -43.6 10 -43.6 22.4 -46 C24.2 -43 22.4 -41 19 -40.4 C8 -38.8 -8 -38.8 -19 -40.4 C-22.4 -41 -24.2 -43 -22.4 -46 Z"
      />
    </g>
  );
}
