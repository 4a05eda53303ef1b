import type { CSSProperties } from "react";
/** The product's colors as sRGB, because mail clients support neither OKLCH nor variables. */
export const LIGHT = {
  paper: "#faf9f5",
  ink: "#1e231f",
  quiet: "#5a625c",
  line: "#dcdfd8",
  accent: "#1f5c43",
  onAccent: "#ffffff",
  action: "#1f5aa6",
  failed: "#a8322a",
  hollow: "#8b938d",
} as const;

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  paper: "#191c1a",
  ink: "#e6e9e4",
  quiet: "#a5ada7",
  line: "#39403b",
  accent: "#8cc7aa",
  onAccent: "#10231a",
  action: "#8db9ee",
  failed: "#ee9c92",
  hollow: "#78817b",
};

const SANS =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const SERIF = "Georgia, 'Times New Roman', serif";

/** Inline styles, the only ones that some clients keep. Font sizes are on the scale 12, 13, 14, 16, 20, 26. */
export const STYLE = {
  body: { margin: 0, padding: 0, backgroundColor: LIGHT.paper, color: LIGHT.ink, fontFamily: SANS },
  column: { maxWidth: 560, width: "100%", margin: "0 auto" },
  inner: { padding: "40px 24px" },
  preheader: { display: "none", maxHeight: 0, overflow: "hidden", opacity: 0, fontSize: 1 },
  shop: {
    margin: "0 0 40px",
    fontFamily: SERIF,
    fontSize: 16,
    lineHeight: "24px",
    color: LIGHT.ink,
  },
  heading: {
    margin: "0 0 16px",
    fontFamily: SERIF,
    fontSize: 26,
    lineHeight: "32px",
    fontWeight: 400,
    color: LIGHT.ink,
  },
  subheading: {
    marginTop: 0,
    marginBottom: 12,
    fontFamily: SERIF,
    fontSize: 20,
    lineHeight: "28px",
    fontWeight: 400,
    color: LIGHT.ink,
  },
  text: { margin: "0 0 16px", fontSize: 16, lineHeight: "24px", color: LIGHT.ink },
  list: { margin: "0 0 16px", padding: "0 0 0 20px", fontSize: 16, lineHeight: "24px" },
  label: {
    margin: "0 0 12px",
    fontSize: 13,
    lineHeight: "20px",
    color: LIGHT.quiet,
    fontWeight: 400,
  },
  button: {
    display: "inline-block",
    backgroundColor: LIGHT.accent,
    color: LIGHT.onAccent,
    borderRadius: 6,
    padding: "12px 24px",
    fontSize: 16,
    lineHeight: "24px",
    fontWeight: 600,
    textDecoration: "none",
  },
  actionRow: { padding: "8px 0 40px" },
  belowButton: { padding: "12px 0 0", fontSize: 14, lineHeight: "20px" },
  block: { padding: "0 0 40px" },
  row: {
    borderTop: `1px solid ${LIGHT.line}`,
    padding: "8px 0",
    fontSize: 14,
    lineHeight: "20px",
    color: LIGHT.ink,
    verticalAlign: "top",
    wordBreak: "break-word",
  },
  amount: {
    borderTop: `1px solid ${LIGHT.line}`,
    padding: "8px 0 8px 16px",
    fontSize: 14,
    lineHeight: "20px",
    color: LIGHT.ink,
    verticalAlign: "top",
    textAlign: "right",
    whiteSpace: "nowrap",
    fontVariantNumeric: "tabular-nums",
  },
  factLabel: {
    borderTop: `1px solid ${LIGHT.line}`,
    width: 120,
    padding: "8px 16px 8px 0",
    fontSize: 14,
    lineHeight: "20px",
    fontWeight: 400,
    color: LIGHT.quiet,
    verticalAlign: "top",
  },
  rowLink: {
    display: "inline-block",
    padding: "4px 0",
    color: LIGHT.action,
    textDecoration: "underline",
  },
  secondRowLink: {
    display: "inline-block",
    padding: "4px 0",
    color: LIGHT.quiet,
    textDecoration: "underline",
  },
  plainLink: { color: LIGHT.action, textDecoration: "underline", wordBreak: "break-all" },
  rule: { border: 0, borderTop: `1px solid ${LIGHT.line}`, margin: "0 0 16px" },
  small: { margin: "0 0 8px", fontSize: 13, lineHeight: "20px", color: LIGHT.quiet },
  link: { color: LIGHT.quiet, textDecoration: "underline" },
  address: { color: LIGHT.quiet, textDecoration: "underline", wordBreak: "break-all" },
  plain: { fontWeight: 400 },
  aside: { color: LIGHT.quiet },
  stopLabel: { padding: "8px 8px 0 0", fontSize: 13, lineHeight: "18px", color: LIGHT.ink },
  railCell: { padding: 0, verticalAlign: "middle", lineHeight: 0, fontSize: 0 },
  rail: { borderTop: `2px solid ${LIGHT.line}`, height: 0, lineHeight: 0, fontSize: 0 },
} as const satisfies Record<string, CSSProperties>;
/** What inline styles can't express: the dark palette, and narrower margins on a phone. */
export const STYLESHEET = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.inner{padding:24px 16px!important}.button{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){
.paper{background-color:${DARK.paper}!important}
.ink{color:${DARK.ink}!important}
.quiet{color:${DARK.quiet}!important}
.action{color:${DARK.action}!important}
.line{border-color:${DARK.line}!important}
.button,.button span{background-color:${DARK.accent}!important;color:${DARK.onAccent}!important}
.stop-done{border-color:${DARK.accent}!important;background-color:${DARK.accent}!important}
.stop-open{border-color:${DARK.action}!important}
.stop-failed{border-color:${DARK.failed}!important}
.stop-coming{border-color:${DARK.hollow}!important}
.word-done{color:${DARK.ink}!important}
.word-open{color:${DARK.action}!important}
.word-failed{color:${DARK.failed}!important}
.word-coming{color:${DARK.quiet}!important}
}`;
