import { ACCENT, FAINT, WOOD } from "./drawing-styles";

type Book = readonly [x: number, width: number, height: number, pen?: string];

const UPPER_SHELF: readonly Book[] = [
  [-38, 5, 23],
  [-33, 4, 26],
  [-29, 6, 21],
  [-23, 4.5, 25, ACCENT],
  [-18.5, 4.5, 25, ACCENT],
  [-14, 6.5, 22],
];

const LOWER_SHELF: readonly Book[] = [
  [2, 5.5, 24],
  [7.5, 4, 20],
  [11.5, 6, 26],
  [17.5, 4.5, 23, ACCENT],
  [22, 5, 25],
  [27, 6, 19],
  [33, 4.5, 24],
];

function Books({ books, shelf }: { readonly books: readonly Book[]; readonly shelf: number }) {
  return books.map(([x, width, height, pen]) => (
    <rect
      key={x}
      className={pen ?? WOOD}
      x={x}
      y={shelf - height}
      width={width}
      height={height}
      rx="0.6"
    />
  ));
}

/** The bookcase from the front, lived in. */
export function LarderBookcase() {
  return (
    <g>
      <path className={WOOD} d="M-42 -6 H-36 L-37 0 H-41 Z M42 -6 H36 L37 0 H41 Z" />
      <rect className={WOOD} x="-45" y="-143" width="90" height="137" />
      <rect className={WOOD} x="-41.5" y="-143" width="83" height="133" />
      <rect className={WOOD} x="-47" y="-148" width="94" height="5" rx="1" />
      <Books books={UPPER_SHELF} shelf={-112} />
      <rect
        className={WOOD}
        x="-5.4"
        y="-135.6"
        width="4.6"
        height="24"
        rx="0.6"
        transform="rotate(-13 -1 -112)"
      />
      <path
        className={WOOD}
        d="M19 -112 C14 -118 16 -123 20.5 -124.5 V-128 H26.5 V-124.5 C31 -123 33 -118 28 -112 Z"
      />
      <path
        className={FAINT}
        d="M23.5 -128 C23 -132 25 -136 29 -138 M23.6 -131 C22 -134 20 -135.6 17.6 -136.4"
      />
      <rect className={WOOD} x="-38" y="-83" width="26" height="4" rx="0.6" />
      <rect className={WOOD} x="-36" y="-87" width="22" height="4" rx="0.6" />
      <path
        className={ACCENT}
        d="M-33 -95 H-19 C-19 -90 -22.5 -88 -26 -87 C-29.5 -88 -33 -90 -33 -95 Z"
      />
      <Books books={LOWER_SHELF} shelf={-79} />
      <rect className={WOOD} x="-37" y="-63" width="30" height="18" rx="1.5" />
      <path className={FAINT} d="M-37 -58 H-7 M-26 -54 H-18" />
      <circle className={WOOD} cx="17" cy="-54.5" r="9.5" />
      <circle className={FAINT} cx="17" cy="-54.5" r="6" />
      <path
        className={WOOD}
        d="M-41.5 -112 H41.5 V-109 H-41.5 Z M-41.5 -79 H41.5 V-76 H-41.5 Z M-41.5 -45 H41.5 V-42 H-41.5 Z"
      />
      <rect className={ACCENT} x="-34" y="-31" width="31" height="21" rx="2" />
      <rect className={ACCENT} x="3" y="-31" width="31" height="21" rx="2" />
      <path className={ACCENT} d="M-23 -24.5 H-14 M14 -24.5 H23" />
    </g>
  );
}
