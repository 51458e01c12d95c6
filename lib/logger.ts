import { type DestinationStream, pino, type Logger } from "pino";
import type { Config } from "./config";
import { loggedError } from "./store/logged-error";

/** Structured lines on stdout. Evidence and secrets stay out even when somebody logs a whole request. */
export function createLogger(level: Config["logLevel"], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: loggedError },
    redact: {
      paths: [
        "evidence",
        "endorsements",
        "eventLog",
        "headers.authorization",
        "headers.cookie",
      ].flatMap((name) => [name, `*.${name}`]),
      censor: "[left out]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
