import { WrenSpindleChair } from "./wren-spindle-chair";

/** The spindle chair on its side, lying on seat and foot: something went wrong, nothing broke. */
export function FallenChair() {
  return (
    <svg viewBox="-80 -76 160 96" aria-hidden="true" className="drawing w-full">
      <path className="stroke-line" d="M-80 0 H80" />
      <g transform="translate(-40 -20.4) rotate(86)">
        <WrenSpindleChair />
      </g>
    </svg>
  );
}
