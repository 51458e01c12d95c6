import type { Page } from "@playwright/test";
import { startTestProvider, type TestProvider } from "@/lib/http/testing/test-provider";
import { expect, expectAccessible, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";
import { addMember, invite } from "./people";

const NAME = "Acme login";

/** A server that knows a real provider on loopback, which signs in whoever it is told to. */
let provider: TestProvider;
let server: OwnServer;
test.beforeAll(async () => {
  server = await startOwnServer(async (url) => {
    provider = await startTestProvider(`${url}/api/v1/sign-in-providers/oidc/callback`);
    return {
      ATTESTRY_PUBLIC_URL: url,
      ATTESTRY_OIDC_ISSUER: provider.config.issuer,
      ATTESTRY_OIDC_CLIENT_ID: provider.config.clientId,
      ATTESTRY_OIDC_CLIENT_SECRET: provider.config.clientSecret,
      ATTESTRY_OIDC_NAME: NAME,
    };
  });
});
test.afterAll(async () => {
  await server.close();
  await provider.close();
});
test.use({
  storageState: { cookies: [], origins: [] },
  // Linking and changing roles ask for a fresh proof first.
  refusals: /^\/api\/v1\/(?:sign-in-providers\/oidc\/start|members\/[^/]+\/roles)$/,
});

/** Somebody with an account at the provider, which sends browsers back as them from now on. */
function newSubject(): string {
  const mark = crypto.randomUUID().slice(0, 8);
  const email = `${mark}@provider.example`;
  provider.subject = { sub: mark, email, emailVerified: true };
  return email;
}

const goOn = (page: Page, verb: string) =>
  page.getByRole("button", { name: `${verb} ${NAME}` }).click();

test("somebody joins with their account at a provider, and signs in with it from then on", async ({
  page,
}) => {
  const email = newSubject();
  const token = await invite(server.administrator, { email, roles: ["viewer"] });
  await page.goto(`${server.url}/invitation#token=${token}`);
  await expect(page.getByRole("heading", { name: "Join Acme Confidential" })).toBeVisible();
  await goOn(page, "Continue with");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.goto(`${server.url}/account`);
  await expect(page.getByRole("region", { name: "Sign-in providers" })).toContainText("Linked");
  await expectAccessible(page);
  await page.context().clearCookies();
  await page.goto(`${server.url}/attestations?verdict=warning`);
  await expectAccessible(page);
  await goOn(page, "Continue with");
  await expect(page).toHaveURL(`${server.url}/attestations?verdict=warning`);
  await expect(page.getByRole("heading", { name: "Attestations" })).toBeVisible();
});

test("an account at the provider that nobody here has signs nobody in, and the page says why", async ({
  page,
}) => {
  newSubject();
  await page.goto(`${server.url}/sign-in`);
  await goOn(page, "Continue with");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("PROVIDER_ACCOUNT_UNKNOWN")).toBeVisible();
  await expectAccessible(page);
});

test("linking a provider asks for a fresh proof first, and says when the account is somebody else's", async ({
  page,
}) => {
  const person = await addMember(server.administrator, { name: "Lena Link", roles: ["viewer"] });
  await server.letProofExpire(person.email);
  newSubject();
  await page.context().addCookies(person.browser.storageState.cookies);
  await page.goto(`${server.url}/account`);
  await goOn(page, "Link with");
  const confirmation = page.getByRole("dialog", { name: "Confirm that it is you" });
  await confirmation.getByLabel("Password", { exact: true }).fill(person.password);
  await confirmation.getByRole("button", { name: "Confirm and go on" }).click();
  const providers = page.getByRole("region", { name: "Sign-in providers" });
  await expect(providers).toContainText("Linked");

  const other = await addMember(server.administrator, { name: "Otto Other", roles: ["viewer"] });
  await page.context().clearCookies();
  await page.context().addCookies(other.browser.storageState.cookies);
  await page.goto(`${server.url}/account`);
  await goOn(page, "Link with");
  await expect(page.getByRole("heading", { name: "You are signed in as before" })).toBeVisible();
  await expect(page.getByText("PROVIDER_ACCOUNT_TAKEN")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(providers.getByRole("button", { name: `Link with ${NAME}` })).toBeVisible();
});

test("somebody without a password confirms a change at the provider", async ({ page }) => {
  const email = newSubject();
  const token = await invite(server.administrator, { email, roles: ["administrator"] });
  await page.goto(`${server.url}/invitation#token=${token}`);
  await goOn(page, "Continue with");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.goto("about:blank");
  await server.letProofExpire(email);

  const member = await addMember(server.administrator, { name: "Mila Member", roles: ["viewer"] });
  await page.goto(`${server.url}/members`);
  const roles = page.getByRole("dialog", { name: `Roles of ${member.name}` });
  const makeOperator = async () => {
    await page.getByRole("button", { name: `Actions for ${member.name}` }).click();
    await page.getByRole("menuitem", { name: "Change roles" }).click();
    await roles.getByRole("checkbox", { name: "Operator" }).check();
    await roles.getByRole("button", { name: "Change roles" }).click();
  };
  await makeOperator();
  await expect(page.getByRole("dialog", { name: "Confirm that it is you" })).toBeVisible();
  await expectAccessible(page);
  await goOn(page, "Confirm with");
  // Back on the page, with what was entered gone.
  await expect(roles).toBeHidden();
  await expect(page).toHaveURL(`${server.url}/members`);
  await makeOperator();
  await expect(roles).toBeHidden();
  await expect(page.getByRole("row", { name: new RegExp(member.name) })).toContainText("Operator");
});
