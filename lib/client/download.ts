const REVOKE_AFTER_MS = 10_000;

/** Offers a file that was made in the page. */
export function downloadText({
  name,
  text,
  type,
}: {
  readonly name: string;
  readonly text: string;
  /** A media type without charset: the text is UTF-8. */
  readonly type: string;
}): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
