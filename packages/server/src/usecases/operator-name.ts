/** Who did it, as the timeline names them. */
export function operatorName({ operator }: { readonly operator?: string | undefined }): string {
  return operator ?? "operator";
}
