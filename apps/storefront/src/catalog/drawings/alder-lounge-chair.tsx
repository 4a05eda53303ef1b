import { ACCENT, WOOD } from "./drawing-styles";

/** The lounge chair from its side, facing left. */
export function AlderLoungeChair() {
  return (
    <g>
      <rect
        className={WOOD}
        x="27.5"
        y="-84"
        width="3.6"
        height="58.5"
        rx="1.8"
        transform="rotate(17 20 -36)"
      />
      <rect
        className={ACCENT}
        x="14"
        y="-87"
        width="13"
        height="55"
        rx="6"
        transform="rotate(17 20 -36)"
      />
      <rect
        className={ACCENT}
        x="-34"
        y="-45.4"
        width="56"
        height="12.5"
        rx="5.5"
        transform="rotate(7 -7 -38)"
      />
      <path className={WOOD} d="M-36 -33.2 L32 -24.9 L32 -20.5 L-36 -28.8 Z" />
      <path className={WOOD} d="M22.5 -53 L27.5 -52 L39.5 0 L35.5 0 Z" />
      <path className={WOOD} d="M-36.5 -55 L-31.5 -55.6 L-33.5 0 L-37.5 0 Z" />
      <path
        className={WOOD}
        d="M-40 -58.5 C-20 -62 10 -60.6 31.5 -54.6 Q33.5 -52.2 30.5 -51 C10 -56.6 -20 -57.8 -39.6 -54.6 Q-42.6 -56.2 -40 -58.5 Z"
      />
    </g>
  );
}
