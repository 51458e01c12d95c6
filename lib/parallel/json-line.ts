/** A JSON document that is text already, so that nobody parses it only to write it again. */
export class JsonText {
  constructor(readonly text: string) {}
}
