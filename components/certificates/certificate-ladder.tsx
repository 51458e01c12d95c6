import { ArrowUp, Download } from "lucide-react";
import Link from "next/link";
import { checkHref } from "@/components/attestation/attestation-paths";
import { saveFile } from "@/components/attestation/save-file";
import { StatusIcon } from "@/components/attestations/status-icon";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Digest } from "@/components/ui/digest";
import { formatUtcDate } from "@/lib/format/date";
import type { Check } from "@/lib/rats/check";
import type { CertificateView } from "@/lib/rats/inspection";
import { AmdExtensions } from "./amd-extensions";
import { SgxExtension } from "./sgx-extension";

/** Certificates from the leaf up, with the state of each signature between them. */
export function CertificateLadder({
  title,
  note,
  certificates,
  checks,
  attestationId,
}: {
  readonly title: string;
  readonly note: string;
  readonly certificates: readonly CertificateView[];
  readonly checks: readonly Check[];
  readonly attestationId: string;
}) {
  if (certificates.length === 0) return null;
  const pem = certificates.map((certificate) => certificate.pem.trim()).join("\n");
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={title}
        note={note}
        actions={
          <Button
            size="small"
            onClick={() =>
              saveFile("chain.pem", { content: `${pem}\n`, type: "application/x-pem-file" })
            }
          >
            <Download aria-hidden />
            PEM
          </Button>
        }
      />
      <ol className="p-4">
        {certificates.map((certificate, index) => {
          const last = index === certificates.length - 1;
          return (
            <li key={certificate.sha256}>
              <CertificateCard certificate={certificate} checks={checks} />
              {certificate.subject === certificate.issuer ? (
                last ? null : (
                  <div className="h-3" />
                )
              ) : (
                <SignedBy child={certificate} checks={checks} attestationId={attestationId} />
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function SignedBy({
  child,
  checks,
  attestationId,
}: {
  readonly child: CertificateView;
  readonly checks: readonly Check[];
  readonly attestationId: string;
}) {
  const check = chainCheck(child, checks);
  const words = {
    pass: "signature verified",
    fail: "the chain is broken",
    warn: "signature tolerated",
    skip: "signature not judged",
  } as const;
  return (
    <Rung
      check={check}
      text={`signed by ${commonName(child.issuer)}: ${check === null ? words.skip : words[check.status]}`}
      href={check === null ? null : checkHref(attestationId, check.id)}
    />
  );
}

function Rung({
  check,
  text,
  href,
}: {
  readonly check: Check | null;
  readonly text: string;
  readonly href: string | null;
}) {
  return (
    <p className="flex items-center gap-2 py-1.5 pl-5 text-xs text-muted">
      <ArrowUp aria-hidden className="size-3.5 rotate-180 text-faint" />
      {check === null ? null : <StatusIcon status={check.status} label="" className="size-3.5" />}
      {href === null ? (
        text
      ) : (
        <Link
          href={href}
          className="inline-block leading-6 underline decoration-line-strong underline-offset-2 hover:text-text"
        >
          {text}
        </Link>
      )}
    </p>
  );
}

/** The check that judged the signature on this certificate: one covers the evidence's chain, others the signers'. */
function chainCheck(child: CertificateView, checks: readonly Check[]): Check | null {
  const name = commonName(child.subject);
  if (/TCB Signing/i.test(name)) {
    return checks.find(({ id }) => id === "tcbInfo.chain" || id === "qeIdentity.chain") ?? null;
  }
  return checks.find(({ id, group }) => group === "chain" && id.endsWith(".chain")) ?? null;
}

function CertificateCard({
  certificate,
  checks,
}: {
  readonly certificate: CertificateView;
  readonly checks: readonly Check[];
}) {
  const root = certificate.subject === certificate.issuer;
  const sgx = certificate.extensions.find((extension) => extension.oid === SGX_EXTENSION);
  const amd = certificate.extensions.filter(({ oid }) => oid.startsWith(AMD_ARC));
  const others = certificate.extensions.filter(
    ({ oid }) => oid !== SGX_EXTENSION && !oid.startsWith(AMD_ARC),
  );
  return (
    <article aria-label={certificate.role} className="rounded-control border">
      <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b bg-sunken px-3 py-1.5">
        <h3 className="text-sm font-semibold">{certificate.role}</h3>
        <div className="flex items-center gap-2">
          {root ? <RootBadge checks={checks} /> : null}
          <Revocation certificate={certificate} checks={checks} />
          <CopyButton text={certificate.pem} label={`${certificate.role} as PEM`} />
        </div>
      </header>
      <dl className="grid gap-x-4 gap-y-1 p-3 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
        <dt className="text-muted">Subject</dt>
        <dd className="wrap-anywhere">{certificate.subject}</dd>
        {root ? null : (
          <>
            <dt className="text-muted">Issuer</dt>
            <dd className="wrap-anywhere">{certificate.issuer}</dd>
          </>
        )}
        <dt className="text-muted">Serial</dt>
        <dd>
          <Digest value={certificate.serial} label="serial" full className="text-xs" />
        </dd>
        <dt className="text-muted">Key</dt>
        <dd>
          {certificate.keyAlgorithm}
          <span className="text-muted">, signed with {certificate.signatureAlgorithm}</span>
        </dd>
        <dt className="text-muted">Valid</dt>
        <dd className="tabular-nums">
          {formatUtcDate(certificate.notBefore)} to {formatUtcDate(certificate.notAfter)}
        </dd>
        <dt className="text-muted">SHA-256</dt>
        <dd>
          <Digest value={certificate.sha256} label="fingerprint" full className="text-xs" />
        </dd>
      </dl>
      {sgx === undefined ? null : <SgxExtension values={sgx.values} />}
      {amd.length === 0 ? null : <AmdExtensions extensions={amd} />}
      {others.length === 0 ? null : (
        <details className="border-t px-3 py-2 text-sm">
          <summary className="text-muted">{others.length} more extensions</summary>
          <dl className="mt-2 space-y-1.5">
            {others.map((extension) => (
              <div key={extension.oid}>
                <dt className="text-xs text-muted">
                  {extension.name}{" "}
                  <code className="text-faint">
                    {extension.oid}
                    {extension.critical ? ", critical" : ""}
                  </code>
                </dt>
                {extension.values.map(({ name, value }) => (
                  <dd key={`${name} ${value}`} className="wrap-anywhere">
                    <span className="text-muted">{name}:</span> {value}
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  );
}

const SGX_EXTENSION = "1.2.840.113741.1.13.1";
/** AMD 57230: the chip that a VCEK belongs to, and the patch levels that its key was derived with. */
const AMD_ARC = "1.3.6.1.4.1.3704.1.";

function RootBadge({ checks }: { readonly checks: readonly Check[] }) {
  const check = checks.find(({ id, group }) => group === "chain" && id.endsWith(".root"));
  if (check?.status === "pass") return <Badge tone="affirming">pinned root</Badge>;
  return check?.status === "fail" ? (
    <Badge tone="contraindicated">not the pinned root</Badge>
  ) : (
    <Badge>root not judged</Badge>
  );
}

function Revocation({
  certificate,
  checks,
}: {
  readonly certificate: CertificateView;
  readonly checks: readonly Check[];
}) {
  const name = commonName(certificate.subject);
  const id = /PCK Certificate$/i.test(name)
    ? "pck.revocation"
    : /PCK (?:Platform|Processor) CA$/i.test(name)
      ? "pckCa.revocation"
      : /TCB Signing$/i.test(name)
        ? "tcbSigner.revocation"
        : null;
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) return null;
  if (check.status === "pass") return <Badge tone="affirming">not revoked</Badge>;
  return check.status === "fail" ? (
    <Badge tone="contraindicated">revoked</Badge>
  ) : (
    <Badge>revocation not judged</Badge>
  );
}

function commonName(distinguishedName: string): string {
  return /(?:^|,)\s*CN=([^,]+)/.exec(distinguishedName)?.[1] ?? distinguishedName;
}
