/** The database can't be used. The message is one or two sentences for the operator who started the process. */
export class DatabaseOpenError extends Error {
  override readonly name = "DatabaseOpenError";
}
