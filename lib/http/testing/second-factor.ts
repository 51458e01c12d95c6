import { TOTP, URI } from "otpauth";
import { expect } from "vitest";
import { z } from "zod";
import { recoveryCodesSchema, totpStartSchema } from "@/lib/contract/account";
import type { TestBrowser } from "./browser";

export interface SecondFactor {
  /** An authenticator app that another project wrote. */
  readonly app: TOTP;
  /** The one that has been used to switch it on. */
  readonly code: string;
  readonly recoveryCodes: readonly string[];
}

/** Switches a second factor on for whoever is signed in there. */
export async function switchFactorOn(browser: TestBrowser): Promise<SecondFactor> {
  const started = await browser.call("POST", "/api/v1/account/totp");
  const { uri } = totpStartSchema.parse(started.json);
  const app = z.instanceof(TOTP).parse(URI.parse(uri));
  const code = app.generate();
  const confirmed = await browser.call("POST", "/api/v1/account/totp/confirm", { code });
  expect(confirmed.status).toBe(200);
  const { recoveryCodes } = recoveryCodesSchema.parse(confirmed.json);
  return { app, code, recoveryCodes };
}
