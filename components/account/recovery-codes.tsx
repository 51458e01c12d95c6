"use client";

import { Download } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { downloadText } from "@/lib/client/download";

/** Codes that are shown once, to be kept. */
export function RecoveryCodes({
  codes,
  onKept,
}: {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}) {
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="warning" title="These codes are shown this once">
        Each signs you in once without the authenticator app. Keep them where you keep passwords,
        not in this browser.
      </Banner>
      <ol
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-1 rounded-control bg-sunken px-4 py-3 digits text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code} className="tracking-wide">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label="recovery codes">
          Copy recovery codes
        </CopyButton>
        <Button
          size="small"
          onClick={() =>
            downloadText({ name: "attestry-recovery-codes.txt", text, type: "text/plain" })
          }
        >
          <Download aria-hidden />
          Download
        </Button>
        <Button size="small" variant="primary" className="sm:ml-auto" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
