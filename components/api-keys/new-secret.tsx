"use client";

import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Checkbox } from "@/components/ui/field";
import type { NewApiKey } from "@/lib/contract/api-keys";
import { curlWithKey } from "./key-words";

const nothingChanges = () => () => undefined;

/** The one time that a secret is on screen. */
export function NewSecret({
  made: { secret, scopes },
  onDone,
}: {
  readonly made: NewApiKey;
  readonly onDone: () => void;
}) {
  const [isStored, setIsStored] = useState(false);
  const origin = useSyncExternalStore(
    nothingChanges,
    () => window.location.origin,
    () => "",
  );
  const command = (shown: string) => curlWithKey({ origin, secret: shown, scopes });
  return (
    <div className="flex flex-col gap-4 p-4 text-sm">
      <p>
        This is the key. It is shown now and never again; keep it where you keep secrets, not in a
        repository or a message.
      </p>
      <div className="flex items-start gap-2 rounded-control border border-line-strong bg-sunken p-2.5">
        <code className="min-w-0 flex-1 break-all">{secret}</code>
        <CopyButton text={secret} label="the key">
          Copy
        </CopyButton>
      </div>
      <div className="flex flex-col gap-1">
        <p className="text-muted">A first call with it:</p>
        <div className="flex items-start gap-2 rounded-control border p-2.5">
          <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto text-xs">
            {command("$ATTESTRY_API_KEY")}
          </pre>
          <CopyButton text={() => command(secret)} label="the command, with the key in it" />
        </div>
      </div>
      <Checkbox
        label="I have stored it"
        checked={isStored}
        onChange={(event) => setIsStored(event.target.checked)}
      />
      <Button variant="primary" className="self-start" disabled={!isStored} onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
