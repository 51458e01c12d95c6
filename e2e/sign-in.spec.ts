import { TOTP } from "otpauth";
import { expect, expectAccessible, listen, serverUrl, test } from "./fixtures";
import { addMember, signIn, typeSignIn } from "./people";

test.use({
  storageState: { cookies: [], origins: [] },
  refusals: /^\/api\/v1\/(?:session|search)$/,
});

test("whoever has no session signs in, and comes back to the page that they asked for", async ({
  page,
  administrator,
}) => {
  const person = await addMember(administrator, { name: "Siri Signs", roles: ["viewer"] });
  await page.goto("/attestations?verdict=warning");
  await expect(page).toHaveURL("/sign-in?next=%2Fattestations%3Fverdict%3Dwarning");
  await expectAccessible(page);

  await typeSignIn(page, { ...person, password: "not the password" });
  await expect(page.getByText("E-mail or password is not right.")).toBeVisible();
  // The same words for an e-mail that nobody has.
  await typeSignIn(page, { email: "nobody@attestry.test", password: "not the password" });
  await expect(page.getByText("E-mail or password is not right.")).toBeVisible();
  await expectAccessible(page);

  // The wrong password costs a second.
  await expect(async () => {
    await typeSignIn(page, person);
    await expect(page).toHaveURL("/attestations?verdict=warning", { timeout: 10_000 });
  }).toPass();
  await expect(page.getByRole("heading", { name: "Attestations" })).toBeVisible();

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in");
});

test("a sign-in leads to no other server", async ({ page, administrator }) => {
  const person = await addMember(administrator, { name: "Rita Redirect", roles: ["viewer"] });
  await page.goto("/sign-in?next=//evil.example/");
  await typeSignIn(page, person);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(serverUrl());
});

test("somebody who mistypes again and again is told how long to wait, and signs in after that", async ({
  page,
  administrator,
}) => {
  const person = await addMember(administrator, { name: "Fee Fingers", roles: ["viewer"] });
  await page.goto("/sign-in");
  // Every failure doubles the delay, so a slow browser meets it one failure later.
  await expect(async () => {
    await typeSignIn(page, { ...person, password: "not the password" });
    await expect(page.getByText(/The next one is possible in \d+ s/)).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await expect(page.getByText("SIGN_IN_DELAYED")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Wait \d+ s$/ })).toBeDisabled();
  await expectAccessible(page);
  await expect(page.getByText("You can try again now.")).toBeVisible();
  await typeSignIn(page, person);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("a second factor is switched on, asked for, and replaced by a recovery code", async ({
  page,
  administrator,
}) => {
  const person = await addMember(administrator, { name: "Toto Otp", roles: ["viewer"] });
  await page.context().addCookies(person.browser.storageState.cookies);
  await page.goto("/account");
  const card = page.getByRole("region", { name: "Second factor" });
  await card.getByRole("button", { name: "Switch on" }).click();
  await expect(card.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await card.locator("code").first().innerText()).replaceAll(" ", "");
  const totp = new TOTP({ secret });
  await card.getByRole("textbox", { name: "Code" }).fill(totp.generate());
  await card.getByRole("button", { name: "Switch on" }).click();
  const codes = card.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes.first()).toBeVisible();
  const recoveryCode = await codes.first().innerText();
  await expectAccessible(page);
  await card.getByRole("button", { name: "I have kept them" }).click();
  await expect(card.getByText("On", { exact: true })).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/sign-in");
  await typeSignIn(page, person);
  await expect(page.getByText("The password is right.")).toBeVisible();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("The code is not right.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recoveryCode);
  // The wrong code costs a second; whoever is quicker waits for it, and what they typed is still there.
  await expect(async () => {
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible({ timeout: 10_000 });
  }).toPass();
});

test("a session that is ended elsewhere is renewed over the page, and nothing typed is lost", async ({
  page,
  browser,
  administrator,
}) => {
  const person = await addMember(administrator, { name: "Rex Revoked", roles: ["operator"] });
  await page.context().addCookies(person.browser.storageState.cookies);
  await page.goto("/verify");
  await page.getByRole("textbox", { name: /Evidence/ }).fill("00ff00ff");

  const other = await browser.newContext({
    storageState: (await signIn(serverUrl(), person)).storageState,
  });
  const there = await other.newPage();
  const complaints = listen(there);
  await there.goto(`${serverUrl()}/account`);
  await there.getByRole("button", { name: "End all others" }).click();
  await expect(there.getByRole("button", { name: "End all others" })).toBeHidden();
  await other.close();
  expect(complaints).toEqual([]);

  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Search by digest or id" }).fill("91eb2b44");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Password", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("textbox", { name: /Evidence/ })).toHaveValue("00ff00ff");
});
