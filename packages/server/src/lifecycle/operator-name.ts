/** The name of the person who acted, as the timeline shows it. */
export function operatorName({ operator }: { readonly operator?: string | undefined }): string {
  return operator ?? "operator";
}
