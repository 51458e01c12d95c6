/** Hands a file to the browser's own "save". */
export function saveFile(
  name: string,
  file: { readonly content: string | Uint8Array<ArrayBuffer>; readonly type: string },
): void {
  const address = URL.createObjectURL(new Blob([file.content], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
