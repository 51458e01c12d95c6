/**
 * A chain in one line, leaf first. Plain letters, because one character beyond Latin-1 makes an engine hold the whole
 * result that it stands in at two bytes a character.
 */
export function chainText(names: readonly (string | null)[]): string {
  return names.map((name) => name ?? "nameless").join(" issued by ");
}
