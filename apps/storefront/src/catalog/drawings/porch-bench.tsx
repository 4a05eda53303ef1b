import { ACCENT, FAINT, WOOD } from "./drawing-styles";

const FRINGE = [15.5, 19.5, 23.5, 27.5, 31.5, 35.5, 39.5, 43.5];

/** The bench from the front, with the blanket it comes with. */
export function PorchBench() {
  return (
    <g>
      <rect className={WOOD} x="-54" y="-18" width="108" height="3.6" rx="1" />
      <path className={WOOD} d="M-57 -36 L-50 -36 L-54.4 0 L-59.4 0 Z" />
      <path className={WOOD} d="M57 -36 L50 -36 L54.4 0 L59.4 0 Z" />
      <path className={WOOD} d="M-62 -40 H62 L60.6 -35 H-60.6 Z" />
      <rect className={WOOD} x="-70" y="-45" width="140" height="5" rx="1.4" />
      <path className={FAINT} d="M-62 -42.5 H-30 M-20 -42.5 H2" />
      <path
        className={ACCENT}
        d="M14.6 -46.6 H44.4 Q46 -46.6 46 -45 V-16 H13 V-45 Q13 -46.6 14.6 -46.6 Z"
      />
      <path className={ACCENT} d="M13 -26.5 H46 M13 -23 H46 M13 -41.6 H46" />
      <path className={ACCENT} d={FRINGE.map((x) => `M${x} -16 v3.4`).join(" ")} />
    </g>
  );
}
