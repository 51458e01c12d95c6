// Rates for the given Nitro document, in a process of its own because the native peer needs one whose clock is the
// document's; prints them as JSON. With the argument "native" that peer takes part.
import { givenNitro, nativeNitroPeer, wasmNitroPeer } from "./nitro-peers";
import { measureRates } from "./rounds";
import { warmAndCold } from "./warm-and-cold";

const document = givenNitro();
if (document === null) throw new Error("there is no document");
const subjects = [
  ...warmAndCold({ evidence: document.bytes.toString("base64") }, document.at),
  await wasmNitroPeer(document),
  ...(process.argv[2] === "native" ? [await nativeNitroPeer(document)] : []),
];
process.stdout.write(
  JSON.stringify(await measureRates(subjects, { rounds: 9, milliseconds: 300 })),
);
