/** Wrong usage: the person who typed the command can put it right. Never thrown for what a file holds. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const USAGE = `attestry judges attestation evidence. No server, no database, no network.

Usage
  attestry verify <file | ->  [options]           judge one piece of evidence
  attestry verify --request <file | ->  [--json]  judge one verification request
  attestry verify --batch <file.ndjson | ->       one request a line in, one result a line out, in order
  attestry inspect <file | ->  [--type T] [--json]  decode every field, verify nothing
  attestry simulate --type T  [options]           make evidence under simulated roots, for tests
  attestry audit verify <export.jsonl | ->  [options]  check an export of the audit trail

Options of verify
  --type T             kind of evidence; found out from the bytes when left out
  --collateral FILE    TCB Info, QE Identity, CRLs and chains: one file or several
  --event-log FILE     event log that goes with the evidence
  --policy NAME|FILE   strict (default), moderate, relaxed, or a policy as JSON
  --at TIME            moment to judge at, RFC 3339; now when left out
  --nonce HEX          nonce that the evidence must carry
  --report-data HEX    report data that the evidence must carry, whole
  --payload TEXT       text whose SHA-256 or SHA-512 must stand in the report data
  --trust-anchor FILE  PEM or DER root to use instead of the built-in ones
  --json               the result as JSON on standard output, nothing else

Options of simulate
  --type T             kind of evidence
  --nonce HEX          nonce that it carries
  --measurement N=HEX  a measurement by its name in results: mrtd, pcr0, measurement; several
  --debug              in debug mode
  --tcb STATUS         UpToDate (default) or OutOfDate
  --at TIME            when it is made; now when left out
  --out FOLDER         where to write evidence, request and roots; the request goes to standard output otherwise
  --authority FOLDER   where this installation keeps its simulated authorities; data/simulation when left out

Options of audit verify
  --key FILE|HEX       the installation's public key, or its fingerprint; several after its secret was changed
  --seal HEX           fingerprint of a seal that was kept from before: it must still be in the trail; several
  --json               what was found as JSON on standard output, nothing else

A file may hold raw bytes, hex, base64, PEM or the JSON that common tools write; - reads standard input.

Exit codes
  0 affirming or warning   10 contraindicated   11 indeterminate
  20 not supported         30 malformed         2 wrong usage        1 internal error
  A batch exits with the code of its worst line; an audit trail with 0 when it is intact and with 10 when it is not.
`;
