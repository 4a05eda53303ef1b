/**
 * Control characters and direction marks: with them a name could read as something else, or make the text after
 * it read backwards.
 */
const UNSAFE =
  /[\p{Cc}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** Text from outside, with what can't be seen made visible. */
export function plainText(text: string): string {
  return text.replace(UNSAFE, (mark) => (mark === "\n" || mark === "\t" ? " " : "␣"));
}

/** Text from outside, as it is: nothing in it is executed, and its direction affects no other text. */
export function Plain({ text, className }: { readonly text: string; readonly className?: string }) {
  return (
    <bdi className={className} title={text.length > 40 ? plainText(text) : undefined}>
      {plainText(text)}
    </bdi>
  );
}
