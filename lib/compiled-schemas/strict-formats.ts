import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/**
 * Formats that are asserted (JSON Schema 2020-12 Validation section 7.3): those of ajv-formats whose expressions take time
 * in proportion to the text. Any other makes a schema unusable.
 */
const FORMATS = [
  ...(["date", "time", "date-time", "duration", "uuid", "uri"] as const),
  ...(["hostname", "ipv4", "ipv6", "json-pointer"] as const),
];

/** Where ajv-formats takes more than the RFC has: a space for the T, `+01` for `+01:00`, `urn:uuid:`. */
const SHAPES = {
  time: /^[\d:.]+([Zz]|[+-]\d\d:\d\d)$/, // RFC 3339 section 5.6
  "date-time": /^[\d-]+[Tt][\d:.]+([Zz]|[+-]\d\d:\d\d)$/,
  uuid: /^[0-9A-Fa-f-]{36}$/, // RFC 9562 section 4
} as const;

type StrictFormats = Readonly<Record<string, (text: string) => boolean>>;

/** What `addStrictFormats` puts in place of ajv-formats' own; made once, for another Ajv has to compile them. */
export function strictFormats(): StrictFormats {
  const ajv = new Ajv({ meta: false, validateSchema: false });
  addFormats(ajv, FORMATS);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const isFormat = ajv.compile<string>({ type: "string", format: name });
      return [name, (text: string) => shape.test(text) && isFormat(text)];
    }),
  );
}

export function addStrictFormats(ajv: Ajv, strict: StrictFormats): void {
  addFormats(ajv, FORMATS);
  for (const [name, isFormat] of Object.entries(strict)) ajv.addFormat(name, isFormat);
}
